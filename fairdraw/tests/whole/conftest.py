"""Thousands of bundles under the same few keys: each signature is judged once a run."""

from functools import lru_cache

import pytest

from fairdraw import ed25519


@pytest.fixture(autouse=True, scope="session")
def _remember_signatures():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ed25519, "verify", lru_cache(maxsize=None)(ed25519.verify))
        yield
