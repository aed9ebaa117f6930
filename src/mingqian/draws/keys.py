"""Signing keys of the people who approve changes of a draw (SPEC sections 3 and 8)."""

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fairdraw.checkpoint import LOG_KEY, format_vkey
from mingqian.accounts.models import User
from mingqian.draws.models import SigningKey
from mingqian.draws.randomness import fresh_secret

APPROVING_ROLES = ("unit_head", "plan_officer")
MOST_PEOPLE = 100
"""People that a plan can name (SPEC section 3)."""


def plan_people(at: datetime) -> list[dict[str, str]]:
    """Return the approvers that a plan names, making a key for whoever has none.

    They are the heads and plan officers of the office; a township's head approves nothing.
    """
    holders = User.objects.filter(
        grants__role__in=APPROVING_ROLES, is_active=True, duty="business"
    ).select_related("organisation", "signing_key")
    people = [_key_of(user, at) for user in holders.distinct().order_by("pk") if _in_office(user)]
    return [
        {"key": key.vkey, "name": key.name, "role": "approver"} for key in people[:MOST_PEOPLE]
    ]


def _in_office(user: User) -> bool:
    return user.organisation.sees_all


def _key_of(user: User, at: datetime) -> SigningKey:
    known: SigningKey | None = SigningKey.objects.filter(user=user).first()
    if known is not None:
        return known
    name, seed = f"approver-{user.pk}", fresh_secret()
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
    public = private.public_key().public_bytes_raw()
    made: SigningKey = SigningKey.objects.create(
        user=user, name=name, vkey=format_vkey(name, LOG_KEY, public), seed=seed, at=at
    )
    return made
