import pytest

from enforcecore_core import AuditTrail
from enforcecore_core.audit import AuditFault
from enforcecore_core.audit.provable import TrailFollower, provable_entries
from enforcecore_core.audit.records import leaf_hash

ALLOW, BLOCK = {"effect": "allow"}, {"effect": "block"}


@pytest.fixture
def trail(tmp_path):
    return AuditTrail.open(tmp_path / "trail")


def lines_of(trail):
    with open(f"{trail.path}/entries/000000000000.jsonl", "rb") as segment:  # noqa: PTH123
        return segment.read().splitlines()


def test_entries_carry_the_hashes_of_their_lines(trail):
    seq = trail.decided(ALLOW)
    trail.decided(BLOCK)
    trail.ended(seq, {"status": "returned"})
    lines = lines_of(trail)
    ran, blocked = provable_entries(trail.path)
    assert (ran.leaf, ran.outcome_seq) == (leaf_hash(lines[1]), 3)
    assert ran.outcome_leaf == leaf_hash(lines[3])
    assert (blocked.leaf, blocked.outcome_seq) == (leaf_hash(lines[2]), None)


def test_entries_are_those_that_the_trail_gives_in_its_order(trail):
    first, second = trail.decided(ALLOW), trail.decided(ALLOW)
    trail.decided(BLOCK)
    trail.ended(second, {"status": "raised"})
    running = trail.decided(ALLOW)
    trail.ended(first, {"status": "returned"})
    assert [one.entry for one in provable_entries(trail.path)] == list(trail.entries())
    assert [one.entry.seq for one in TrailFollower(trail.path).ended()] == [3, 2, 1]
    follower = TrailFollower(trail.path)
    list(follower.ended())
    assert [one.entry.seq for one in follower.open] == [running]


def test_a_follower_gives_each_entry_once_when_it_has_ended(trail):
    follower = TrailFollower(trail.path)
    seq = trail.decided(ALLOW)
    assert list(follower.ended()) == []
    trail.decided(BLOCK)
    assert [one.entry.seq for one in follower.ended()] == [2]
    trail.ended(seq, {"status": "returned"})
    assert [one.entry.seq for one in follower.ended()] == [1]
    assert list(follower.ended()) == []


def test_a_follower_waits_for_the_end_of_a_line(trail, tmp_path):
    trail.decided(BLOCK)
    segment = tmp_path / "trail" / "entries" / "000000000000.jsonl"
    whole = segment.read_bytes()
    segment.write_bytes(whole[:-5])
    follower = TrailFollower(trail.path)
    assert list(follower.ended()) == []
    segment.write_bytes(whole)
    assert [one.entry.seq for one in follower.ended()] == [1]


def test_records_are_read_over_all_segments(trail, tmp_path):
    for _ in range(4):
        trail.decided(BLOCK)
    segment = tmp_path / "trail" / "entries" / "000000000000.jsonl"
    lines = segment.read_bytes().splitlines(keepends=True)
    segment.write_bytes(b"".join(lines[:3]))
    follower = TrailFollower(trail.path)
    assert [one.entry.seq for one in follower.ended()] == [1, 2]
    (segment.parent / "000000000003.jsonl").write_bytes(b"".join(lines[3:]))
    assert [one.entry.seq for one in follower.ended()] == [3, 4]
    assert [one.entry.seq for one in provable_entries(trail.path)] == [1, 2, 3, 4]


def test_numbers_that_do_not_rise_are_refused(trail, tmp_path):
    trail.decided(BLOCK)
    segment = tmp_path / "trail" / "entries" / "000000000000.jsonl"
    segment.write_bytes(segment.read_bytes() * 2)
    with pytest.raises(AuditFault, match="record 0 follows record 1"):
        list(provable_entries(trail.path))


def test_a_place_without_a_trail_is_refused(tmp_path):
    with pytest.raises(AuditFault, match="holds no trail"):
        TrailFollower(tmp_path)
