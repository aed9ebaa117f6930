"""Visits and results of two townships, and their public copies.

`world.kept` afterwards: task and draw (dispatched), visit_own, visit_other, result_own,
result_other (published, submitted), target_own, target_other, inspector_own, inspector_other,
item_list, item.
"""

from tests.world import World
from tests.world_inspections import dispatched, follow, furnish, published, submitted, visit_of

ORDER = 10


def build(world: World) -> None:
    """Dispatch a task; one result is published, the other waits for its head."""
    furnish(world)
    first = dispatched(world)
    published(world)
    kept = world.kept
    kept["task"], kept["draw"] = first, first.draw
    submitted(world, unit="t02")
    for name, unit in (("own", "t01"), ("other", "t02")):
        visit = visit_of(world, unit)
        kept[f"visit_{name}"], kept[f"result_{name}"] = visit, visit.result
        kept[f"target_{name}"] = visit.target
        kept[f"inspector_{name}"] = visit.team.first().inspector
    kept["item"] = first.task_items.first().item
    kept["item_list"] = kept["item"].item_list
    follow(world)


def _two(name):
    return lambda world: (
        {"pk": world.kept[f"{name}_own"].pk},
        {"pk": world.kept[f"{name}_other"].pk},
    )


def _number(world, **more):
    return {"number": world.kept["task"].number, **more}, None


EXAMPLES = {
    **{name: _two("visit") for name in ("visit", "visit-record", "visit-sign", "visit-submit")},
    **{name: _two("result") for name in ("review", "review-approve", "review-return")},
    "portal-task": _number,
    "portal-file": lambda world: _number(world, path="bundle.zip"),
    "portal-result": lambda world: (
        {"pk": public_result(world).pk},
        None,
    ),
    "portal-firm": lambda world: ({"code": world.kept["visit_own"].credit_code}, None),
}


def public_result(world: World):
    """Return the public copy of the own result."""
    from mingqian.publication.queries import results

    return results(number=world.kept["task"].number).get()
