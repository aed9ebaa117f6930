"""Tables: governed, without automatic many-to-many links, with named migrations."""

from pathlib import Path

from django.apps import apps

from mingqian.audit.models import Event, Governed

ROOT = Path(__file__).resolve().parents[2]


def ours():
    return [m for m in apps.get_models() if m.__module__.startswith("mingqian.")]


def test_every_table_is_governed_but_the_trail():
    assert [m.__name__ for m in ours() if not issubclass(m, Governed)] == [Event.__name__]


def test_no_table_has_an_automatic_many_to_many_link():
    assert [(m.__name__, f.name) for m in ours() for f in m._meta.local_many_to_many] == []


def test_every_governed_table_uses_the_governed_base_manager():
    for model in ours():
        if issubclass(model, Governed):
            assert model._meta.base_manager_name == "objects", model


def test_migrations_have_names_that_read_as_changes():
    for file in (ROOT / "src").glob("mingqian/*/migrations/0*.py"):
        assert "auto" not in file.stem.split("_"), file


def test_migrations_import_nothing_from_the_apps_actions():
    for file in (ROOT / "src").glob("mingqian/*/migrations/0*.py"):
        text = file.read_text(encoding="utf-8")
        assert ".actions" not in text, file
        assert ".queries" not in text, file
