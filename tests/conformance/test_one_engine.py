"""One policy decides alike, and records once, through every seat an adapter takes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from enforcecore_langchain import EnforceCoreCallbackHandler, enforce_tool
from enforcecore_llamaindex import enforce_tool as enforce_llama_tool
from langchain_core.tools import StructuredTool
from llama_index.core.tools import FunctionTool

from enforcecore_core import EnforceCoreError, enforce

POLICY = """
  small: {args: {n: {at_most: 10}, text: {max_length: 200}}}
  never: block
  either:
    allow: [{args: {n: {at_least: 100}}, id: large}, {args: {text: {starts_with: ok}}, id: ok}]
    block: {args: {n: {equals: 13}}, id: unlucky}
  redacted: {allow: always, redact: [pii]}
"""
CALLS = [
    ("small", 1, "a"),
    ("small", 11, "a"),
    ("small", 1, "x" * 300),
    ("never", 1, "a"),
    ("unknown", 1, "a"),
    ("either", 1, "ok"),
    ("either", 13, "ok"),
    ("either", 1, "no"),
    ("redacted", 1, "ada@example.org"),
    ("redacted", 1, "clean"),
]

Seat = Callable[[Any, str, Callable[..., str]], Callable[..., Any]]


def decorated(enforcer, name, function):
    return enforce(enforcer=enforcer, tool=name)(function)


def called(enforcer, name, function):
    return lambda **arguments: enforcer.call(name, function, arguments)


def langchain_tool(name, function):
    return StructuredTool.from_function(function, name=name, description="A tool.")


def langchain_wrapper(enforcer, name, function):
    return lambda **arguments: enforce_tool(langchain_tool(name, function), enforcer).invoke(
        arguments
    )


def langchain_wrapper_async(enforcer, name, function):
    tool = enforce_tool(langchain_tool(name, function), enforcer)
    return lambda **arguments: asyncio.run(tool.ainvoke(arguments))


def langchain_handler(enforcer, name, function):
    config = {"callbacks": [EnforceCoreCallbackHandler(enforcer)]}
    return lambda **arguments: langchain_tool(name, function).invoke(arguments, config)


def llamaindex_wrapper(enforcer, name, function):
    tool = FunctionTool.from_defaults(function, name=name, description="A tool.")
    return enforce_llama_tool(tool, enforcer).call


SEATS: list[Seat] = [
    decorated,
    called,
    langchain_wrapper,
    langchain_wrapper_async,
    langchain_handler,
    llamaindex_wrapper,
]


def made_tool() -> tuple[Callable[..., str], list[str]]:
    saw: list[str] = []

    def tool(n: int, text: str) -> str:
        saw.append(text)
        return "done"

    return tool, saw


def through(seat: Seat, enforcer, entries_of):
    """Make every call, and return what the trail says of each and what its tool saw."""
    seen = []
    for name, n, text in CALLS:
        tool, saw = made_tool()
        with contextlib.suppress(EnforceCoreError):
            seat(enforcer, name, tool)(n=n, text=text)
        seen.append(saw)
    entries = entries_of(enforcer)
    assert len(entries) == len(CALLS)
    return [(e.tool, e.effect, e.rule, e.code) for e in entries], seen


@pytest.mark.parametrize("seat", SEATS, ids=lambda seat: seat.__name__)
def test_one_engine(seat, enforcer_for, entries_of):
    decisions, seen = through(seat, enforcer_for(POLICY), entries_of)
    expected = [
        ("small", "allow", "small.allow", "EC-ALLOWED"),
        ("small", "block", "default", "EC-NO-ALLOW"),
        ("small", "block", "default", "EC-NO-ALLOW"),
        ("never", "block", "never.block", "EC-BLOCK-RULE"),
        ("unknown", "block", "default", "EC-NO-RULE"),
        ("either", "allow", "ok", "EC-ALLOWED"),
        ("either", "block", "unlucky", "EC-BLOCK-RULE"),
        ("either", "block", "default", "EC-NO-ALLOW"),
        ("redacted", "allow", "redacted.allow", "EC-ALLOWED"),
        ("redacted", "allow", "redacted.allow", "EC-ALLOWED"),
    ]
    saw = [["a"], [], [], [], [], ["ok"], [], [], ["<EMAIL>"], ["clean"]]
    if seat is langchain_handler:
        # A handler rewrites nothing: the call that would need it is blocked.
        expected[8] = ("redacted", "block", "engine", "EC-REWRITE-NEEDED")
        saw[8] = []
    assert decisions == expected
    assert seen == saw
