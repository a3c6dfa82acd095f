"""What breaks inside must block the call, and every call leaves one entry where one can be left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
import warnings

import pytest

from enforcecore_core import (
    AuditTrail,
    AuditUnavailable,
    EnforceCoreError,
    EnforcementFault,
    Enforcer,
    PolicyViolation,
    ReasonCode,
    ResultWithheld,
    load_policy,
    verify_trail,
)
from enforcecore_core.redaction import Redactor
from enforcecore_core.surroundings import FaultPolicy

REDACT = "  tool: {allow: always, redact: [secrets]}\n  plain: allow"
ALLOW = "  tool: allow"


class BrokenRedactor(Redactor):
    def redact(self, value):
        raise NotImplementedError("broken")


class FailingTrail:
    """A sink that raises at the decision or at the outcome."""

    def __init__(self, at: str) -> None:
        self.at = at
        self.recorded: list[str] = []

    def digest(self, value) -> str:
        return "0"

    def entries(self):
        return iter(())

    def close(self):
        self.at = "decision"

    def decided(self, body, *, durability=None):
        if self.at == "decision":
            raise OSError(28, "No space left on device")
        self.recorded.append("decision")
        return 0

    def ended(self, seq, body, *, durability=None):
        if self.at == "outcome":
            raise OSError(28, "No space left on device")
        self.recorded.append("outcome")


@pytest.fixture
def build(write_policy, settings):
    trails = []

    def build_(tools=REDACT, more="", *, trail=None, redactor=Redactor, fail_open=False):
        plan = load_policy(write_policy(tools, more))
        if trail is None:
            trail = AuditTrail.open(settings.audit_path)
            trails.append(trail)
        return Enforcer(
            plan,
            trail=trail,
            monotonic=time.monotonic,
            new_id=iter(f"call-{n}" for n in range(1000)).__next__,
            faults=FaultPolicy(fail_open),
            redactor=redactor,
        )

    yield build_
    for trail in trails:
        trail.close()


def test_a_broken_redactor_blocks_and_leaves_one_entry(build, entries_of):
    enforcer = build(redactor=BrokenRedactor)
    ran = []
    with pytest.raises(EnforcementFault) as caught:
        enforcer.call("tool", lambda: ran.append(1), {})
    assert ran == []
    assert caught.value.decision.code is ReasonCode.FAULT
    assert [entry.status for entry in entries_of(enforcer)] == ["not_run"]


def test_a_redactor_that_breaks_on_the_result_withholds_it(build, entries_of):
    enforcer = build(
        "  tool: {allow: always}", "defaults: {redact: {arguments: []}}", redactor=BrokenRedactor
    )
    with pytest.raises(ResultWithheld):
        enforcer.call("tool", lambda: "text", {})
    assert [entry.status for entry in entries_of(enforcer)] == ["withheld"]


def test_a_trail_that_fails_at_the_decision_blocks_the_call(build):
    enforcer = build(trail=FailingTrail("decision"))
    ran = []
    with pytest.raises(AuditUnavailable):
        enforcer.call("tool", lambda: ran.append(1), {})
    assert ran == []


def test_a_trail_that_fails_at_a_refusal_still_refuses(build):
    enforcer = build(trail=FailingTrail("decision"))
    with pytest.raises(AuditUnavailable):
        enforcer.call("unknown", int, {})


def test_a_trail_that_fails_at_the_outcome_withholds_the_result(build):
    enforcer = build(trail=FailingTrail("outcome"))
    with pytest.raises(ResultWithheld):
        enforcer.call("tool", lambda: "text", {})


def test_a_trail_that_fails_at_the_outcome_does_not_swallow_an_interrupt(build):
    enforcer = build(trail=FailingTrail("outcome"))

    def interrupt():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        enforcer.call("tool", interrupt, {})


def test_failing_open_runs_the_tool_once_warns_and_records_it_as_such(build, entries_of):
    enforcer = build(redactor=BrokenRedactor, fail_open=True)
    ran = []
    with pytest.warns(RuntimeWarning, match="failed open"):
        enforcer.call("tool", lambda: ran.append(1), {})
    assert ran == [1]
    [entry] = entries_of(enforcer)
    assert (entry.effect, entry.code) == ("allow", "EC-FAIL-OPEN")


def test_failing_open_does_not_run_a_failing_tool_twice(build):
    enforcer = build(redactor=BrokenRedactor, fail_open=True)
    ran = []

    def fail():
        ran.append(1)
        raise EnforceCoreError("from the tool")

    with pytest.warns(RuntimeWarning), pytest.raises(EnforceCoreError):
        enforcer.call("tool", fail, {})
    assert ran == [1]


@pytest.mark.parametrize("redactor", [Redactor, BrokenRedactor])
@pytest.mark.parametrize("at", ["decision", "never"])
def test_failing_open_never_lets_a_policys_no_pass(build, redactor, at):
    enforcer = build(trail=FailingTrail(at), redactor=redactor, fail_open=True)
    ran = []
    with (
        warnings.catch_warnings(action="ignore", category=RuntimeWarning),
        pytest.raises(PolicyViolation),
    ):
        enforcer.call("unknown", lambda: ran.append(1), {})
    assert ran == []


def test_failing_open_does_not_pass_what_cannot_be_looked_into(build):
    enforcer = build(fail_open=True)
    with pytest.raises(PolicyViolation):
        enforcer.call("tool", lambda value: value, {"value": object()})


def test_failing_open_survives_a_full_trail(build):
    enforcer = build(trail=FailingTrail("decision"), fail_open=True)
    with pytest.warns(RuntimeWarning):
        assert enforcer.call("tool", lambda: 1, {}) == 1


PROGRAM = """
import sys
from enforcecore_core import Settings, open_enforcer
enforcer = open_enforcer(sys.argv[1], settings=Settings(audit_path=sys.argv[2]))
"""


def start(program, *arguments):
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            textwrap.dedent(PROGRAM) + textwrap.dedent(program),
            *map(str, arguments),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_process_killed_inside_a_tool_leaves_one_indeterminate_entry(
    write_policy, settings, enforcer_for, entries_of
):
    policy = write_policy(ALLOW)
    child = start(
        """
        import signal
        def wait():
            print("running", flush=True)
            signal.pause()
        enforcer.call("tool", wait, {})
        """,
        policy,
        settings.audit_path,
    )
    assert child.stdout.readline() == "running\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    enforcer = enforcer_for(ALLOW)
    assert [entry.status for entry in entries_of(enforcer)] == ["indeterminate"]
    assert verify_trail(settings.audit_path).indeterminate == 1


def test_four_processes_share_one_trail(write_policy, settings, enforcer_for, entries_of):
    policy = write_policy(ALLOW)
    work = """
        for n in range(25):
            enforcer.call("tool", lambda n: n, {"n": n})
            try:
                enforcer.call("unknown", int, {})
            except Exception:
                pass
        """
    children = [start(work, policy, settings.audit_path) for _ in range(4)]
    for child in children:
        assert child.wait() == 0, child.stderr.read()
    enforcer = enforcer_for(ALLOW)
    entries = entries_of(enforcer)
    assert len(entries) == 200
    assert len({entry.call_id for entry in entries}) == 200
    assert {entry.status for entry in entries} == {"returned", "not_run"}
    verify_trail(settings.audit_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small tmpfs needs root")
def test_on_a_full_disk_the_tool_does_not_run(tmp_path, write_policy, settings):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk],
        check=False,
        capture_output=True,
    )
    if mount.returncode != 0:
        pytest.skip("a tmpfs cannot be mounted here")
    try:
        child = start(
            """
            import json
            ran = returned = 0
            def tool(n):
                global ran
                ran += 1
            try:
                for n in range(5000):
                    enforcer.call("tool", tool, {"n": n})
                    returned += 1
            except Exception as error:
                print(json.dumps([ran, returned, type(error).__name__]))
            """,
            write_policy(ALLOW),
            disk / "trail",
        )
        out, err = child.communicate(timeout=60)
        ran, returned, error = json.loads(out)
        # The disk may fill up at a decision (nothing ran) or at an outcome (withheld).
        assert (error, ran - returned) in {("AuditUnavailable", 0), ("ResultWithheld", 1)}, err
        assert ran > 10
        assert decisions_in(disk / "trail") >= ran
    finally:
        subprocess.run(["umount", disk], check=True)


def decisions_in(path):
    lines = b"".join(p.read_bytes() for p in sorted((path / "entries").glob("*.jsonl")))
    bodies = [json.loads(line)["body"] for line in lines.splitlines() if line.endswith(b"}")]
    return sum(body["kind"] == "decision" for body in bodies)
