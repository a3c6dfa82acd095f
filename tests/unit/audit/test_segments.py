"""Records go on over segments: one chain, whoever leaves a segment and whoever dies at it."""

from __future__ import annotations

import gc
import json
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from enforcecore_core.audit import AuditFault, AuditTrail, verify_trail
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.heads import new_head_file, parse_head
from enforcecore_core.audit.segments import segment_names, segments, trail_lines
from enforcecore_core.audit.tree import EMPTY, Frontier, leaf_hash

ALLOW = {"tool": "search", "effect": "allow"}
DONE = {"status": "returned"}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "trail"


def opened(path, size=1500, **more):
    return AuditTrail.open(path, sync=lambda _: None, segment_size=size, **more)


def write(trail, calls):
    for _ in range(calls):
        trail.ended(trail.decided(ALLOW), DONE)


def bodies(path):
    return [json.loads(line.content)["body"] for line in trail_lines(TrailDirectory(path))]


def head_of(path):
    return parse_head((path / "head").read_bytes())


def test_a_full_segment_is_left_for_a_new_one(path):
    with opened(path) as trail:
        write(trail, 20)
    directory = TrailDirectory(path)
    assert len(segment_names(directory)) > 3
    assert all(segment.size < 2500 for segment in segments(directory))
    assert verify_trail(path).entries == 20
    assert len(list(AuditTrail.open(path).entries())) == 20


def test_a_segment_is_named_by_its_first_record_and_begins_with_what_was_before(path):
    with opened(path) as trail:
        write(trail, 20)
    frontier, leaf = EMPTY, "0" * 64
    before = 0
    for segment in segments(TrailDirectory(path)):
        first = next(trail_lines(TrailDirectory(path), [segment])).content
        if segment.first:
            body = json.loads(first)["body"]
            assert (body["kind"], body["previous"]) == ("segment", before)
            assert Frontier.from_hex(segment.first, body["frontier"]) == frontier
        assert json.loads(first)["seq"] == segment.first
        assert json.loads(first)["prev"] == leaf
        for line in trail_lines(TrailDirectory(path), [segment]):
            frontier = frontier.after(leaf_hash(line.content))
            leaf = leaf_hash(line.content).hex()
        before = segment.first


def test_an_old_segment_is_left_for_a_new_one(path):
    now = [1_700_000_000_000_000_000]
    with opened(path, 1 << 20, clock=lambda: now[0], segment_age=3600) as trail:
        write(trail, 2)
        now[0] += 3599 * 10**9
        write(trail, 2)
        assert len(segment_names(TrailDirectory(path))) == 1
        now[0] += 10**9
        write(trail, 2)
        assert len(segment_names(TrailDirectory(path))) == 2
    assert verify_trail(path).entries == 6


def test_a_trail_of_many_segments_is_gone_on_with(path):
    for _ in range(5):
        with opened(path) as trail:
            write(trail, 5)
    assert verify_trail(path).entries == 25
    assert verify_trail(path).recoveries == 0


def test_many_threads_and_trails_follow_each_other_into_new_segments(path):
    def work():
        with opened(path, 4000) as trail:
            write(trail, 25)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    verified = verify_trail(path)
    assert (verified.entries, verified.recoveries, verified.indeterminate) == (100, 0, 0)


def test_a_writer_that_slept_through_several_segments_follows(path):
    with opened(path) as sleeper:
        seq = sleeper.decided(ALLOW)
        with opened(path) as other:
            write(other, 20)
        sleeper.ended(seq, DONE)
        write(sleeper, 3)
    assert verify_trail(path).entries == 24


def test_a_head_that_names_a_segment_nobody_has_made_is_followed(path):
    with opened(path, 1 << 20) as trail:
        write(trail, 3)
        head = head_of(path)
        ahead = replace(head, generation=head.generation + 1, chain=head.chain.in_next_segment())
        (path / "head").write_bytes(new_head_file(ahead))
        write(trail, 3)
    assert len(segment_names(TrailDirectory(path))) == 2
    assert verify_trail(path).entries == 6


def test_a_head_that_names_a_segment_nobody_has_made_is_opened(path):
    with opened(path, 1 << 20) as trail:
        write(trail, 3)
    head = head_of(path)
    ahead = replace(head, generation=head.generation + 1, chain=head.chain.in_next_segment())
    (path / "head").write_bytes(new_head_file(ahead))
    with opened(path, 1 << 20) as trail:
        write(trail, 3)
    assert len(segment_names(TrailDirectory(path))) == 2
    assert verify_trail(path).entries == 6


def test_a_new_segment_torn_in_its_first_record_is_begun_again(path):
    with opened(path, 1 << 20) as trail:
        write(trail, 3)
    head = head_of(path)
    ahead = replace(head, generation=head.generation + 1, chain=head.chain.in_next_segment())
    (path / "head").write_bytes(new_head_file(ahead))
    (path / "entries" / f"{head.records:012d}.jsonl").write_bytes(b'{"body":{"epoch"')
    with opened(path, 1 << 20) as trail:
        write(trail, 3)
    verified = verify_trail(path)
    assert (verified.entries, verified.recoveries) == (6, 1)
    assert bodies(path)[head.records]["kind"] == "segment"


