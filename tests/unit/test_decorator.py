from __future__ import annotations

import functools
import inspect
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import Field
from typing_extensions import TypedDict, Unpack

from enforcecore_core import (
    ConfigurationError,
    PolicyError,
    PolicyViolation,
    enforce,
    shared_enforcer,
)

TOOLS = """
  add: {args: {left: {at_least: 0}, right: {at_least: 0}}}
  Adder: {args: {left: {at_least: 0}, right: {at_least: 0}}}
"""


@pytest.fixture
def enforcer(enforcer_for):
    return enforcer_for(TOOLS)


def test_positional_arguments_and_defaults_reach_the_policy_by_name(enforcer):
    @enforce(enforcer=enforcer)
    def add(left, right=-1):
        return left + right

    assert add(1, 2) == add(1, right=2) == add(right=2, left=1) == 3
    with pytest.raises(PolicyViolation):
        add(-1, 2)
    with pytest.raises(PolicyViolation):
        add(1)


async def test_every_kind_of_function_is_guarded_and_stays_of_its_kind(enforcer, entries_of):
    ran = []

    @enforce(enforcer=enforcer, tool="add")
    def plain(left, right):
        ran.append("plain")
        return left + right

    @enforce(enforcer=enforcer, tool="add")
    async def coroutine(left, right):
        ran.append("coroutine")
        return left + right

    @enforce(enforcer=enforcer, tool="add")
    def generator(left, right):
        ran.append("generator")
        yield left + right

    @enforce(enforcer=enforcer, tool="add")
    async def async_generator(left, right):
        ran.append("async generator")
        yield left + right

    assert inspect.iscoroutinefunction(coroutine)
    assert inspect.isgeneratorfunction(generator)
    assert inspect.isasyncgenfunction(async_generator)
    assert plain(1, 2) == await coroutine(1, 2) == 3
    assert list(generator(1, 2)) == [n async for n in async_generator(1, 2)] == [3]
    ran.clear()
    for call in (
        lambda: plain(-1, 2),
        lambda: list(generator(-1, 2)),
    ):
        with pytest.raises(PolicyViolation):
            call()
    with pytest.raises(PolicyViolation):
        await coroutine(-1, 2)
    with pytest.raises(PolicyViolation):
        await anext(async_generator(-1, 2))
    assert ran == []
    assert [entry.status for entry in entries_of(enforcer)] == ["returned"] * 4 + ["not_run"] * 4


def test_a_methods_receiver_is_no_argument(enforcer):
    class Calculator:
        @enforce(enforcer=enforcer)
        def add(self, left, right):
            return (type(self).__name__, left + right)

        @enforce(enforcer=enforcer, tool="add")
        @classmethod
        def add_class(cls, left, right):
            return (cls.__name__, left + right)

        @staticmethod
        @enforce(enforcer=enforcer, tool="add")
        def add_static(left, right):
            return left + right

    calculator = Calculator()
    assert calculator.add(1, 2) == ("Calculator", 3)
    assert calculator.add_class(1, 2) == ("Calculator", 3)
    assert calculator.add_static(1, 2) == 3
    for method in (calculator.add, calculator.add_class, calculator.add_static):
        with pytest.raises(PolicyViolation):
            method(-1, 2)


async def test_callable_objects_are_guarded_by_their_class_name(enforcer):
    class Adder:
        async def __call__(self, left, right):
            return left + right

    add = enforce(enforcer=enforcer)(Adder())
    assert await add(1, 2) == 3
    with pytest.raises(PolicyViolation):
        await add(-1, 2)


def test_what_a_partial_fills_in_reaches_the_policy_too(enforcer):
    def add(left, right):
        return left + right

    assert enforce(enforcer=enforcer)(functools.partial(add, 1))(right=2) == 3
    with pytest.raises(PolicyViolation):
        enforce(enforcer=enforcer)(functools.partial(add, right=-1))(1)


def test_injected_parameters_are_neither_decided_on_nor_recorded(enforcer, entries_of):
    the_connection = object()

    @enforce(enforcer=enforcer, injected=["connection"])
    def add(connection, left, right):
        assert connection is the_connection
        return left + right

    assert add(the_connection, 1, 2) == 3
    [entry] = entries_of(enforcer)
    assert [argument["name"] for argument in entry.args_meta] == ["left", "right"]


def test_an_injected_name_that_is_no_parameter_is_refused(enforcer):
    with pytest.raises(ConfigurationError, match="conection"):
        enforce(enforcer=enforcer, injected=["conection"])(lambda connection: connection)


def test_variable_keywords_reach_the_policy_by_their_own_names(enforcer):
    @enforce(enforcer=enforcer)
    def add(**numbers):
        return sum(numbers.values())

    assert add(left=1, right=2) == 3
    with pytest.raises(PolicyViolation):
        add(left=-1, right=2)


def test_an_argument_given_twice_does_not_slip_past_the_policy(enforcer):
    @enforce(enforcer=enforcer)
    def add(left, right, /, **numbers):
        return left

    with pytest.raises(TypeError, match="given twice"):
        add(-1, 2, left=1)


