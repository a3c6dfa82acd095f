"""What a crash leaves behind the next open settles, once; nothing acknowledged is lost."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from enforcecore_core.audit import AuditFault, AuditTrail, verify_trail
from enforcecore_core.audit.chain import START
from enforcecore_core.audit.heads import new_head_file, parse_head
from enforcecore_core.errors import TrailInvalid

PROGRAMS = Path(__file__).parent / "programs"
SEGMENT = "entries/000000000000.jsonl"
ALLOW = {"tool": "t", "effect": "allow"}
DONE = {"status": "returned"}


def start(program, *arguments):
    command = [sys.executable, PROGRAMS / program, *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def reopened(path):
    with AuditTrail.open(path) as trail:
        return list(trail.entries())


def codes(path):
    with pytest.raises(TrailInvalid) as caught:
        verify_trail(path)
    return {finding.code for finding in caught.value.findings}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "trail"


@pytest.fixture
def crashed(path, tmp_path):
    """A trail whose writer died: two finished calls, one open, and the record of one blocked."""
    with AuditTrail.open(tmp_path / "running", sync=lambda _: None) as trail:
        for _ in range(2):
            trail.ended(trail.decided(ALLOW), DONE)
        trail.decided(ALLOW)
        trail.decided({"tool": "u", "effect": "block"})
        shutil.copytree(tmp_path / "running", path)
    return path


@pytest.mark.parametrize("processes", [1, 4])
def test_nothing_acknowledged_is_lost_to_sigkill(path, processes):
    decided, ended = set(), set()
    for round_ in range(3):
        running = [start("write_calls.py", path, 10_000, 2) for _ in range(processes)]
        for process in running:
            for _ in range(20 + 7 * round_):
                word, seq = process.stdout.readline().split()
                (decided if word == "decided" else ended).add(int(seq))
        for process in running:
            process.kill()
        for process in running:
            # Not communicate: it would skip what readline has buffered already.
            for line in process.stdout.read().splitlines(keepends=True):
                if line.endswith("\n"):
                    word, seq = line.split()
                    (decided if word == "decided" else ended).add(int(seq))
            assert process.wait(10) == -signal.SIGKILL
            process.communicate()
        found = {entry.seq: entry.status for entry in reopened(path)}
        assert decided <= found.keys()
        assert {found[seq] for seq in ended} == {"returned"}
        assert set(found.values()) <= {"returned", "indeterminate"}
        assert verify_trail(path).open_calls == 0


def test_processes_and_threads_share_one_chain(path):
    running = [start("write_calls.py", path, 25, 4) for _ in range(4)]
    assert [process.wait(60) for process in running] == [0, 0, 0, 0]
    for process in running:
        process.communicate()
    assert verify_trail(path).entries == 400
    assert {entry.status for entry in reopened(path)} == {"returned"}


def test_a_call_of_a_dead_process_is_reported_and_then_settled_once(crashed):
    assert codes(crashed) == {"OPEN_CALL"}
    assert [e.status for e in reopened(crashed)] == ["returned"] * 2 + ["indeterminate", "not_run"]
    reopened(crashed)
    assert verify_trail(crashed).indeterminate == 1


def test_a_last_line_torn_at_any_byte_is_kept_and_cut(crashed, tmp_path):
    whole = (crashed / SEGMENT).read_bytes()
    last = whole.rindex(b"\n", 0, -1) + 1
    before_last_head = head_after(crashed, whole[:last].splitlines())
    for cut in range(last + 1, len(whole), 3):
        torn = tmp_path / "torn"
        shutil.copytree(crashed, torn)
        (torn / SEGMENT).write_bytes(whole[:cut])
        (torn / "head").write_bytes(before_last_head)
        assert "TORN_TAIL" in codes(torn)
        assert [e.status for e in reopened(torn)] == ["returned"] * 2 + ["indeterminate"]
        assert verify_trail(torn).recoveries == 1
        [evidence] = (torn / "torn").iterdir()
        assert evidence.read_bytes() == whole[last:cut]
        shutil.rmtree(torn)


def head_of(path):
    return parse_head((path / "head").read_bytes())


def head_after(path, lines):
    """The head's file as it stood when the trail had these lines."""
    chain = START
    for line in lines:
        chain = chain.after(line)
    return new_head_file(replace(head_of(path), chain=chain))


def test_an_acknowledged_record_cut_in_half_is_no_crash(crashed):
    whole = (crashed / SEGMENT).read_bytes()
    (crashed / SEGMENT).write_bytes(whole[:-10])
    with pytest.raises(AuditFault, match="damaged"):
        AuditTrail.open(crashed)
    assert (crashed / SEGMENT).read_bytes() == whole[:-10]


