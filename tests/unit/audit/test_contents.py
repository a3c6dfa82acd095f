"""What each kind of record has to say, and where it has to stand."""

from __future__ import annotations

import pytest

from enforcecore_core.audit.base64text import encoded
from enforcecore_core.audit.checkpoints import Checkpoint
from enforcecore_core.audit.contents import Contents
from enforcecore_core.audit.notes import signed
from enforcecore_core.audit.seals import Seals
from enforcecore_core.audit.signing import generate_key, load_signer
from enforcecore_core.audit.tree import GrowingTree

LOG, ORIGIN = "a" * 32, "example.org/trail"
STAMP = {"epoch": "e", "mono_us": 1, "ts": "2026-01-01T00:00:00.000000Z"}


def tree_of(size):
    tree = GrowingTree()
    for number in range(size):
        tree.append(bytes([number]) * 32)
    return tree


def contents(size=0, first=0, *, log=LOG, origin=ORIGIN, seals=None):
    return Contents(first, tree_of(size), seals or Seals([]), log=log, origin=origin)


def body(kind, **fields):
    return {**STAMP, "kind": kind, **fields}


def segment(size, **changes):
    tree = tree_of(size)
    stated = {"root": encoded(tree.root()), "frontier": tree.frontier().to_hex()}
    return body("segment", **{"log": LOG, "origin": ORIGIN, "previous": 2, **stated, **changes})


def codes(findings):
    return [finding.code for finding in findings]


def test_a_segment_that_continues_the_one_before_is_right():
    trail = contents(5)
    trail.enter(5, 2)
    assert codes(trail.take(5, segment(5))) == []
    assert codes(trail.take(6, body("decision", effect="block"))) == []


def test_the_first_segment_of_all_begins_with_any_record():
    trail = contents()
    trail.enter(0, None)
    assert codes(trail.take(0, body("open", log=LOG, origin=ORIGIN))) == []


@pytest.mark.parametrize(
    "first",
    [
        body("decision", effect="block"),
        body("outcome", ref=1, status="returned"),
        body("open", log=LOG, origin=ORIGIN),
        body("seal", note="x"),
    ],
    ids=lambda one: one["kind"],
)
def test_another_segment_begins_with_no_other_record(first):
    trail = contents(5)
    trail.enter(5, 2)
    assert "SEGMENT_MISMATCH" in codes(trail.take(5, first))


def test_a_segment_does_not_begin_in_the_middle_of_a_file():
    trail = contents(5)
    assert codes(trail.take(5, segment(5))) == ["SEGMENT_MISMATCH"]
    trail.enter(5, 2)
    trail.take(5, segment(5))
    assert codes(trail.take(6, segment(5))) == ["SEGMENT_MISMATCH"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"log": "b" * 32}, "OTHER_TRAIL"),
        ({"log": None}, "OTHER_TRAIL"),
        ({"origin": "example.org/other"}, "OTHER_TRAIL"),
        ({"origin": None}, "OTHER_TRAIL"),
        ({"previous": 1}, "SEGMENT_MISMATCH"),
        ({"previous": 5}, "SEGMENT_MISMATCH"),
        ({"previous": -1}, "SEGMENT_MISMATCH"),
        ({"previous": True}, "SEGMENT_MISMATCH"),
        ({"previous": None}, "SEGMENT_MISMATCH"),
        ({"root": encoded(bytes(32))}, "ROOT_MISMATCH"),
        ({"frontier": []}, "ROOT_MISMATCH"),
    ],
)
def test_a_segment_that_continues_something_else_is_found(changes, code):
    trail = contents(5)
    trail.enter(5, 2)
    assert codes(trail.take(5, segment(5, **changes))) == [code]


@pytest.mark.parametrize("previous", [5, 6, -1, "2", None])
def test_the_first_segment_that_is_left_names_an_earlier_one(previous):
    trail = contents(5, first=5)
    trail.enter(5, None)
    assert codes(trail.take(5, segment(5, previous=previous))) == ["SEGMENT_MISMATCH"]


def test_a_segment_under_the_name_of_another_is_found():
    trail = contents(5)
    trail.enter(5, 2)
    assert codes(trail.take(7, segment(5))) == ["SEGMENT_MISMATCH"]


