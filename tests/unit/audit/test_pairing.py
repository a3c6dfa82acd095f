"""Which outcome belongs to which decision."""

from __future__ import annotations

import pytest

from enforcecore_core.audit.pairing import Pairing


def decision(effect="allow"):
    return {"epoch": "e", "kind": "decision", "effect": effect}


def outcome(ref, status="returned"):
    return {"epoch": "e", "kind": "outcome", "ref": ref, "status": status}


def codes(findings):
    return [finding.code for finding in findings]


@pytest.mark.parametrize("ref", [-1, 0, 2, 4095, 4096, 4097, 1 << 40, True, "1", 1.0, None])
def test_an_outcome_of_a_call_that_never_was_is_an_orphan(ref):
    pairing = Pairing()
    assert codes(pairing.count(1, decision())) == []
    assert codes(pairing.count(5000, outcome(ref))) == ["ORPHAN_OUTCOME"]
    assert pairing.open == {1: "e"}


def test_a_call_ends_once():
    pairing = Pairing()
    pairing.count(1, decision())
    assert codes(pairing.count(2, outcome(1))) == []
    assert codes(pairing.count(3, outcome(1))) == ["DUP_OUTCOME"]


def test_a_call_that_was_blocked_has_no_outcome():
    pairing = Pairing()
    pairing.count(1, decision("block"))
    assert codes(pairing.count(2, outcome(1))) == ["ORPHAN_OUTCOME"]


def test_a_call_among_the_pruned_ends_once():
    pairing = Pairing(first=10)
    assert codes(pairing.count(11, outcome(9))) == []
    assert codes(pairing.count(12, outcome(9))) == ["DUP_OUTCOME"]
    assert codes(pairing.count(13, outcome(10))) == ["ORPHAN_OUTCOME"]


def test_another_writer_ends_a_call_only_where_nobody_knows_how_it_ended():
    pairing = Pairing()
    pairing.count(1, decision())
    pairing.count(2, decision())
    assert codes(pairing.count(3, {**outcome(1), "epoch": "f"})) == ["ORPHAN_OUTCOME"]
    assert codes(pairing.count(4, {**outcome(2, "indeterminate"), "epoch": "f"})) == []
    assert pairing.indeterminate == 1
