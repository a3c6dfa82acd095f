"""A disk that takes no more: the call does not run, and the trail stays whole."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from enforcecore_core.audit import AuditFault, AuditTrail, verify_trail

PROGRAM = Path(__file__).parent / "programs" / "fill_disk.py"
ALLOW = {"tool": "t", "effect": "allow"}
DONE = {"status": "returned"}


@pytest.fixture
def small_disk(tmp_path):
    mounted = tmp_path / "disk"
    mounted.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", str(mounted)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small file system needs root")
    yield mounted
    subprocess.run(["umount", "-l", str(mounted)], check=True)


@pytest.mark.parametrize("limit", range(3000, 3400, 23))
def test_a_file_that_may_not_grow_stops_calls_and_keeps_whole_records(tmp_path, limit):
    command = [sys.executable, str(PROGRAM), str(tmp_path / "trail"), str(limit)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    ran, fault, *later = output
    assert fault == "DiskFault"
    assert later in (["DiskFault"] * 2, ["AuditFault"] * 2)
    with AuditTrail.open(tmp_path / "trail") as trail:
        statuses = [entry.status for entry in trail.entries()]
    assert len(statuses) == int(ran)
    assert statuses.count("indeterminate") == later.count("AuditFault") // 2
    assert verify_trail(tmp_path / "trail").recoveries == 0


def test_a_full_disk_stops_calls_and_keeps_whole_records(small_disk):
    trail = AuditTrail.open(small_disk / "trail")
    done = 0
    with pytest.raises(OSError, match=r"No space left|only a part"):  # noqa: PT012  # until it is full
        while True:
            trail.ended(trail.decided({**ALLOW, "reason": "x" * 700}), DONE)
            done += 1
    assert done <= sum(entry.status == "returned" for entry in trail.entries()) <= done + 1
    assert verify_trail(small_disk / "trail").entries in (done, done + 1)


def test_an_outcome_that_cannot_be_written_stops_all_further_calls(small_disk):
    trail = AuditTrail.open(small_disk / "trail")
    seq = trail.decided(ALLOW)
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):  # noqa: PT012  # until it is full
        while True:
            file.write(b"x" * 4096)
    with pytest.raises(OSError, match=r"No space|only a part"):
        trail.ended(seq, {**DONE, "reason": "x" * 5000})
    filler.unlink()
    with pytest.raises(AuditFault, match="the outcome of a call could not be written"):
        trail.decided(ALLOW)
    trail.close()
    assert verify_trail(small_disk / "trail").indeterminate == 1


def test_after_a_failed_sync_this_writer_takes_nothing_more(tmp_path):
    answers = iter([None, OSError(errno.EIO, "Input/output error")])

    def sync(_: int) -> None:
        answer = next(answers)
        if answer is not None:
            raise answer

    trail = AuditTrail.open(tmp_path / "trail", sync=sync)
    with pytest.raises(OSError, match="Input/output error"):
        trail.decided(ALLOW)
    with pytest.raises(AuditFault, match="a sync to disk failed"):
        trail.decided(ALLOW)
    trail.close()
    with AuditTrail.open(tmp_path / "trail") as after:
        assert [entry.status for entry in after.entries()] == ["indeterminate"]


@pytest.mark.parametrize("what", ["removed", "replaced", "shortened"])
def test_a_trail_changed_under_a_running_writer_stops_it(tmp_path, what):
    trail = AuditTrail.open(tmp_path / "trail")
    segment = tmp_path / "trail" / "entries" / "000000000000.jsonl"
    content = segment.read_bytes()
    if what == "shortened":
        os.truncate(segment, len(content) - 1)
    else:
        segment.rename(tmp_path / "away")
    if what == "replaced":
        segment.write_bytes(content)
    with pytest.raises(AuditFault, match=what):
        trail.decided(ALLOW)


def test_records_of_another_writer_that_break_the_chain_stop_this_one(tmp_path):
    trail = AuditTrail.open(tmp_path / "trail")
    with (tmp_path / "trail" / "entries" / "000000000000.jsonl").open("ab") as segment:
        segment.write(b'{"seq":1}\n')
    with pytest.raises(AuditFault, match="breaks the chain"):
        trail.decided(ALLOW)