def test_records_lost_in_a_power_cut_are_not_missed_after_it(crashed):
    whole = (crashed / SEGMENT).read_bytes()
    (crashed / SEGMENT).write_bytes(whole[:-10])
    rebooted = replace(head_of(crashed), boot="0" * 36)
    (crashed / "head").write_bytes(new_head_file(rebooted))
    assert len(reopened(crashed)) == 3
    # One for what was torn, one for the record that is missing.
    assert verify_trail(crashed).recoveries == 2


def test_damage_to_what_was_on_disk_is_no_power_cut(crashed):
    lines = (crashed / SEGMENT).read_bytes().splitlines(keepends=True)
    spoiled = b"".join([*lines[:2], b"x" + lines[2][1:], *lines[3:]])
    (crashed / SEGMENT).write_bytes(spoiled)
    rebooted = replace(head_of(crashed), boot="0" * 36)
    (crashed / "head").write_bytes(new_head_file(rebooted))
    with pytest.raises(AuditFault, match="it was on disk"):
        AuditTrail.open(crashed)
    assert (crashed / SEGMENT).read_bytes() == spoiled


def test_damage_behind_what_was_on_disk_is_cut_off_after_a_power_cut(crashed):
    lines = (crashed / SEGMENT).read_bytes().splitlines(keepends=True)
    (crashed / SEGMENT).write_bytes(b"".join([*lines[:2], b"x" + lines[2][1:], *lines[3:]]))
    rebooted = replace(head_of(crashed), boot="0" * 36, synced=2)
    (crashed / "head").write_bytes(new_head_file(rebooted))
    assert len(reopened(crashed)) == 1
    [evidence] = (crashed / "torn").iterdir()
    assert evidence.read_bytes() == b"x" + b"".join(lines[2:])[1:]


def test_a_record_that_the_head_missed_is_adopted_and_stated(crashed):
    whole = (crashed / SEGMENT).read_bytes()
    (crashed / "head").write_bytes(head_after(crashed, whole.splitlines()[:-1]))
    assert "HEAD_MISMATCH" in codes(crashed)
    assert len(reopened(crashed)) == 4
    assert verify_trail(crashed).recoveries == 1


def test_a_cut_that_was_not_recorded_before_the_next_crash_is_recorded_later(crashed):
    evidence = b"half a rec"
    name = f"{7:012d}-{hashlib.sha256(evidence).hexdigest()}.cut"
    (crashed / "torn" / name).write_bytes(evidence)
    reopened(crashed)
    reopened(crashed)
    assert verify_trail(crashed).recoveries == 1


def test_a_running_writer_cuts_what_another_one_left_torn(path):
    with AuditTrail.open(path) as trail:
        seq = trail.decided(ALLOW)
        with (path / SEGMENT).open("ab") as segment:
            segment.write(b'{"body":{"epo')
        trail.ended(seq, DONE)
        assert verify_trail(path).recoveries == 1
        assert [entry.status for entry in trail.entries()] == ["returned"]


def test_several_processes_recover_at_once_and_only_once(crashed):
    with (crashed / SEGMENT).open("ab") as segment:
        segment.write(b'{"body":{"epo')
    running = [start("open_trail.py", crashed) for _ in range(4)]
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    outputs = {process.communicate()[0] for process in running}
    assert outputs == {"['returned', 'returned', 'indeterminate', 'not_run']\n"}
    verified = verify_trail(crashed)
    assert (verified.recoveries, verified.indeterminate) == (1, 1)


def test_a_forked_child_writes_under_its_own_name_and_ends_no_call_of_its_parent(path):
    process = start("fork_in_call.py", path)
    assert process.wait(60) == 0
    process.communicate()
    statuses = [entry.status for entry in reopened(path)]
    assert set(statuses) == {"returned"}
    assert sum(entry.tool == "child" for entry in reopened(path)) == 8
    assert verify_trail(path).indeterminate == 0


def test_a_child_that_outlives_its_parent_does_not_keep_it_alive(path):
    process = start("outlive_parent.py", path)
    assert process.stdout.readline() == "ready\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait(10)
    try:
        assert [entry.status for entry in reopened(path)] == ["indeterminate"]
    finally:
        process.communicate("go\n")


@pytest.mark.parametrize("line", [0, 1, 3])
def test_a_damaged_record_in_the_middle_keeps_the_trail_shut(crashed, line):
    lines = (crashed / SEGMENT).read_bytes().splitlines(keepends=True)
    lines[line] = b"x" + lines[line][1:]
    (crashed / SEGMENT).write_bytes(b"".join(lines))
    with pytest.raises(AuditFault, match="Nothing was changed"):
        AuditTrail.open(crashed)
    assert (crashed / SEGMENT).read_bytes() == b"".join(lines)


def test_a_trail_cut_off_at_a_record_keeps_shut(crashed):
    lines = (crashed / SEGMENT).read_bytes().splitlines(keepends=True)
    (crashed / SEGMENT).write_bytes(b"".join(lines[:-1]))
    with pytest.raises(AuditFault, match="the head counts"):
        AuditTrail.open(crashed)
