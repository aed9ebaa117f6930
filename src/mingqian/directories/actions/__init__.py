"""Keeping the two directories, the places and the calendar; lists of items come by import."""

from mingqian.directories.actions.inspectors import (
    declare_interest,
    link_account,
    put_back_inspector,
    take_out_inspector,
    withdraw_interest,
)
from mingqian.directories.actions.looking import (
    PERSONAL,
    note_export,
    reveal_personal,
)
from mingqian.directories.actions.office import (
    load_calendar,
    publish_calendar,
    save_places,
)
from mingqian.directories.actions.targets import (
    close_target,
    create_target,
    edit_target,
    reopen_target,
)

__all__ = [
    "PERSONAL",
    "close_target",
    "create_target",
    "declare_interest",
    "edit_target",
    "link_account",
    "load_calendar",
    "note_export",
    "publish_calendar",
    "put_back_inspector",
    "reopen_target",
    "reveal_personal",
    "save_places",
    "take_out_inspector",
    "withdraw_interest",
]
