"""The county with inspectors who can log in."""

import pytest

from tests.world import World
from tests.world_inspections import inspections_county


@pytest.fixture
def world(db: None) -> World:
    """The county before its draws."""
    return inspections_county()
