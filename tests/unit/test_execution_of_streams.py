"""Streams of results: released, recorded and redacted across the borders of their chunks."""

from __future__ import annotations

import threading
import time

import pytest

from enforcecore_core import (
    DeadlineExceeded,
    PolicyViolation,
    ResultWithheld,
    enforce,
)

ALLOW = "  tool: allow"
BRIEF = "  tool: {allow: always, timeout: 50ms}"
SECRET = "AKIAIOSFODNN7EXAMPLF"


def encoded_often(text):
    for layer in range(6):
        wrap = ("%{:02X}", "&#{};")[layer % 2]
        text = "".join(wrap.format(ord(char)) for char in text)
    return text


def only(entries):
    [entry] = entries
    return entry


def test_a_stream_is_redacted_across_the_borders_of_its_chunks(enforcer_for, entries_of):
    enforcer = enforcer_for(ALLOW)

    def letters():
        yield from f"key {SECRET} end"

    text = "".join(enforcer.stream("tool", letters, {}))
    assert SECRET not in text
    assert text.startswith("key ")
    assert text.endswith(" end")
    assert only(entries_of(enforcer)).status == "returned"


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
async def test_bytes_are_redacted_across_the_borders_of_their_chunks(
    enforcer_for, entries_of, kind
):
    enforcer = enforcer_for(ALLOW)
    pieces = [kind(bytes([byte])) for byte in f"né {SECRET} end".encode()]

    @enforce(enforcer=enforcer, tool="tool")
    def plain():
        yield from pieces

    @enforce(enforcer=enforcer, tool="tool")
    async def waiting():
        for piece in pieces:
            yield piece

    for chunks in (list(plain()), [chunk async for chunk in waiting()]):
        assert b"".join(chunks) == "né <AWS_ACCESS_KEY> end".encode()
    assert [entry.status for entry in entries_of(enforcer)] == ["returned", "returned"]


def test_text_and_bytes_in_one_stream_come_in_their_order(enforcer_for):
    enforcer = enforcer_for(ALLOW)
    chunks = ["a", b"b", b"c", 1, "d", b"e"]
    assert list(enforcer.stream("tool", lambda: (yield from chunks), {})) == [
        "a",
        b"bc",
        1,
        "d",
        b"e",
    ]


@pytest.mark.parametrize("kind", [str, str.encode], ids=["text", "bytes"])
def test_a_stream_that_cannot_be_looked_into_is_withheld_and_no_error_of_the_tool(
    enforcer_for, entries_of, kind
):
    enforcer = enforcer_for(ALLOW)
    chunks = [kind("fine "), kind(encoded_often("@"))]
    with pytest.raises(ResultWithheld):
        list(enforcer.stream("tool", lambda: (yield from chunks), {}))
    assert only(entries_of(enforcer)).status == "withheld"


def test_a_stream_closed_early_leaves_one_entry_and_closes_the_tool(enforcer_for, entries_of):
    enforcer = enforcer_for(ALLOW)
    closed = []

    def numbers():
        try:
            yield from range(10)
        finally:
            closed.append(True)

    items = enforcer.stream("tool", numbers, {})
    assert next(items) == 0
    items.close()
    assert closed == [True]
    assert only(entries_of(enforcer)).status == "cancelled"


def test_a_blocked_stream_never_enters_its_tool(enforcer_for):
    enforcer = enforcer_for(ALLOW)
    ran = []

    def numbers():
        ran.append(1)
        yield 1

    with pytest.raises(PolicyViolation):
        list(enforcer.stream("other", numbers, {}))
    assert ran == []


def test_a_stream_has_the_time_its_tool_uses_and_not_its_consumers(enforcer_for, entries_of):
    enforcer = enforcer_for(BRIEF)
    gate = threading.Event()

    def slow():
        yield 1
        gate.wait(5)
        yield 2

    items = enforcer.stream("tool", slow, {})
    assert next(items) == 1
    end = time.monotonic() + 0.06
    while time.monotonic() < end:
        pass
    with pytest.raises(DeadlineExceeded):
        next(items)
    gate.set()
    assert only(entries_of(enforcer)).status == "timed_out"


def test_a_stream_larger_than_allowed_is_cut_off(enforcer_for, entries_of):
    enforcer = enforcer_for("  tool: {allow: always, max_result_size: 10B}")

    def endless():
        while True:
            yield b"xxxx"

    released = []
    with pytest.raises(ResultWithheld):
        released.extend(enforcer.stream("tool", endless, {}))
    assert only(entries_of(enforcer)).status == "withheld"


async def test_an_async_stream_is_released_and_recorded(enforcer_for, entries_of):
    enforcer = enforcer_for(ALLOW)

    async def letters():
        for letter in f"key {SECRET} end":
            yield letter

    text = "".join([chunk async for chunk in enforcer.astream("tool", letters, {})])
    assert SECRET not in text
    assert only(entries_of(enforcer)).status == "returned"


async def test_an_async_stream_closed_early_leaves_one_entry(enforcer_for, entries_of):
    enforcer = enforcer_for(ALLOW)
    closed = []

    async def numbers():
        try:
            for n in range(10):
                yield n
        finally:
            closed.append(True)

    items = enforcer.astream("tool", numbers, {})
    assert await anext(items) == 0
    await items.aclose()
    assert closed == [True]
    assert only(entries_of(enforcer)).status == "cancelled"
