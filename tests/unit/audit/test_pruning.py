import datetime as dt
from dataclasses import replace

import pytest
from unit.cli.trails import Calls

from enforcecore_core import AuditTrail, verify_trail
from enforcecore_core.audit import AuditFault
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.payloads import check_payloads, open_payloads, payload_days
from enforcecore_core.audit.pruning import drop_payloads, older_than, older_than_record, prune
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
        pruned = prune(trail, below)
    assert (pruned.first, pruned.below, pruned.segments) == (0, below, 3)
    assert firsts(path)[0] == below
    assert verify_trail(path).pruned_below == below


def test_an_open_call_keeps_its_segment(path):
    with AuditTrail.open(path, segment_size=2000) as trail:
        running = trail.decided({"effect": "allow"})
        for _ in range(20):
            trail.decided({"effect": "block", "reason": "x" * 200})
        pruned = prune(trail, running + 15)
        assert 0 < pruned.below <= running
        trail.ended(running, {"status": "returned"})
    verify_trail(path)


@pytest.fixture
def kept(tmp_path):
    """A trail of twelve records, each of a day of its own with a payload, in several segments."""
    days = iter(range(20_000, 21_000))
    today = []

    def clock():
        return (today[-1] if today else 20_000) * DAY * 1_000_000_000

    with AuditTrail.open(tmp_path / "kept", segment_size=1500, clock=clock) as trail:
        store = open_payloads(trail.path, tmp_path / "keys", clock=clock)
        for n in range(12):
            today.append(next(days))
            payload = store.keep("ann", {"arguments": {"n": n}})
            trail.decided({"effect": "block", "payload": payload, "reason": "x" * 100})
    return store


def test_payloads_go_with_the_last_record_that_commits_to_them(kept):
    path = kept.directory.path
    with AuditTrail.open(path) as trail:
        pruned = prune(trail, firsts(path)[2])
    gone = drop_payloads(path)
    assert pruned.segments == 2
    assert 0 < gone < 12
    check = check_payloads(kept)
    assert (check.kept, check.findings) == (12 - gone, [])
    assert len(payload_days(kept.directory)) == 12 - gone
    assert drop_payloads(path) == 0


def test_no_payload_of_a_record_that_stays_is_dropped(kept):
    assert drop_payloads(kept.directory.path) == 0
    check = check_payloads(kept)
    assert (check.kept, check.findings) == (12, [])


def test_payloads_of_a_time_without_sense_are_not_dropped_in_haste(kept):
    # The clock was wrong when a record that stays was written: its payload bears an old day.
    path = kept.directory.path
    old = replace(kept, clock=lambda: 0).keep("ann", {"arguments": {}})
    with AuditTrail.open(path) as trail:
        trail.decided({"effect": "block", "payload": old})
        prune(trail, firsts(path)[2])
    assert drop_payloads(path) == 0
    assert check_payloads(kept).findings == []


def test_a_place_without_a_trail_is_refused(tmp_path):
    with pytest.raises(AuditFault, match="holds no trail"):
        older_than(tmp_path, "2026")


def test_a_segment_that_does_not_say_when_it_began_is_refused(path):
    name = f"{firsts(path)[1]:012}.jsonl"
    (path / "entries" / name).write_bytes(b"damage\n")
    with pytest.raises(AuditFault, match=f"{name} is damaged"):
        older_than(path, "9999")
