"""Threads share a plan and all that is in it: nothing of it can be changed."""

import importlib
import pkgutil
from dataclasses import FrozenInstanceError, fields, is_dataclass

import pytest

from enforcecore_core import decision
from enforcecore_core.decision.language import AtMost

MODULES = [
    importlib.import_module(f"{decision.__name__}.{module.name}")
    for module in pkgutil.iter_modules(decision.__path__)
]
VALUES = [
    value
    for module in MODULES
    for value in vars(module).values()
    if isinstance(value, type) and is_dataclass(value) and value.__module__ == module.__name__
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.__name__)
def test_a_value_can_be_neither_changed_nor_added_to(value):
    instance = object.__new__(value)
    for field in fields(value):
        with pytest.raises(FrozenInstanceError):
            setattr(instance, field.name, None)
    assert not hasattr(instance, "__dict__")


def test_two_values_that_say_the_same_are_equal():
    assert AtMost(5) == AtMost(5)
    assert len({AtMost(5), AtMost(5), AtMost(6)}) == 2
