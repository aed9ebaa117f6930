"""A database that threads can share: really committed, and thrown away afterwards.

The trail refuses DELETE and TRUNCATE, so no test database can be emptied after a test; races are
run in a copy of it: a file on SQLite, a database made from the template on PostgreSQL.
"""

import sqlite3
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection, connections


@contextmanager
def _sqlite_copy(_settings, folder):
    file = folder / "race.sqlite3"
    connection.connection.rollback()  # the test's own transaction, still empty, is in the way
    with sqlite3.connect(file) as target:
        connection.connection.backup(target)
    target.close()
    yield str(file)


@contextmanager
def _postgresql_copy(settings, _folder):
    name = f"{settings['NAME']}_race"
    address = {
        "host": settings["HOST"],
        "port": settings["PORT"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
        "dbname": "postgres",
        "autocommit": True,
    }
    connection.close()  # a template must have no visitor
    with psycopg.connect(**address) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{settings["NAME"]}"')
        yield name
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def arena(db, tmp_path):
    """Run the test in a copy of the test database, with real commits."""
    settings = connections.settings["default"]
    kept_name, kept = settings["NAME"], connections["default"]
    copy = _postgresql_copy if connection.vendor == "postgresql" else _sqlite_copy
    with copy(settings, tmp_path) as name:
        settings["NAME"] = name
        connections["default"] = connections.create_connection("default")
        try:
            yield
        finally:
            connection.close()
            settings["NAME"] = kept_name
            connections["default"] = kept
