"""On an event loop many calls share a sync, and none goes on before its records are on disk."""

from __future__ import annotations

import asyncio
import errno
import os
import threading
import time

import pytest

from enforcecore_core import AuditTrail, AuditUnavailable, PolicyViolation, ResultWithheld
from enforcecore_core.enforcer import Enforcer
from enforcecore_core.surroundings import FaultPolicy

TOOLS = """\
  strict: {allow: always, audit: strict}
  intent: {allow: always, audit: intent}
  blocked: {block: always, audit: intent}
"""


class Disk:
    """Knows how much of the file is on it; can be slow, can be held, and can break."""

    def __init__(self):
        self.size = 0
        self.syncs = 0
        self.seconds = 0.0
        self.broken = False
        self.is_free = threading.Event()
        self.is_free.set()

    def sync(self, descriptor):
        size = os.fstat(descriptor).st_size
        time.sleep(self.seconds)
        self.is_free.wait(10)
        if self.broken:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        self.size = max(self.size, size)
        self.syncs += 1


@pytest.fixture
def disk():
    return Disk()


@pytest.fixture
def trail(tmp_path, disk):
    trail = AuditTrail.open(tmp_path / "own", sync=disk.sync)
    yield trail
    disk.broken = False
    trail.close()


@pytest.fixture
def enforcer(enforcer_for, trail):
    plan = enforcer_for(TOOLS).plan
    enforcer = Enforcer(
        plan,
        trail=trail,
        monotonic=time.monotonic,
        new_id=lambda: "c",
        faults=FaultPolicy(),
    )
    # The first call of an enforcer is made in a thread.
    enforcer.call("intent", lambda: None, {})
    return enforcer


@pytest.fixture
def is_on_disk(tmp_path, disk):
    segment = tmp_path / "own" / "entries" / "000000000000.jsonl"
    return lambda: disk.size == segment.stat().st_size


async def test_a_hundred_tasks_share_few_syncs(enforcer, disk, trail):
    disk.seconds = 0.05
    before = disk.syncs
    loops_thread = threading.get_ident()

    async def tool():
        return threading.get_ident() == loops_thread

    results = await asyncio.gather(*(enforcer.acall("strict", tool, {}) for _ in range(100)))
    assert all(results)
    assert disk.syncs - before <= 20
    assert [entry.status for entry in trail.entries()] == ["returned"] * 101


@pytest.mark.parametrize("tool", ["strict", "intent"])
async def test_a_tool_runs_when_its_decision_is_on_disk(enforcer, is_on_disk, tool):
    async def check():
        return is_on_disk()

    assert await enforcer.acall(tool, check, {})


async def test_a_strict_result_is_released_when_its_outcome_is_on_disk(enforcer, is_on_disk):
    async def tool():
        return "result"

    async def failing():
        raise KeyError

    assert await enforcer.acall("strict", tool, {}) == "result"
    assert is_on_disk()
    with pytest.raises(KeyError):
        await enforcer.acall("strict", failing, {})
    assert is_on_disk()


async def test_a_stream_waits_for_the_disk_as_a_call_does(enforcer, is_on_disk):
    async def items():
        yield is_on_disk()

    assert [item async for item in enforcer.astream("strict", items, {})] == [True]
    assert is_on_disk()


async def test_a_stream_that_is_left_early_is_recorded(enforcer, trail):
    async def items():
        yield 1
        yield 2

    stream = enforcer.astream("strict", items, {})
    assert await anext(stream) == 1
    await stream.aclose()
    assert [entry.status for entry in trail.entries()][-1] == "cancelled"


async def test_the_loop_goes_on_while_a_call_waits_for_the_disk(enforcer, disk):
    disk.is_free.clear()
    ran = []

    async def tool():
        ran.append(1)

    call = asyncio.ensure_future(enforcer.acall("intent", tool, {}))
    await asyncio.sleep(0.05)
    assert not call.done()
    assert not ran
    disk.is_free.set()
    await call
    assert ran


async def test_a_call_cancelled_while_it_waits_does_not_run_and_says_so(enforcer, disk, trail):
    disk.is_free.clear()

    async def tool():
        pytest.fail("it ran")

    call = asyncio.ensure_future(enforcer.acall("intent", tool, {}))
    await asyncio.sleep(0.05)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    disk.is_free.set()
    assert [entry.status for entry in trail.entries()][-1] == "cancelled"


@pytest.mark.parametrize("name", ["intent", "blocked"])
async def test_a_decision_that_does_not_reach_the_disk_blocks_the_call(enforcer, disk, name):
    disk.broken = True

    async def tool():
        pytest.fail("it ran")

    with pytest.raises(AuditUnavailable):
        await enforcer.acall(name, tool, {})


async def test_a_blocked_call_is_on_disk_when_it_is_refused(enforcer, is_on_disk):
    async def tool():
        pytest.fail("it ran")

    with pytest.raises(PolicyViolation):
        await enforcer.acall("blocked", tool, {})
    assert is_on_disk()


async def test_an_outcome_that_does_not_reach_the_disk_withholds_the_result(enforcer, disk):
    async def tool():
        disk.broken = True
        return "result"

    with pytest.raises(ResultWithheld):
        await enforcer.acall("strict", tool, {})
    with pytest.raises(AuditUnavailable):
        enforcer.call("intent", lambda: 1, {})


async def test_large_values_are_looked_into_off_the_loop(enforcer, trail):
    async def tool(text):
        return text

    assert await enforcer.acall("strict", tool, {"text": "x" * 100_000}) == "x" * 100_000
    assert [entry.status for entry in trail.entries()][-1] == "returned"


def test_each_loop_has_waits_of_its_own(enforcer):
    async def tool():
        return 1

    async def call():
        return await enforcer.acall("strict", tool, {})

    assert [asyncio.run(call()) for _ in range(3)] == [1, 1, 1]
