"""The county with filled directories, and draws on their way."""

import pytest

from tests.world import World
from tests.world_draws import draws_county


@pytest.fixture
def world(db: None) -> World:
    """The county of the draws."""
    return draws_county()
