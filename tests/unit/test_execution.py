from __future__ import annotations

import asyncio
import contextvars
import threading
import time
import traceback

import pytest

from enforcecore_core import (
    CallBlocked,
    ConfigurationError,
    DeadlineExceeded,
    PolicyViolation,
    ResultWithheld,
    Suspended,
    verify_trail,
)

ALLOW = "  tool: allow"
BRIEF = "  tool: {allow: always, timeout: 50ms}"
SECRET = "AKIAIOSFODNN7EXAMPLF"


def only(entries):
    [entry] = entries
    return entry


def test_an_allowed_call_returns_what_the_tool_returns(enforcer_for, entries_of):
    enforcer = enforcer_for(ALLOW)
    assert enforcer.call("tool", lambda x: x + 1, {"x": 1}) == 2
    assert only(entries_of(enforcer)).status == "returned"


def test_a_blocked_call_does_not_run_and_leaves_one_entry(enforcer_for, entries_of):
    enforcer = enforcer_for(ALLOW)
    ran = []
    with pytest.raises(PolicyViolation):
        enforcer.call("other", ran.append, {"object": 1})
    assert ran == []
    entry = only(entries_of(enforcer))
    assert (entry.effect, entry.status) == ("block", "not_run")


@pytest.mark.parametrize("name", ["tool", "function", "arguments", "self", "view", "session"])
def test_no_argument_name_collides_with_a_parameter_of_ours(enforcer_for, name):
    enforcer = enforcer_for("  tool: allow\n  other: block")
    assert enforcer.call("tool", lambda **given: given, {name: "other"}) == {name: "other"}


def test_what_the_tool_raises_is_raised_and_recorded_by_type(enforcer_for, entries_of):
    enforcer = enforcer_for(ALLOW)

    def fail():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        enforcer.call("tool", fail, {})
    entry = only(entries_of(enforcer))
    assert (entry.status, entry.error_type) == ("raised", "ValueError")


def test_a_secret_in_an_error_is_redacted_before_it_is_raised(enforcer_for):
    enforcer = enforcer_for(ALLOW)

    def fail():
        raise ValueError(f"cannot use {SECRET}")

    with pytest.raises(ValueError, match="cannot use") as caught:
        enforcer.call("tool", fail, {})
    assert SECRET not in repr(caught.value)


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_an_interrupt_of_the_tool_arrives_and_leaves_one_entry(enforcer_for, entries_of, error):
    enforcer = enforcer_for(ALLOW)

    def interrupt():
        raise error

    with pytest.raises(error):
        enforcer.call("tool", interrupt, {})
    entry = only(entries_of(enforcer))
    assert (entry.status, entry.error_type) == ("cancelled", error.__name__)


class Gone(BaseException):
    pass


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit, asyncio.CancelledError, Gone])
def test_an_interrupt_of_the_tool_says_nothing_secret(enforcer_for, entries_of, kind):
    enforcer = enforcer_for(ALLOW)

    def leave():
        error = kind(f"cannot use {SECRET}")
        error.add_note(SECRET)
        raise error from ValueError(SECRET)

    with pytest.raises(kind, match="cannot use <") as caught:
        enforcer.call("tool", leave, {})
    assert SECRET not in "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert only(entries_of(enforcer)).status == "cancelled"


class Stubborn(Exception):
    def __str__(self):
        return SECRET


@pytest.mark.parametrize("code", [3, None, SECRET])
def test_an_exit_that_cannot_be_cleaned_arrives_and_says_nothing(enforcer_for, code):
    enforcer = enforcer_for(ALLOW)

    def leave():
        raise SystemExit(code) from Stubborn

    with pytest.raises(SystemExit) as caught:
        enforcer.call("tool", leave, {})
    assert SECRET not in "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert caught.value.code == ("<withheld>" if code == SECRET else code)


def test_an_error_of_another_kind_that_cannot_be_cleaned_is_withheld(enforcer_for, entries_of):
    enforcer = enforcer_for(ALLOW)

    def leave():
        raise Gone from Stubborn

    with pytest.raises(ResultWithheld) as caught:
        enforcer.call("tool", leave, {})
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert caught.value.__context__ is None
    assert only(entries_of(enforcer)).status == "withheld"


