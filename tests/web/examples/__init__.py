"""One example per address with an object, for the matrix of rights.

Every module of this package is found by itself. It may export `EXAMPLES`, a dict from the name of
an address to a function of the world that returns (own keywords, keywords of another unit or
None), and `build(world)`, which makes what the examples point at; builders run by `ORDER`.
"""

import importlib
import pkgutil
from types import ModuleType

from tests.web.addresses import addresses
from tests.world import World


def _modules() -> list[ModuleType]:
    found = [
        importlib.import_module(f"{__name__}.{module.name}")
        for module in pkgutil.iter_modules(__path__)
    ]
    return sorted(found, key=lambda module: (getattr(module, "ORDER", 50), module.__name__))


def build(world: World) -> None:
    """Make everything the examples point at."""
    for module in _modules():
        if hasattr(module, "build"):
            module.build(world)


def own_and_other(world: World, name: str) -> tuple[dict, dict | None]:
    """Return the keywords of an own object and of one out of reach, if there is one.

    Raises LookupError for an address with an object that nobody gave an example for.
    """
    for module in _modules():
        if name in getattr(module, "EXAMPLES", {}):
            return module.EXAMPLES[name](world)
    if any(each.name == name and each.parameters for each in addresses()):
        raise LookupError(f"tests/web/examples has no example for {name}")
    return {}, None