def test_functions_that_name_the_same_policy_share_one_enforcer(
    write_policy, monkeypatch, tmp_path
):
    monkeypatch.setenv("ENFORCECORE_AUDIT_PATH", str(tmp_path / "trail"))
    monkeypatch.chdir(tmp_path)
    path = write_policy(TOOLS)

    @enforce(policy=path)
    def add(left, right):
        return left + right

    @enforce(policy="policy.yaml", tool="add")
    def plus(left, right):
        return left + right

    assert add(1, 2) == plus(1, 2) == 3
    assert shared_enforcer(path) is shared_enforcer(Path("policy.yaml"))
    assert len(list(shared_enforcer(path).trail.entries())) == 2
    shared_enforcer(path).close()


def test_the_policy_named_by_the_environment_is_the_default(write_policy, monkeypatch, tmp_path):
    monkeypatch.setenv("ENFORCECORE_AUDIT_PATH", str(tmp_path / "trail"))
    monkeypatch.setenv("ENFORCECORE_POLICY", str(write_policy(TOOLS)))

    @enforce
    def add(left, right):
        return left + right

    assert add(1, 2) == 3
    with pytest.raises(PolicyViolation):
        add(-1, 2)
    shared_enforcer().close()


def test_without_any_policy_nothing_runs(monkeypatch):
    monkeypatch.delenv("ENFORCECORE_POLICY", raising=False)
    ran = []

    @enforce
    def add():
        ran.append(1)

    with pytest.raises(ConfigurationError, match="ENFORCECORE_POLICY"):
        add()
    assert ran == []


def test_a_policy_and_an_enforcer_together_are_refused(enforcer):
    with pytest.raises(ConfigurationError):
        enforce(policy="policy.yaml", enforcer=enforcer)


def test_the_guarded_function_keeps_its_name_signature_and_docstring(enforcer):
    @enforce(enforcer=enforcer)
    def add(left: int, right: int = 2) -> int:
        """Add."""
        return left + right

    assert (add.__name__, add.__doc__) == ("add", "Add.")
    assert str(inspect.signature(add)) == "(left: 'int', right: 'int' = 2) -> 'int'"


def test_what_can_never_be_told_of_a_function_is_refused_when_it_is_decorated(enforcer):
    with pytest.raises(PolicyError, match=r"args\.left is a text, never a number"):

        @enforce(enforcer=enforcer)
        def add(left: str, right: int = 0):
            return left

    with pytest.raises(PolicyError, match="the tool has no argument 'right'"):

        @enforce(enforcer=enforcer, tool="add")
        def add_one(left: int):
            return left


def test_functions_that_open_their_policy_later_are_checked_at_every_first_call(
    tmp_path: Path, monkeypatch
):
    monkeypatch.setenv("ENFORCECORE_AUDIT_DIR", str(tmp_path / "audit"))
    policy = tmp_path / "policy.yaml"
    policy.write_text(f"enforcecore: 1\ntools:{TOOLS}", encoding="utf-8")
    ran = []

    @enforce(policy=policy)
    def add(left: str, right: int = 0):
        ran.append(left)

    for _ in range(2):
        with pytest.raises(PolicyError, match=r"policy.yaml:3:\d+: args.left is a text"):
            add(1)
    assert ran == []
    shared_enforcer(policy).close()


class Asked(int):
    """A number that counts how often its schema is asked for."""

    times = 0

    @classmethod
    def __get_pydantic_core_schema__(cls, source, handler):
        cls.times += 1
        return handler(int)


class Amounts(TypedDict, total=False):
    left: int
    right: int


def test_a_function_is_checked_once(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("ENFORCECORE_AUDIT_DIR", str(tmp_path / "audit"))
    policy = tmp_path / "policy.yaml"
    policy.write_text(f"enforcecore: 1\ntools:{TOOLS}", encoding="utf-8")

    @enforce(policy=policy)
    def add(left: Asked, right: Asked = 0):
        return left + right

    assert Asked.times == 0
    assert add(1, 2) == 3
    once = Asked.times
    assert once > 0
    assert add(3, 4) == 7
    assert Asked.times == once
    shared_enforcer(policy).close()


def untyped(left, right): ...
def positional(left: int, right: int, /): ...
def extra(**amounts: int): ...
def unpacked(**amounts: Unpack[Amounts]): ...
def renamed(left: Annotated[int, Field(alias="from")], right: int): ...
def several(*left: str, right: int): ...
def unknown(left: pytest.Config, right: int): ...
def missing(left: Nothing, right: int): ...  # noqa: F821 - that it is not there is the case
def defaulted(left: int = object(), right: int = "none"): ...


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "function",
    [untyped, positional, extra, unpacked, renamed, several, unknown, missing, defaulted],
    ids=lambda function: function.__name__,
)
def test_what_annotations_leave_open_is_no_reason_to_refuse_a_function(enforcer, function):
    assert callable(enforce(enforcer=enforcer, tool="add")(function))
