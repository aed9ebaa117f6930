"""Values from the environment, refused loudly when they make no sense."""

import os
import re
import urllib.parse
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured


def env_text(name: str, default: str) -> str:
    """Return the variable, or the default when it is not set."""
    return os.environ.get(name, default)


def env_bool(name: str, *, default: bool) -> bool:
    """Return True or False; any other text is refused."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    if raw not in {"True", "False"}:
        raise ImproperlyConfigured(f"{name} must be True or False, not {raw!r}")
    return raw == "True"


def env_int(name: str, default: int) -> int:
    """Return a whole number; any other text is refused."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    if not re.fullmatch(r"\d{1,9}", raw):
        raise ImproperlyConfigured(f"{name} must be a whole number, not {raw!r}")
    return int(raw)


def env_list(name: str, default: str) -> list[str]:
    """Return the comma-separated parts, without empty ones."""
    return [part.strip() for part in env_text(name, default).split(",") if part.strip()]


def env_secret(name: str, folder: Path) -> str:
    """Return a secret from the variable, or from the file of that name in `folder`.

    `make demo` writes such files; an office sets the variables. Neither: refused.
    """
    raw = os.environ.get(name)
    if raw:
        return raw
    file = folder / name.lower()
    if file.is_file():
        return file.read_text(encoding="ascii").strip()
    raise ImproperlyConfigured(
        f"{name} is not set and {file} does not exist. Run `python manage.py make_keys` once, "
        "or set the variable."
    )


def database(url: str) -> dict[str, Any]:
    """Turn `sqlite:///file` or `postgresql://user:password@host:port/name` into settings."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": urllib.parse.unquote(parts.path[1:]),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",  # writers queue instead of failing half-way
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
                "PRAGMA foreign_keys=ON;",
            },
        }
    if parts.scheme in {"postgresql", "postgres"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": urllib.parse.unquote(parts.path[1:]),
            "USER": urllib.parse.unquote(parts.username or ""),
            "PASSWORD": urllib.parse.unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
        }
    raise ImproperlyConfigured(f"MINGQIAN_DATABASE_URL has an unknown scheme: {parts.scheme!r}")
