"""Tasks and draws: one launched by the first township, one launched and drawn by the second.

`world.kept` afterwards: task_own (submitted), task_other, draw_other (committed); the dispatched
`draw` of the inspections is the own draw, because both townships execute it.
"""

from mingqian.draws import actions as draws
from mingqian.planning import actions as planning
from mingqian.planning.scopes import KEY_SECTOR, REPEAT_GROUNDS
from tests.world import World
from tests.world_inspections import draft

ORDER = 30


def _submitted(world: World, unit: str, **changes):
    launching = world.units[unit]
    task = planning.create_task(
        draft(
            world,
            units=(launching.pk,),
            exclusions=("l1",),
            repeat_ground=next(code for code in REPEAT_GROUNDS if code != KEY_SECTOR),
            **changes,
        ),
        organisation=launching,
        by=world.actor("officer"),
        at=world.tick(),
    )
    return planning.submit_task(task, by=world.actor("officer"), at=world.tick())


def build(world: World) -> None:
    """Submit a task of each township and commit the draw of the second."""
    world.kept["task_own"] = _submitted(world, "t01", name="禾丰镇第 1 次抽查")
    other = _submitted(world, "t02", name="柳湾镇第 1 次抽查", way="lotteries")
    planning.approve_task(other, by=world.actor("head"), at=world.tick())
    world.kept["task_other"] = other
    world.kept["draw_other"] = draws.freeze_and_commit(
        other, by=world.actor("officer"), at=world.tick()
    )


def _task(world):
    return {"pk": world.kept["task_own"].pk}, {"pk": world.kept["task_other"].pk}


def _draw(world):
    return {"pk": world.kept["draw"].pk}, {"pk": world.kept["draw_other"].pk}


def _number(world):
    own, other = _draw(world)
    return {**own, "place": 0}, {**other, "place": 0}


TASK_ADDRESSES = "task task-edit task-submit task-approve task-return task-withdraw draw-freeze"
DRAW_ADDRESSES = (
    "draw draw-contribute draw-close draw-run draw-lock draw-sheet draw-print draw-bundle"
    " draw-export draw-hall draw-hall-data"
)
EXAMPLES = {
    **dict.fromkeys(TASK_ADDRESSES.split(), _task),
    **dict.fromkeys(DRAW_ADDRESSES.split(), _draw),
    "draw-number": _number,
    "draw-discard": _number,
}
