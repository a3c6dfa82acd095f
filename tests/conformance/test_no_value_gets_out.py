"""Marked values go in by every way, and are looked for in everything that comes out."""

from __future__ import annotations

import contextlib
import logging
import traceback
from pathlib import Path

import pytest
from conformance.test_one_engine import SEATS, langchain_handler

from enforcecore_core import EnforceCoreError

CANARIES = {
    "address": "canary.bird@" + "example.org",
    "card": " ".join(["4111", *["1111"] * 3]),
    "secret": "ghp_" + "c4NaRy" * 6,
}
POLICY = """
  echo: {allow: always, redact: [pii, secrets]}
  fail: {allow: always, redact: [pii, secrets]}
  narrow: {args: {n: {at_most: 0}}}
  never: {block: {args: {text: {contains: e}}, reason: Not this.}}
"""
EACH_SEAT = pytest.mark.parametrize("seat", SEATS, ids=lambda seat: seat.__name__)
EACH_CANARY = pytest.mark.parametrize("canary", CANARIES.values(), ids=CANARIES)


class Outlets:
    """All that came out: what tools saw, callers got, and what was logged, printed, recorded."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def take(self, call) -> None:
        try:
            self.seen.append(repr(call()))
        except Exception as error:  # noqa: BLE001 - whatever comes out is looked through
            self.seen += traceback.format_exception(error)
            self.seen.append(repr(error))

    def parts(self, caplog, capfd, trail: Path) -> list[str]:
        logged = [repr(vars(record)) for record in caplog.records]
        recorded = [one.read_bytes().decode("latin-1") for one in trail.rglob("*") if one.is_file()]
        return [*self.seen, *logged, *capfd.readouterr(), *recorded]


@pytest.fixture
def outlets(caplog, capfd, settings):
    """Whatever a test lets out is looked through when it is done."""
    caplog.set_level(logging.DEBUG, "enforcecore")
    made = Outlets()
    yield made
    parts = made.parts(caplog, capfd, settings.audit_path)
    assert parts
    for canary in CANARIES.values():
        for spelled in (canary, canary.replace(" ", ""), canary.encode().hex()):
            assert not [part[:200] for part in parts if spelled in part]


def tool_that(outlets, result):
    def tool(n: int, text: str) -> str:
        outlets.seen.append(text)
        if isinstance(result, Exception):
            raise result
        return result

    return tool


@EACH_SEAT
@EACH_CANARY
def test_a_value_in_an_argument_gets_nowhere(seat, canary, outlets, enforcer_for):
    enforcer = enforcer_for(POLICY)
    for name in ("echo", "narrow", "never", "unknown"):
        tool = tool_that(outlets, "done")
        outlets.take(lambda name=name, tool=tool: seat(enforcer, name, tool)(n=1, text=canary))
    enforcer.close()


@EACH_SEAT
@EACH_CANARY
def test_a_value_in_a_result_gets_nowhere(seat, canary, outlets, enforcer_for):
    enforcer = enforcer_for(POLICY)
    tool = tool_that(outlets, f"it is {canary}.")
    outlets.take(lambda: seat(enforcer, "echo", tool)(n=1, text="a"))
    assert "<" in outlets.seen[-1] or seat is langchain_handler
    enforcer.close()


@EACH_SEAT
@EACH_CANARY
def test_a_value_in_an_error_gets_nowhere(seat, canary, outlets, enforcer_for):
    enforcer = enforcer_for(POLICY)
    error = LookupError(f"no {canary}", {canary: [canary]})
    error.add_note(canary)
    outlets.take(lambda: seat(enforcer, "fail", tool_that(outlets, error))(n=1, text="a"))
    enforcer.close()


@EACH_CANARY
def test_a_value_in_what_names_a_call_gets_nowhere(canary, outlets, enforcer_for):
    enforcer = enforcer_for(POLICY)
    for tool in ("echo", canary):
        for arguments in ({"n": 1, "text": "a"}, {"n": 1, "text": "a", canary: canary}):
            outlets.take(
                lambda tool=tool, arguments=arguments: enforcer.call(
                    tool,
                    lambda **given: outlets.seen.append(repr(given)),
                    arguments,
                    session=canary,
                    principal={"id": canary, "note": canary},
                    links={"run_id": canary, canary: "x"},
                )
            )
    enforcer.close()


@EACH_CANARY
def test_a_value_in_pieces_of_a_stream_gets_nowhere(canary, outlets, enforcer_for):
    enforcer = enforcer_for(POLICY)

    def pieces():
        yield "it is "
        yield from canary
        yield {"deep": [canary]}
        raise LookupError(canary)

    def collected():
        got = []
        with contextlib.suppress(EnforceCoreError):
            for piece in enforcer.stream("echo", pieces, {}):
                got.append(piece)
                outlets.seen.append(repr(piece))
        return got

    outlets.take(collected)
    enforcer.close()


@EACH_CANARY
def test_a_value_that_nobody_can_look_into_gets_nowhere(canary, outlets, enforcer_for):
    class Sealed:
        def __repr__(self) -> str:
            return canary

    enforcer = enforcer_for(POLICY)
    outlets.take(lambda: enforcer.call("echo", lambda text: text, {"text": Sealed()}))
    outlets.take(lambda: enforcer.call("echo", lambda text: Sealed(), {"text": "a"}))
    enforcer.close()
