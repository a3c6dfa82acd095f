"""What a caller of the trail may rely on."""

from __future__ import annotations

import gc
import json
import os
import stat
import threading

import pytest

from enforcecore_core.audit import AuditFault, AuditTrail, verify_trail

ALLOW = {"tool": "search", "effect": "allow", "call_id": "c"}
BLOCK = {"tool": "delete", "effect": "block", "rule": "r", "code": "EC-NO-RULE", "reason": "no"}
DONE = {"status": "returned"}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "trail"


def lines(path):
    text = (path / "entries" / "000000000000.jsonl").read_text()
    return [json.loads(line)["body"] for line in text.splitlines()]


def statuses(path):
    with AuditTrail.open(path) as trail:
        return [entry.status for entry in trail.entries()]


def test_one_entry_for_each_call(path):
    with AuditTrail.open(path) as trail:
        trail.ended(trail.decided(ALLOW), {"status": "raised", "error_type": "OSError"})
        trail.decided(BLOCK)
        trail.ended(trail.decided(ALLOW), DONE)
        entries = list(trail.entries())
    assert [entry.status for entry in entries] == ["raised", "not_run", "returned"]
    assert entries[0].error_type == "OSError"
    assert verify_trail(path).entries == 3


def test_entries_come_in_the_order_of_the_decisions(path):
    with AuditTrail.open(path) as trail:
        seqs = [trail.decided(ALLOW) for _ in range(5)]
        for seq in reversed(seqs):
            trail.ended(seq, DONE)
        assert [entry.seq for entry in trail.entries()] == seqs


def test_a_call_without_outcome_is_open(path):
    with AuditTrail.open(path) as trail:
        trail.decided(ALLOW)
        assert [entry.status for entry in trail.entries()] == ["open"]
        assert verify_trail(path).open_calls == 1


def test_a_record_says_when_and_by_whom(path):
    with AuditTrail.open(path, clock=lambda: 1_700_000_000_123_456_789) as trail:
        trail.decided(BLOCK)
    opened, decided, closed = lines(path)
    assert decided["ts"] == "2023-11-14T22:13:20.123456Z"
    assert opened["epoch"] == decided["epoch"] == closed["epoch"]
    assert (opened["kind"], decided["kind"], closed["kind"]) == ("open", "decision", "close")
    assert opened["pid"] == os.getpid()


def test_only_the_owner_can_read_a_trail(path):
    AuditTrail.open(path).close()
    modes = {stat.S_IMODE(f.stat().st_mode) for f in path.rglob("*") if f.is_file()}
    folders = {stat.S_IMODE(f.stat().st_mode) for f in [path, *path.iterdir()] if f.is_dir()}
    assert (modes, folders) == ({0o600}, {0o700})


def test_a_decision_is_synced_before_it_returns(path):
    synced: list[int] = []
    with AuditTrail.open(path, sync=lambda fd: synced.append(os.fstat(fd).st_size)) as trail:
        trail.decided(ALLOW)
        assert synced[-1] == (path / "entries" / "000000000000.jsonl").stat().st_size


def test_a_call_ends_once(path):
    with AuditTrail.open(path) as trail:
        seq = trail.decided(ALLOW)
        trail.ended(seq, DONE)
        with pytest.raises(AuditFault, match="not open"):
            trail.ended(seq, DONE)
        trail.decided(ALLOW)
    assert verify_trail(path).entries == 2


def test_a_blocked_call_cannot_end(path):
    with AuditTrail.open(path) as trail:
        seq = trail.decided(BLOCK)
        with pytest.raises(AuditFault, match="not open"):
            trail.ended(seq, DONE)


@pytest.mark.parametrize(
    "body",
    [{}, {"effect": "maybe"}, {"effect": ["allow"]}, {**ALLOW, "ts": "x"}, {**ALLOW, "n": 1.5}],
    ids=["no effect", "another effect", "a list", "a key of the trail", "a float"],
)
def test_a_body_that_is_no_decision_is_refused(path, body):
    with AuditTrail.open(path) as trail:
        with pytest.raises(AuditFault):
            trail.decided(body)
        assert list(trail.entries()) == []


