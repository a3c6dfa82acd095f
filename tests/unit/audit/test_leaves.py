"""The records of a trail are found by their numbers, wherever its segments begin."""

from __future__ import annotations

import pytest

from enforcecore_core.audit import AuditTrail
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.leaves import Leaves
from enforcecore_core.audit.tree import EMPTY, leaf_hash
from enforcecore_core.audit.tree_proofs import ProofUnavailable


@pytest.fixture
def trail(tmp_path):
    with AuditTrail.open(tmp_path / "trail", segment_size=1500) as trail:
        for _ in range(20):
            trail.decided({"effect": "block"})
    return Leaves(TrailDirectory(tmp_path / "trail"))


@pytest.fixture
def lines(trail):
    return [line for _, line in trail.lines(trail.first())]


@pytest.fixture
def frontiers(lines):
    """The frontier before each record, and behind the last."""
    found = [EMPTY]
    for line in lines:
        found.append(found[-1].after(leaf_hash(line)))
    return found


def test_each_segment_begins_where_the_tree_is(trail, lines, frontiers, tmp_path):
    for seq in range(len(lines)):
        mark = trail.before(seq)
        assert mark.frontier == frontiers[mark.first]
        assert dict(trail.lines(mark))[seq] == lines[seq]
    starts = {trail.before(seq).first for seq in range(len(lines))}
    assert len(starts) == len(list((tmp_path / "trail" / "entries").iterdir())) > 3


def test_a_place_is_reached_from_every_place_before_it(trail, lines, frontiers):
    leaves = [leaf_hash(line) for line in lines]
    for old in range(len(lines) + 1):
        _, mark = trail.advanced(trail.before(old), old)
        for new in range(old, len(lines) + 1):
            passed, end = trail.advanced(mark, new)
            assert (passed, end.frontier) == (leaves[old:new], frontiers[new])
            assert next(trail.leaves(end), None) == (leaves[new:] or [None])[0]


def test_what_is_not_there_is_not_reached(trail, lines, tmp_path):
    with pytest.raises(ProofUnavailable, match=f"needs record {len(lines)}"):
        trail.advanced(trail.first(), len(lines) + 1)
    with pytest.raises(AuditFault, match="holds no trail"):
        Leaves(TrailDirectory(tmp_path / "none"))


def test_a_half_written_record_is_no_record(trail, lines, tmp_path):
    last = max((tmp_path / "trail" / "entries").iterdir())
    last.write_bytes(last.read_bytes() + b'{"body":')
    again = Leaves(TrailDirectory(tmp_path / "trail"))
    assert [line for _, line in again.lines(again.first())] == lines
    with pytest.raises(ProofUnavailable):
        again.advanced(again.first(), len(lines) + 1)
