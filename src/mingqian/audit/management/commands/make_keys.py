"""Make the secrets of an office that has none yet: one file each, readable by the owner only."""

import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """`python manage.py make_keys`: never overwrites a key."""

    help = "Make the secrets that are missing in MINGQIAN_DATA/keys."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the missing key files."""
        folder: Path = settings.KEYS
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in ("mingqian_secret_key", "mingqian_field_key", "mingqian_log_key"):
            file = folder / name
            if not file.exists():
                file.touch(mode=0o600)
                file.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
                self.stdout.write(f"made {file.name}")
