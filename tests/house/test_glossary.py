"""Every table is a word of the glossary, under the name that people see."""

from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]


def test_every_table_is_in_the_glossary():
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    missing = [
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith("mingqian.") and f"`{model.__name__}`" not in text
    ]
    assert missing == []


def test_every_table_has_a_chinese_name():
    for model in apps.get_models():
        if model.__module__.startswith("mingqian."):
            assert any("\u4e00" <= c <= "\u9fff" for c in str(model._meta.verbose_name)), model