def test_in_a_broken_trail_no_root_is_compared():
    trail = contents(5)
    trail.is_sound = False
    trail.enter(5, 2)
    assert codes(trail.take(5, segment(5, root="x"))) == []


def test_after_one_root_that_differs_no_other_is_compared():
    trail = contents(5)
    trail.enter(5, 2)
    assert codes(trail.take(5, segment(5, root="x"))) == ["ROOT_MISMATCH"]
    assert not trail.is_sound


def test_a_writer_of_another_trail_is_found_if_it_is_known_which_this_is():
    unknown = contents(log=None, origin=None)
    for named in ({"log": "b" * 32, "origin": ORIGIN}, {"log": LOG, "origin": "example.org/other"}):
        assert codes(contents().take(0, body("open", **named))) == ["OTHER_TRAIL"]
        assert codes(unknown.take(0, body("open", **named))) == []


@pytest.mark.parametrize("below", [-1, 8, True, "3", None])
def test_what_is_not_there_yet_is_not_pruned(below):
    trail = contents(7, first=3)
    assert codes(trail.take(7, body("prune", below=below))) == ["MALFORMED"]
    assert not trail.states_pruning()


@pytest.mark.parametrize(("below", "holds"), [(2, False), (3, True), (7, True)])
def test_a_beginning_is_gone_on_purpose_if_a_record_says_that_much(below, holds):
    trail = contents(7, first=3)
    assert codes(trail.take(7, body("prune", below=below))) == []
    assert trail.states_pruning() is holds


@pytest.mark.parametrize("count", [-1, 1.5, True, "2", None])
def test_an_erasure_says_how_much(count):
    trail = contents()
    assert codes(trail.take(0, body("erasure", count=count))) == ["MALFORMED"]
    assert trail.erased == 0


def test_erasures_and_recoveries_are_counted():
    trail = contents()
    for number, one in enumerate([body("erasure", count=2), body("erasure", count=3)]):
        trail.take(number, one)
    trail.take(2, body("recovery"))
    assert (trail.erased, trail.recoveries) == (5, 1)


@pytest.mark.parametrize("kind", ["", "Decision", None, ["open"], {}, 5])
def test_a_record_of_no_known_kind_is_found(kind):
    assert codes(contents().take(0, body(kind))) == ["MALFORMED"]


def test_a_record_without_a_writer_is_found():
    assert codes(contents().take(0, body("close", epoch=None))) == ["MALFORMED"]


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "key"
    generate_key(path, "example.org/key")
    return load_signer(path)


def test_what_is_signed_is_as_old_as_the_record_before_the_seal(signer):
    trail = contents(4, seals=Seals([signer.vkey]))
    trail.take(3, body("close", ts="2026-01-01T00:00:03.000000Z"))
    note = signed(Checkpoint(ORIGIN, 4, tree_of(4).root()).text(), [signer])
    assert codes(trail.take(4, body("seal", note=note, ts="2031-01-01T00:00:00.000000Z"))) == []
    assert trail.signed_at == "2026-01-01T00:00:03.000000Z"


@pytest.mark.parametrize(("pruned_at", "holds"), [(3, True), (4, False), (5, False)])
def test_with_a_key_only_a_signed_record_says_that_a_beginning_was_pruned(signer, pruned_at, holds):
    trail = contents(4, first=2, seals=Seals([signer.vkey]))
    if pruned_at < 4:
        trail.take(pruned_at, body("prune", below=2))
    note = signed(Checkpoint(ORIGIN, 4, tree_of(4).root()).text(), [signer])
    trail.take(4, body("seal", note=note))
    if pruned_at >= 4:
        trail.take(pruned_at, body("prune", below=2))
    assert trail.states_pruning() is holds


def test_a_second_record_of_a_pruning_that_is_not_signed_yet_takes_nothing_from_the_first(signer):
    trail = contents(4, first=2, seals=Seals([signer.vkey]))
    trail.take(3, body("prune", below=2))
    note = signed(Checkpoint(ORIGIN, 4, tree_of(4).root()).text(), [signer])
    trail.take(4, body("seal", note=note))
    trail.take(5, body("prune", below=2))
    assert trail.states_pruning()
