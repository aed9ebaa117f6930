"""Every action is worded and documented, and every one is a function of an actions module."""

import importlib
import pkgutil

import mingqian
from mingqian.audit.door import REGISTRY
from mingqian.audit.wording import DID


def load_all():
    for module in pkgutil.walk_packages(mingqian.__path__, "mingqian."):
        parts = module.name.split(".")
        if parts[1] in {"config", "rules"} or "migrations" in parts or "__main__" in parts:
            continue
        importlib.import_module(module.name)


def registered():
    load_all()
    return {name: declared for name, declared in REGISTRY.items() if not name.startswith("test.")}


def test_every_action_is_worded():
    assert [name for name in registered() if name not in DID] == []


def test_every_wording_has_its_action():
    assert [name for name in DID if name not in registered()] == []


def test_every_action_has_a_docstring_and_lives_in_an_app():
    for name, declared in registered().items():
        assert declared.function.__doc__, name
        assert declared.function.__module__.split(".")[0] == "mingqian", name


def test_every_dotted_name_has_two_parts():
    for name in registered():
        assert len(name.split(".")) == 2, name
