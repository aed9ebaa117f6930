"""Registers: a target, an inspector and an item of the dispatched task, an import of the bureau.

`world.kept` afterwards: `import`, checked, with one row that is wrong.
"""

from tests.world import World
from tests.world_registers import prepare, target_row, targets_file, upload

ORDER = 20


def build(world: World) -> None:
    """Leave a checked file in the hands of the clerk."""
    prepare(world)
    rows = [target_row(901), target_row(902, region="禾丰真")]
    world.kept["import"] = upload(world, "targets", targets_file(rows))


def _two(name):
    return lambda world: (
        {"pk": world.kept[f"{name}_own"].pk},
        {"pk": world.kept[f"{name}_other"].pk},
    )


def _one(name):
    return lambda world: ({"pk": world.kept[name].pk}, None)


def _import(world):
    """The bureau's own import: no township may look into it."""
    return ({"pk": world.kept["import"].pk},) * 2


def _kind(world):
    return {"kind": "targets"}, None


TARGET = "target target-edit target-close target-reveal"
INSPECTOR = "inspector inspector-standing inspector-account inspector-interest inspector-reveal"
IMPORT = "import import-progress import-begin import-step import-failed"

EXAMPLES = {
    "item": _one("item"),
    "import-new": _kind,
    "import-template": _kind,
    **dict.fromkeys(TARGET.split(), _two("target")),
    **dict.fromkeys(INSPECTOR.split(), _two("inspector")),
    **dict.fromkeys(IMPORT.split(), _import),
}
