"""The promises of SECURITY.md, each as a property over generated calls."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enforcecore_core import (
    AuditTrail,
    CallBlocked,
    EnforceCoreError,
    Enforcer,
    Redactor,
    load_policy,
    verify_trail,
)
from enforcecore_core.policy import parse_policy
from enforcecore_core.surroundings import FaultPolicy

POLICY = """
enforcecore: 1
name: promises
tools:
  free: allow
  small: {args: {n: {at_most: 10}}}
  "glob_*": {allow: always, block: {args: {n: {more_than: 5}}}}
  never: block
"""
PLAN = parse_policy(POLICY, file="policy.yaml")
MAIL = "ada@example.org"

names = st.sampled_from(["free", "small", "glob_a", "never", "unknown", "bad name", ""])
numbers = st.one_of(st.integers(0, 20), st.just(float("nan")), st.just("7"), st.none())
endings = st.sampled_from(["returns", "raises", "interrupts", "unreadable", "secret"])
ways = st.sampled_from(["call", "acall", "acall sync", "stream", "astream", "closed early"])


class Ended(BaseException):
    pass


def end(ending: str) -> object:
    match ending:
        case "raises":
            raise LookupError(f"no such user {MAIL}")
        case "interrupts":
            raise Ended
        case "unreadable":
            return object()
        case "secret":
            return {MAIL: [MAIL]}
        case _:
            return 1


class FaultyRedactor(Redactor):
    def redact(self, value):
        raise MemoryError


class FullTrail:
    """A sink on a full disk."""

    def digest(self, value):
        return "0"

    def decided(self, body, *, durability=None):
        raise OSError(28, "No space left on device")

    def ended(self, seq, body, *, durability=None):
        raise OSError(28, "No space left on device")

    def entries(self):
        return iter(())

    def close(self):
        pass


def enforcer_with(trail, redactor=Redactor) -> Enforcer:
    ids = iter(range(10**9))
    return Enforcer(
        PLAN,
        trail=trail,
        monotonic=time.monotonic,
        new_id=lambda: f"call-{next(ids)}",
        faults=FaultPolicy(),
        redactor=redactor,
    )


def attempt(enforcer: Enforcer, way: str, tool: str, n: object, ending: str) -> list[str]:
    """Make one call and return what ran."""
    ran: list[str] = []

    def plain(n):
        ran.append(tool)
        return end(ending)

    async def coroutine(n):
        return plain(n)

    def generator(n):
        yield plain(n)
        yield plain(n)

    async def async_generator(n):
        yield plain(n)

    async def collect():
        return [item async for item in enforcer.astream(tool, async_generator, {"n": n})]

    def close_early():
        items = enforcer.stream(tool, generator, {"n": n})
        next(items)
        items.close()

    calls = {
        "call": lambda: enforcer.call(tool, plain, {"n": n}),
        "acall": lambda: asyncio.run(enforcer.acall(tool, coroutine, {"n": n})),
        "acall sync": lambda: asyncio.run(enforcer.acall(tool, plain, {"n": n})),
        "stream": lambda: list(enforcer.stream(tool, generator, {"n": n})),
        "astream": lambda: asyncio.run(collect()),
        "closed early": close_early,
    }
    with suppress(EnforceCoreError, LookupError, Ended):
        calls[way]()
    return ran


def may_run(tool: str, n: object) -> bool:
    number = isinstance(n, int)
    return (
        tool == "free"
        or (tool == "small" and number and n <= 10)
        or (tool == "glob_a" and number and n <= 5)
    )


@given(st.lists(st.tuples(ways, names, numbers, endings), max_size=8))
@settings(max_examples=40, deadline=None)
def test_audit_completeness(calls):
    with tempfile.TemporaryDirectory() as folder, AuditTrail.open(f"{folder}/trail") as trail:
        enforcer = enforcer_with(trail)
        ran = [attempt(enforcer, *call) for call in calls]
        entries = list(trail.entries())
        assert len(entries) == len({entry.call_id for entry in entries}) == len(calls)
        for (_, tool, n, _), what_ran, entry in zip(calls, ran, entries, strict=True):
            assert bool(what_ran) == may_run(tool, n) == (entry.effect == "allow")
            assert (entry.status == "not_run") == (not what_ran)
        assert verify_trail(Path(folder, "trail")).entries == len(calls)


@given(
    ways, names, numbers, st.sampled_from([(FullTrail(), Redactor), (FullTrail(), FaultyRedactor)])
)
@settings(max_examples=60, deadline=None)
def test_fail_closed_completeness(way, tool, n, broken):
    assert attempt(enforcer_with(*broken), way, tool, n, "returns") == []


@given(names, numbers, endings)
@settings(max_examples=60, deadline=None)
def test_redaction_totality(tool, n, ending):
    enforcer = enforcer_with(None)
    seen = []
    try:
        seen.append(enforcer.call(tool, lambda n: end(ending), {"n": n}))
    except Ended:
        return
    except Exception as error:  # noqa: BLE001 - whatever comes out is looked at
        seen.append((str(error), repr(error), error.args, getattr(error, "__notes__", [])))
    assert MAIL not in repr(seen)


@given(names, numbers)
@settings(max_examples=60, deadline=None)
def test_determinism(tool, n):
    def decided(enforcer):
        try:
            return enforcer.call(tool, lambda n: "ran", {"n": n})
        except CallBlocked as error:
            return error.decision

    assert decided(enforcer_with(None)) == decided(enforcer_with(None))


def test_the_policy_of_this_file_is_read_from_disk_alike(tmp_path):
    path = tmp_path / "policy.yaml"
    path.write_text(POLICY)
    assert load_policy(path).digest == PLAN.digest


def test_the_endings_cover_every_status():
    with tempfile.TemporaryDirectory() as folder, AuditTrail.open(f"{folder}/trail") as trail:
        enforcer = enforcer_with(trail)
        for ending in ("returns", "raises", "interrupts", "unreadable"):
            attempt(enforcer, "call", "free", 1, ending)
        attempt(enforcer, "call", "never", 1, "returns")
        assert Counter(entry.status for entry in trail.entries()) == {
            "returned": 1,
            "raised": 1,
            "cancelled": 1,
            "withheld": 1,
            "not_run": 1,
        }


@pytest.mark.parametrize("way", ["call", "acall", "acall sync", "stream", "astream"])
def test_a_call_of_each_way_runs_when_allowed(way):
    assert attempt(enforcer_with(None), way, "free", 1, "returns")
