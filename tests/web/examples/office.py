"""Accounts, roles and the trail."""

from mingqian.audit.queries import events

ORDER = 20


def build(world):
    """Add an account that may be disabled, enabled and given a role."""
    world.kept["account"] = world.person("spare", "备用员", "t02")


def _account(world):
    return {"pk": world.kept["account"].pk}, None


EXAMPLES = {
    **dict.fromkeys(
        ("account", "account-disable", "account-enable", "account-password", "role-change"),
        _account,
    ),
    "audit-event": lambda world: ({"pk": events().first().pk}, None),
}
