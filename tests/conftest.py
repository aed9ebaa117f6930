"""Fixtures for all tests: the county."""

import pytest

from tests.world import World, county


@pytest.fixture
def world(db: None) -> World:
    """The county with one person of each role."""
    return county()