@pytest.mark.parametrize("status", [None, "fine", ["returned"], "open"])
def test_an_outcome_has_a_known_status(path, status):
    with AuditTrail.open(path) as trail:
        seq = trail.decided(ALLOW)
        with pytest.raises(AuditFault):
            trail.ended(seq, {"status": status})
        trail.ended(seq, DONE)


@pytest.mark.parametrize("tool", ["", "\ud800", "x" * 1_000_000, "a\nb", "\0"])
def test_any_tool_name_leaves_an_entry(path, tool):
    with AuditTrail.open(path) as trail:
        trail.decided({**BLOCK, "tool": tool})
    assert verify_trail(path).blocked == 1


def test_calls_still_open_at_the_close_become_indeterminate(path):
    trail = AuditTrail.open(path)
    seq = trail.decided(ALLOW)
    trail.close()
    with pytest.raises(AuditFault, match="closed"):
        trail.ended(seq, DONE)
    assert verify_trail(path).indeterminate == 1


def test_a_trail_that_was_dropped_without_a_close_is_settled_by_the_next(path):
    trail = AuditTrail.open(path)
    trail.decided(ALLOW)
    del trail
    gc.collect()
    assert statuses(path) == ["indeterminate"]
    assert statuses(path) == ["indeterminate"]
    assert verify_trail(path).indeterminate == 1


def test_another_trail_does_not_settle_a_call_that_still_runs(path):
    with AuditTrail.open(path) as running:
        seq = running.decided(ALLOW)
        assert statuses(path) == ["open"]
        running.ended(seq, DONE)
    assert statuses(path) == ["returned"]


def test_a_writer_whose_lock_file_was_removed_does_not_record_a_second_outcome(path):
    with AuditTrail.open(path) as running:
        seq = running.decided(ALLOW)
        for lock in (path / "writers").iterdir():
            lock.unlink()
        assert statuses(path) == ["indeterminate"]
        with pytest.raises(AuditFault, match="not open"):
            running.ended(seq, DONE)
    assert verify_trail(path).entries == 1


def test_many_threads_and_trails_share_one_chain(path):
    def work():
        with AuditTrail.open(path, sync=lambda _: None) as trail:
            for _ in range(20):
                trail.ended(trail.decided(ALLOW), DONE)

    with AuditTrail.open(path, sync=lambda _: None) as shared:

        def work_shared():
            for _ in range(20):
                shared.ended(shared.decided(ALLOW), DONE)

        threads = [threading.Thread(target=t) for t in [work] * 4 + [work_shared] * 4]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert verify_trail(path).entries == 160
    assert set(statuses(path)) == {"returned"}


def test_close_is_idempotent(path):
    trail = AuditTrail.open(path)
    trail.close()
    trail.close()
    assert [body["kind"] for body in lines(path)] == ["open", "close"]


def test_digests_are_the_same_in_every_trail_object(path):
    with AuditTrail.open(path) as one, AuditTrail.open(path) as two:
        assert one.digest({"a": 1}) == two.digest({"a": 1}) != one.digest({"a": 2})


def test_a_relative_path_means_the_directory_at_the_open(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with AuditTrail.open("trail") as trail:
        monkeypatch.chdir("/")
        trail.decided(BLOCK)
    assert verify_trail(tmp_path / "trail").blocked == 1


def test_threads_that_end_one_call_at_once_record_one_outcome(path):
    with AuditTrail.open(path, sync=lambda _: None) as trail:
        for _ in range(20):
            seq = trail.decided(ALLOW)
            ended = []

            def end(seq=seq, ended=ended):
                try:
                    trail.ended(seq, DONE)
                except AuditFault:
                    return
                ended.append(seq)

            threads = [threading.Thread(target=end) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert ended == [seq]
            trail.decided(BLOCK)
    assert verify_trail(path).entries == 40
