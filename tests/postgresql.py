"""Print the address of a local PostgreSQL whose database `test` can be used, or nothing."""

import os
import sys

import psycopg


def reachable() -> str:
    """Return the address, "" when no server answers within a second."""
    url = os.environ.get("MINGQIAN_TEST_POSTGRESQL", "postgresql://root@127.0.0.1:5432/test")
    try:
        psycopg.connect(url, connect_timeout=1).close()
    except psycopg.OperationalError:
        return ""
    return url


if __name__ == "__main__":
    sys.stdout.write(reachable())
