import datetime as dt

import pytest
from unit.cli.trails import Calls

from enforcecore_core import AuditTrail, verify_trail
from enforcecore_core.audit import AuditFault
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.payloads import check_payloads, open_payloads
from enforcecore_core.audit.pruning import older_than, older_than_record, prune
from enforcecore_core.audit.segments import segments

DAY = 86_400


@pytest.fixture
def path(tmp_path):
    """A trail in segments of a few records each, with a record each day since 24 November 2025."""
    calls = Calls(tmp_path / "trail", step=DAY, segment_size=2000)
    for _ in range(20):
        calls.blocked()
    calls.trail.close()
    return tmp_path / "trail"


def firsts(path):
    return [part.first for part in segments(TrailDirectory(path))]


def written(path, seq):
    return next(e.ts for e in AuditTrail.open(path).entries() if e.seq >= seq)


def test_a_segment_is_old_when_the_next_one_began_before(path):
    starts = firsts(path)
    assert len(starts) > 4
    moment = (dt.datetime(2025, 11, 24, 16, tzinfo=dt.UTC) + dt.timedelta(days=10)).isoformat()
    pruned = older_than(path, moment.replace("+00:00", ".000000Z"))
    assert pruned.below in starts
    assert 5 <= pruned.below <= 10
    assert pruned.segments == starts.index(pruned.below)
    assert pruned.size == sum(
        (path / "entries" / f"{first:012}.jsonl").stat().st_size
        for first in starts[: pruned.segments]
    )


def test_the_newest_segment_is_never_old(path):
    pruned = older_than(path, "9999")
    assert pruned.below == firsts(path)[-1]
    assert older_than(path, "0000").segments == 0
    assert older_than_record(path, 10**9).below == firsts(path)[-1]


def test_records_are_counted_in_whole_segments(path):
    starts = firsts(path)
    for seq, below in (
        (0, 0),
        (starts[1] - 1, 0),
        (starts[1], starts[1]),
        (starts[2] - 1, starts[1]),
    ):
        assert older_than_record(path, seq).below == below


def test_what_is_left_verifies(path):
    below = firsts(path)[3]
    with AuditTrail.open(path, segment_size=2000) as trail:
        pruned, days = prune(trail, below)
    assert (pruned.first, pruned.below, pruned.segments, days) == (0, below, 3, 0)
    assert firsts(path)[0] == below
    assert verify_trail(path).pruned_below == below


def test_an_open_call_keeps_its_segment(path):
    with AuditTrail.open(path, segment_size=2000) as trail:
        running = trail.decided({"effect": "allow"})
        for _ in range(20):
            trail.decided({"effect": "block", "reason": "x" * 200})
        pruned, _ = prune(trail, running + 15)
        assert 0 < pruned.below <= running
        trail.ended(running, {"status": "returned"})
    verify_trail(path)


def test_payloads_go_with_the_last_record_that_commits_to_them(tmp_path):
    days = iter(range(20_000, 21_000))
    with AuditTrail.open(tmp_path / "trail", segment_size=1500) as trail:
        store = open_payloads(
            trail.path, tmp_path / "keys", clock=lambda: next(days) * DAY * 1_000_000_000
        )
        for n in range(12):
            kept = store.keep("ann", {"arguments": {"n": n}})
            trail.decided({"effect": "block", "payload": kept, "reason": "x" * 100})
    with AuditTrail.open(tmp_path / "trail") as trail:
        pruned, gone = prune(trail, firsts(tmp_path / "trail")[2])
        check = check_payloads(store)
    assert pruned.segments == 2
    assert 0 < gone < 12
    assert check.findings == []
    assert check.kept == 12 - gone == len(list((tmp_path / "trail" / "payloads").iterdir()))


def test_a_place_without_a_trail_is_refused(tmp_path):
    with pytest.raises(AuditFault, match="holds no trail"):
        older_than(tmp_path, "2026")


def test_a_segment_that_does_not_say_when_it_began_is_refused(path):
    name = f"{firsts(path)[1]:012}.jsonl"
    (path / "entries" / name).write_bytes(b"damage\n")
    with pytest.raises(AuditFault, match=f"{name} is damaged"):
        older_than(path, "9999")