def test_what_a_framework_suspends_a_tool_with_arrives_untouched(enforcer_for, entries_of):
    enforcer = enforcer_for(ALLOW)
    suspended = Suspended(ValueError(f"ask {SECRET}"))

    def suspend():
        raise suspended

    with pytest.raises(Suspended) as caught:
        enforcer.call("tool", suspend, {})
    assert caught.value is suspended
    assert str(suspended.interrupt) == f"ask {SECRET}"
    assert only(entries_of(enforcer)).error_type == "Suspended"


def test_the_error_of_whoever_closes_a_stream_stays_as_it_is(enforcer_for):
    enforcer = enforcer_for(ALLOW)
    stream = enforcer.stream("tool", lambda: (yield "a"), {})
    next(stream, None)
    error = ValueError(SECRET)
    try:
        raise error
    except ValueError:
        stream.close()
    assert str(error) == SECRET


def test_a_refusal_inside_a_tool_is_not_taken_for_a_refusal_of_the_tool(enforcer_for, entries_of):
    enforcer = enforcer_for("  outer: allow")
    with pytest.raises(CallBlocked):
        enforcer.call("outer", lambda: enforcer.call("inner", int, {}), {})
    outer, inner = entries_of(enforcer)
    assert (outer.tool, outer.status, outer.error_type) == ("outer", "raised", "PolicyViolation")
    assert (inner.tool, inner.status) == ("inner", "not_run")


def test_a_tool_that_takes_too_long_is_reported_as_timed_out(enforcer_for, entries_of):
    enforcer = enforcer_for(BRIEF)
    gate = threading.Event()
    with pytest.raises(DeadlineExceeded) as caught:
        enforcer.call("tool", gate.wait, {})
    gate.set()
    assert isinstance(caught.value, TimeoutError)
    assert only(entries_of(enforcer)).status == "timed_out"


def test_after_a_timeout_later_calls_run(enforcer_for):
    enforcer = enforcer_for(BRIEF)
    gate = threading.Event()
    with pytest.raises(DeadlineExceeded):
        enforcer.call("tool", gate.wait, {})
    assert enforcer.call("tool", lambda: 1, {}) == 1
    gate.set()


def test_a_tool_with_a_deadline_sees_the_callers_context(enforcer_for):
    enforcer = enforcer_for("  tool: {allow: always, timeout: 10s}")
    tenant = contextvars.ContextVar("tenant", default="none")
    tenant.set("a")
    assert enforcer.call("tool", tenant.get, {}) == "a"


def test_many_calls_with_a_deadline_do_not_wait_for_each_other(enforcer_for, entries_of):
    enforcer = enforcer_for("  tool: {allow: always, timeout: 10s}")
    barrier = threading.Barrier(12)

    async def all_at_once():
        return await asyncio.gather(
            *(enforcer.acall("tool", barrier.wait, {"timeout": 5}) for _ in range(12))
        )

    # The barrier opens only when all twelve run at the same time.
    assert sorted(asyncio.run(all_at_once())) == list(range(12))
    assert {entry.status for entry in entries_of(enforcer)} == {"returned"}


@pytest.mark.parametrize("method", ["acall", "stream", "astream"])
def test_a_function_of_the_wrong_kind_is_refused_with_the_right_method_named(enforcer_for, method):
    enforcer = enforcer_for(ALLOW)

    async def coroutine(): ...

    def generator():
        yield

    async def async_generator():
        yield

    wrong = {"acall": coroutine, "stream": generator, "astream": async_generator}[method]
    with pytest.raises(ConfigurationError, match=f"Enforcer.{method}"):
        enforcer.call("tool", wrong, {})


def test_a_result_that_would_run_later_is_withheld(enforcer_for, entries_of):
    enforcer = enforcer_for(ALLOW)
    ran = []
    with pytest.raises(ResultWithheld):
        enforcer.call("tool", lambda: (ran.append(n) for n in range(3)), {})
    assert ran == []
    assert only(entries_of(enforcer)).status == "withheld"


def test_a_result_that_is_too_large_is_withheld(enforcer_for, entries_of):
    enforcer = enforcer_for("  tool: {allow: always, max_result_size: 1KiB}")
    assert enforcer.call("tool", lambda: "x" * 1024, {}) == "x" * 1024
    with pytest.raises(ResultWithheld):
        enforcer.call("tool", lambda: "x" * 1025, {})
    assert [e.status for e in entries_of(enforcer)] == ["returned", "withheld"]


