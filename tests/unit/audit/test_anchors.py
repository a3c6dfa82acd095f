"""What is known from elsewhere is compared at its size, and never silently dropped."""

from __future__ import annotations

from enforcecore_core.audit.anchors import Anchor, Anchors

ROOT, OTHER = bytes(32), bytes([1]) * 32


def anchor(size, root=ROOT, source="the note"):
    return Anchor(source, size, root, "EQUIVOCATION", "ROLLBACK")


def codes(findings):
    return [(finding.code, finding.seq) for finding in findings]


def test_sizes_are_met_in_order_and_each_once():
    anchors = Anchors([anchor(5), anchor(2), anchor(5)])
    assert anchors.next_size == 2
    assert anchors.meet(2, ROOT) == []
    assert anchors.next_size == 5
    assert anchors.meet(5, ROOT) == []
    assert anchors.next_size == -1
    assert anchors.miss(9) == []


def test_another_root_is_another_history():
    anchors = Anchors([anchor(2), anchor(2, OTHER)])
    assert codes(anchors.meet(2, ROOT)) == [("EQUIVOCATION", 2)]


def test_fewer_records_than_are_known_are_missing():
    anchors = Anchors([anchor(4), anchor(9), anchor(7)])
    anchors.meet(4, ROOT)
    assert codes(anchors.miss(6)) == [("ROLLBACK", None), ("ROLLBACK", None)]


def test_what_is_known_of_pruned_records_cannot_be_compared_and_says_so():
    anchors = Anchors([anchor(0), anchor(3), anchor(4)])
    assert codes(anchors.skip(4)) == [("ANCHOR_PRUNED", None)]
    assert codes(anchors.meet(4, OTHER)) == [("EQUIVOCATION", 4)]
