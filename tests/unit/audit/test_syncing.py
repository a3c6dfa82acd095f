"""What is on disk when, and that those who wait at once share a sync."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from enforcecore_core.audit import AuditFault, AuditTrail, verify_trail

ALLOW = {"tool": "search", "effect": "allow"}
BLOCK = {"tool": "search", "effect": "block"}
DONE = {"status": "returned"}


class Disk:
    """Remembers up to where the file was when it was last synced; can be slow, and can break."""

    def __init__(self, seconds=0.0):
        self.seconds = seconds
        self.size = 0
        self.syncs = 0
        self.broken = False

    def sync(self, descriptor):
        size = os.fstat(descriptor).st_size
        time.sleep(self.seconds)
        if self.broken:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        self.size = max(self.size, size)
        self.syncs += 1


@pytest.fixture
def disk():
    return Disk()


@pytest.fixture
def trail(tmp_path, disk):
    with AuditTrail.open(tmp_path / "trail", sync=disk.sync) as trail:
        yield trail


@pytest.fixture
def is_on_disk(tmp_path, disk):
    segment = tmp_path / "trail" / "entries" / "000000000000.jsonl"
    return lambda: disk.size == segment.stat().st_size


def wait_until(claim):
    patience = time.monotonic() + 10
    while not claim() and time.monotonic() < patience:
        time.sleep(0.01)
    assert claim()


@pytest.mark.parametrize("body", [ALLOW, BLOCK])
@pytest.mark.parametrize(
    ("durability", "at_once"), [("strict", True), ("intent", True), ("relaxed", False)]
)
def test_a_decision_is_on_disk_as_soon_as_it_should_be(
    trail, is_on_disk, body, durability, at_once
):
    trail.decided(body, durability=durability)
    assert is_on_disk() is at_once
    wait_until(is_on_disk)


@pytest.mark.parametrize(
    ("durability", "at_once"), [("strict", True), ("intent", False), ("relaxed", False)]
)
def test_an_outcome_is_on_disk_as_soon_as_it_should_be(trail, is_on_disk, durability, at_once):
    trail.ended(trail.decided(ALLOW), DONE, durability=durability)
    assert is_on_disk() is at_once
    wait_until(is_on_disk)


def test_a_trail_has_a_durability_of_its_own(tmp_path, disk, is_on_disk):
    with AuditTrail.open(tmp_path / "trail", sync=disk.sync, durability="relaxed") as trail:
        trail.decided(ALLOW)
        assert not is_on_disk()
    assert is_on_disk()


def test_threads_that_wait_at_once_share_a_sync(tmp_path):
    disk = Disk(0.1)
    with AuditTrail.open(tmp_path / "trail", sync=disk.sync, durability="strict") as trail:
        threads = [threading.Thread(target=trail.decided, args=(BLOCK,)) for _ in range(40)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert disk.syncs <= 12
    assert verify_trail(tmp_path / "trail").blocked == 40


def test_whoever_syncs_next_appends_for_all_who_wait(tmp_path):
    disk = Disk(0.2)
    with AuditTrail.open(tmp_path / "trail", sync=disk.sync) as trail:
        before = disk.syncs
        first = threading.Thread(target=trail.decided, args=(BLOCK,))
        first.start()
        time.sleep(0.05)
        others = [threading.Thread(target=trail.decided, args=(BLOCK,)) for _ in range(20)]
        for thread in others:
            thread.start()
        for thread in (first, *others):
            thread.join()
        assert disk.syncs - before == 2


@pytest.mark.parametrize("durability", ["strict", "intent"])
def test_an_interrupted_wait_neither_holds_up_others_nor_leaves_a_record(tmp_path, durability):
    class Interrupted(BaseException):
        pass

    def interrupt(*_):
        raise Interrupted

    disk = Disk(0.3)
    with AuditTrail.open(tmp_path / "trail", sync=disk.sync, durability=durability) as trail:
        first = threading.Thread(target=trail.decided, args=(BLOCK,))
        first.start()
        time.sleep(0.1)
        handler = signal.signal(signal.SIGALRM, interrupt)
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.05)
            with pytest.raises(Interrupted):
                trail.decided({**BLOCK, "rule": "interrupted"})
        finally:
            signal.signal(signal.SIGALRM, handler)
        first.join()
        trail.decided(BLOCK)
        assert [entry.rule for entry in trail.entries()] == [None, None]


def test_an_interrupt_while_an_outcome_waits_does_not_lose_it(tmp_path):
    class Interrupted(BaseException):
        pass

    def interrupt(*_):
        raise Interrupted

    disk = Disk()
    with AuditTrail.open(tmp_path / "trail", sync=disk.sync, durability="strict") as trail:
        seq = trail.decided(ALLOW)
        disk.seconds = 0.3
        first = threading.Thread(target=trail.decided, args=(BLOCK,))
        first.start()
        time.sleep(0.1)
        handler = signal.signal(signal.SIGALRM, interrupt)
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.05)
            with pytest.raises(Interrupted):
                trail.ended(seq, DONE)
        finally:
            signal.signal(signal.SIGALRM, handler)
        first.join()
        assert [entry.status for entry in trail.entries()] == ["returned", "not_run"]


def test_threads_that_wait_and_threads_that_do_not_append_for_one_another(tmp_path):
    faults = []
    interval = sys.getswitchinterval()
    with AuditTrail.open(tmp_path / "trail", sync=lambda _: None) as trail:

        def write(durability):
            try:
                for _ in range(100):
                    trail.ended(trail.decided(ALLOW, durability=durability), DONE)
            except AuditFault as fault:
                faults.append(fault)

        kinds = ("strict", "relaxed", "intent", "relaxed") * 2
        threads = [threading.Thread(target=write, args=(kind,)) for kind in kinds]
        sys.setswitchinterval(1e-6)
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            sys.setswitchinterval(interval)
        assert faults == []
    assert verify_trail(tmp_path / "trail").entries == 800


def test_trails_that_wait_at_once_share_a_sync(tmp_path):
    disk = Disk(0.1)
    trails = [AuditTrail.open(tmp_path / "trail", sync=disk.sync) for _ in range(8)]
    before = disk.syncs
    threads = [threading.Thread(target=trail.decided, args=(BLOCK,)) for trail in trails]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert disk.syncs - before <= 5
    for trail in trails:
        trail.close()


def test_a_failed_sync_stops_all_writers_of_the_machine(tmp_path):
    disk = Disk()
    one = AuditTrail.open(tmp_path / "trail", sync=disk.sync)
    two = AuditTrail.open(tmp_path / "trail", sync=lambda _: None)
    disk.broken = True
    with pytest.raises(OSError, match="The disk has failed"):
        one.decided(ALLOW)
    for trail in (one, two):
        with pytest.raises(AuditFault, match="a sync to disk failed"):
            trail.decided(ALLOW)


def test_a_sync_that_fails_in_the_background_stops_the_writer(tmp_path):
    disk = Disk()
    trail = AuditTrail.open(tmp_path / "trail", sync=disk.sync)
    disk.broken = True
    trail.decided(ALLOW, durability="relaxed")

    def is_stopped():
        try:
            trail.decided(BLOCK, durability="relaxed")
        except AuditFault:
            return True
        return False

    wait_until(is_stopped)


def test_after_a_failed_sync_the_next_writer_writes_the_records_anew(tmp_path):
    disk = Disk()
    trail = AuditTrail.open(tmp_path / "trail", sync=disk.sync)
    disk.broken = True
    with pytest.raises(OSError, match="Input/output error"):
        trail.decided(ALLOW)
    trail.close()
    segment = tmp_path / "trail" / "entries" / "000000000000.jsonl"
    before = segment.stat().st_mtime_ns, segment.read_bytes()
    with AuditTrail.open(tmp_path / "trail") as after:
        after.decided(BLOCK)
    assert segment.stat().st_mtime_ns > before[0]
    assert segment.read_bytes().startswith(before[1])
    assert verify_trail(tmp_path / "trail").indeterminate == 1


def test_a_trail_may_be_closed_while_others_write_and_wait(tmp_path):
    disk = Disk(0.002)
    for _ in range(5):
        trail = AuditTrail.open(tmp_path / "trail", sync=disk.sync, durability="strict")
        ends = []

        def write(trail=trail, ends=ends):
            try:
                while True:
                    trail.ended(trail.decided(ALLOW), DONE)
            except (OSError, AuditFault) as fault:
                ends.append(type(fault))

        threads = [threading.Thread(target=write) for _ in range(8)]
        for thread in threads:
            thread.start()
        time.sleep(0.05)
        trail.close()
        for thread in threads:
            thread.join(10)
        # No system call on a descriptor that is closed, or that is another file's by now.
        assert {issubclass(end, OSError) for end in ends} == {False}
    assert verify_trail(tmp_path / "trail").open_calls == 0


def test_a_sync_that_failed_before_the_machine_was_started_stops_nobody(tmp_path):
    AuditTrail.open(tmp_path / "trail").close()
    line = b"sync 1 %018d %018d %b\nfailed\n" % (
        10**6,
        0,
        b"0" * 8 + b"-0000" * 3 + b"-" + b"0" * 12,
    )
    (tmp_path / "trail" / ".sync").write_bytes(line)
    disk = Disk()
    with AuditTrail.open(tmp_path / "trail", sync=disk.sync) as trail:
        for _ in range(3):
            before = disk.syncs
            trail.decided(BLOCK)
            assert disk.syncs > before


def test_nothing_is_appended_behind_the_close_while_it_is_synced(tmp_path):
    disk = Disk()
    trail = AuditTrail.open(tmp_path / "trail", sync=disk.sync)
    disk.seconds = 0.3
    closing = threading.Thread(target=trail._log.leave)  # noqa: SLF001  # others still have the trail
    closing.start()
    time.sleep(0.1)
    with pytest.raises(AuditFault, match="it was closed"):
        trail.decided(ALLOW, durability="relaxed")
    closing.join()
    assert verify_trail(tmp_path / "trail").entries == 0


def test_segments_that_were_left_are_closed(tmp_path):
    with AuditTrail.open(tmp_path / "trail", segment_size=2000, durability="strict") as trail:
        for _ in range(40):
            trail.decided(BLOCK)
        held = {os.path.realpath(one) for one in Path("/proc/self/fd").iterdir()}
        segments = {str(part) for part in (tmp_path / "trail/entries").iterdir()}
        assert len(segments) > 5
        assert len(held & segments) <= 2