def test_a_result_of_an_unknown_type_is_withheld(enforcer_for):
    enforcer = enforcer_for(ALLOW)
    with pytest.raises(ResultWithheld):
        enforcer.call("tool", object, {})


async def test_an_async_call_returns_what_the_tool_returns(enforcer_for, entries_of):
    enforcer = enforcer_for(ALLOW)

    async def double(x):
        await asyncio.sleep(0)
        return 2 * x

    assert await enforcer.acall("tool", double, {"x": 2}) == 4
    assert only(entries_of(enforcer)).status == "returned"


async def test_a_synchronous_tool_called_asynchronously_runs_once(enforcer_for, entries_of):
    enforcer = enforcer_for(ALLOW)
    ran = []
    await enforcer.acall("tool", lambda: ran.append(threading.get_ident()), {})
    assert len(ran) == 1
    assert ran != [threading.get_ident()]
    assert only(entries_of(enforcer)).status == "returned"


async def test_a_cancelled_call_leaves_one_entry(enforcer_for, entries_of):
    enforcer = enforcer_for(ALLOW)
    running = asyncio.Event()

    async def wait():
        running.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(enforcer.acall("tool", wait, {}))
    await running.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    entry = only(entries_of(enforcer))
    assert (entry.status, entry.error_type) == ("cancelled", "CancelledError")


async def test_a_call_cancelled_before_it_was_admitted_runs_nothing(enforcer_for, entries_of):
    enforcer = enforcer_for(ALLOW)
    ran = []
    task = asyncio.create_task(enforcer.acall("tool", lambda: ran.append(1), {}))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ran == []
    assert only(entries_of(enforcer)).status == "cancelled"


async def test_a_tool_that_swallows_cancellation_does_not_beat_its_deadline(
    enforcer_for, entries_of
):
    enforcer = enforcer_for(BRIEF)
    release = asyncio.Event()

    async def stubborn():
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue
        return "late"

    with pytest.raises(DeadlineExceeded):
        await enforcer.acall("tool", stubborn, {})
    release.set()
    assert only(entries_of(enforcer)).status == "timed_out"


async def test_an_async_tool_that_blocks_the_loop_past_its_deadline_is_withheld(
    enforcer_for, entries_of
):
    enforcer = enforcer_for(BRIEF)

    async def blocking():
        end = time.monotonic() + 0.1
        while time.monotonic() < end:
            pass
        return "late"

    with pytest.raises(DeadlineExceeded):
        await enforcer.acall("tool", blocking, {})
    assert only(entries_of(enforcer)).status == "timed_out"


async def test_the_tools_own_timeout_is_the_tools_error(enforcer_for, entries_of):
    enforcer = enforcer_for("  tool: {allow: always, timeout: 10s}")

    async def gives_up():
        raise TimeoutError("upstream")

    with pytest.raises(TimeoutError, match="upstream") as caught:
        await enforcer.acall("tool", gives_up, {})
    assert not isinstance(caught.value, DeadlineExceeded)
    assert only(entries_of(enforcer)).status == "raised"


def test_sixteen_threads_leave_as_many_entries_as_calls(enforcer_for, entries_of, settings):
    enforcer = enforcer_for("  tool: allow\n  bad: block")

    def work():
        for n in range(5):
            enforcer.call("tool", lambda n: n, {"n": n})
            with pytest.raises(PolicyViolation):
                enforcer.call("bad", int, {})

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    entries = entries_of(enforcer)
    assert len(entries) == 160
    assert len({entry.call_id for entry in entries}) == 160
    assert verify_trail(settings.audit_path).entries == 160


def test_arguments_that_are_too_deep_are_blocked_and_leave_one_entry(enforcer_for, entries_of):
    enforcer = enforcer_for(ALLOW)
    enforcer.call("tool", lambda x: x, {"x": 1})
    deep = []
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(PolicyViolation):
        enforcer.call("tool", lambda x: x, {"x": deep})
    assert [entry.status for entry in entries_of(enforcer)] == ["returned", "not_run"]
