"""Records that are appended together: which of them may be."""

from __future__ import annotations

import pytest

from enforcecore_core.audit.chain import Place
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.faults import AuditFault, CallNotOpen
from enforcecore_core.audit.open_calls import OpenCalls
from enforcecore_core.audit.queueing import Added, addable


@pytest.fixture
def calls(tmp_path):
    calls = OpenCalls(TrailDirectory(tmp_path), "e", -1, Place(0, 0, 0))
    calls.opened(Place(5, 0, 500))
    calls.opened(Place(6, 0, 600))
    return calls


def ends(seq):
    return Added(b"{}", opens=False, closes=seq)


def test_what_ends_no_call_and_what_ends_an_open_one_is_appended_in_order(calls):
    queue = [Added(b"{}", opens=True, closes=None), ends(6), ends(5)]
    assert addable(queue, calls) == queue


def test_of_two_ends_of_a_call_the_first_counts(calls):
    queue = [ends(5), ends(6), ends(5)]
    assert addable(queue, calls) == queue[:2]
    with pytest.raises(CallNotOpen, match="has just ended"):
        queue[2].number()


def test_the_end_of_a_call_that_is_not_open_is_refused_alone(calls):
    queue = [ends(7), ends(5)]
    assert addable(queue, calls) == queue[1:]
    with pytest.raises(CallNotOpen):
        queue[0].number()


def test_a_record_of_which_nobody_knows_is_no_record():
    with pytest.raises(AuditFault, match="interrupt"):
        Added(b"{}", opens=False, closes=None).number()


def test_what_is_known_to_be_appended_is_not_taken_back():
    added = Added(b"{}", opens=False, closes=None)
    added.seq, added.is_over = 3, True
    added.end_with(OSError("later"))
    assert added.number() == 3