@pytest.mark.parametrize("missing", [0, 1, -1])
def test_a_trail_without_one_of_its_segments_is_found(path, missing):
    with opened(path) as trail:
        write(trail, 20)
    names = segment_names(TrailDirectory(path))
    (path / names[missing]).unlink()
    (path / "head").write_bytes(b"")
    with pytest.raises(Exception, match=r"UNEXPECTED|TRUNCATED|MALFORMED"):
        verify_trail(path)


def test_a_trail_without_its_last_segment_keeps_shut(path):
    with opened(path) as trail:
        write(trail, 20)
    (path / segment_names(TrailDirectory(path))[-1]).unlink()
    with pytest.raises(AuditFault, match="damaged"):
        AuditTrail.open(path)


@pytest.mark.parametrize("damage", ["head", "boot", "writers"])
def test_what_the_head_says_is_found_again_from_the_records(path, damage):
    with opened(path) as trail:
        write(trail, 20)
    before = head_of(path)
    if damage == "head":
        (path / "head").write_bytes(b"x" * 16384)
    elif damage == "boot":
        (path / "head").write_bytes(new_head_file(replace(before, boot="0" * 36)))
    else:
        (path / "head").write_bytes(new_head_file(replace(before, writers=2)))
    with opened(path):
        after = head_of(path)
        assert after.writers == 1
        lines = [line.content for line in trail_lines(TrailDirectory(path))]
        frontier = EMPTY
        for line in lines:
            frontier = frontier.after(leaf_hash(line))
        assert after.chain.frontier == frontier
    assert verify_trail(path).recoveries == (damage == "head")


def test_no_records_are_read_when_the_last_writers_left_properly(path):
    with opened(path) as trail:
        write(trail, 50)
    first = path / segment_names(TrailDirectory(path))[0]
    content = bytearray(first.read_bytes())
    content[10:20] = b"x" * 10
    first.write_bytes(content)
    with opened(path) as trail:
        write(trail, 1)


def test_only_what_a_dead_writer_may_have_left_open_is_read(path):
    with opened(path, 1 << 20) as trail:
        write(trail, 1)
        head = head_of(path)
        with opened(path, 1 << 20) as other:
            [lock] = [p for p in (path / "writers").iterdir() if p.read_bytes()[:18] != b"0" * 18]
            assert int(lock.read_bytes().split()[0]) == head.records
            write(other, 3)


def test_a_call_left_open_long_ago_is_still_settled(path):
    trail = opened(path, 20_000)
    left = trail.decided(ALLOW)
    write(trail, 1100)
    del trail
    gc.collect()
    with opened(path, 20_000) as after:
        entries = {entry.seq: entry.status for entry in after.entries()}
    assert entries.pop(left) == "indeterminate"
    assert set(entries.values()) == {"returned"}


def test_files_that_are_no_segments_are_not_read(path):
    with opened(path) as trail:
        write(trail, 1)
    for name in ("00000000000x.jsonl", "000000000000.jsonl.gz", "0000000000000.jsonl", "5.jsonl"):
        (path / "entries" / name).write_text("x")
    assert segment_names(TrailDirectory(path)) == ["entries/000000000000.jsonl"]


def test_an_origin_is_fixed_when_the_trail_is_made(path):
    AuditTrail.open(path, origin="example.com/host7").close()
    assert json.loads(Path(path / "log.json").read_text())["origin"] == "example.com/host7"
    AuditTrail.open(path).close()
    with pytest.raises(AuditFault, match="another origin"):
        AuditTrail.open(path, origin="example.com/host8")


def test_a_segment_whose_beginning_a_power_cut_took_is_begun_anew(tmp_path):
    path, cut = tmp_path / "trail", tmp_path / "cut"
    with AuditTrail.open(path, sync=lambda _: None, segment_size=2000) as trail:
        while len(list((path / "entries").iterdir())) == 1:
            head = parse_head((path / "head").read_bytes())
            trail.decided({"tool": "t", "effect": "block"})
        shutil.copytree(path, cut)
    # As the machine finds it: all but the new segment was synced, and the mark was moved there.
    end = head.records
    left = replace(head, chain=head.chain.in_next_segment(), synced=end, boot="0" * 36)
    (cut / "head").write_bytes(new_head_file(left))
    segment = cut / "entries" / f"{end:012}.jsonl"
    segment.write_bytes(segment.read_bytes()[:50])
    [lock] = (cut / "writers").iterdir()
    lock.write_bytes(b"%018d %018d %018d\n" % (end, end, 0))
    with AuditTrail.open(cut, sync=lambda _: None) as trail:
        trail.decided({"tool": "t", "effect": "block"})
    assert verify_trail(cut).recoveries == 1
