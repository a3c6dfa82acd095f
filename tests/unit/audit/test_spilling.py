"""When the first trail cannot record a call, a second one does, or the call is blocked."""

from __future__ import annotations

import errno
import logging
import os

import pytest

from enforcecore_core.audit import AuditFault, AuditTrail, verify_trail
from enforcecore_core.audit.spilling import SpillingTrail

ALLOW = {"tool": "search", "effect": "allow"}
DONE = {"status": "returned"}


class Disk:
    """Syncs until it breaks."""

    def __init__(self):
        self.broken = False

    def sync(self, descriptor):
        if self.broken:
            raise OSError(errno.EIO, os.strerror(errno.EIO))


@pytest.fixture
def first_disk():
    return Disk()


@pytest.fixture
def second_disk():
    return Disk()


@pytest.fixture
def trail(tmp_path, first_disk, second_disk):
    first = AuditTrail.open(tmp_path / "first", sync=first_disk.sync)

    def open_spill():
        return AuditTrail.open(tmp_path / "second", sync=second_disk.sync)

    with_spill = SpillingTrail(first, open_spill)
    yield with_spill
    with_spill.close()


def call(trail):
    trail.ended(trail.decided(ALLOW), DONE)


def test_nothing_is_spilled_while_the_trail_works(trail, tmp_path):
    call(trail)
    assert [entry.status for entry in trail.entries()] == ["returned"]
    assert not (tmp_path / "second").exists()


def test_calls_go_on_in_the_second_trail_and_say_so(trail, first_disk, tmp_path, caplog):
    call(trail)
    first_disk.broken = True
    with caplog.at_level(logging.WARNING, "enforcecore"):
        call(trail)
    call(trail)
    trail.close()
    assert "audit.spilled" in caplog.text
    spilled = list(AuditTrail.open(tmp_path / "second").entries())
    assert [entry.status for entry in spilled] == ["returned", "returned"]
    assert [entry.decision["spilled"] for entry in spilled] == ["DiskFault", "AuditFault"]
    assert verify_trail(tmp_path / "second").entries == 2


def test_a_call_ends_in_the_trail_where_it_began(trail, first_disk, tmp_path):
    seq = trail.decided(ALLOW, durability="relaxed")
    first_disk.broken = True
    spilled = trail.decided(ALLOW)
    assert seq >= 0 > spilled
    trail.ended(spilled, DONE)
    assert [entry.status for entry in trail.entries()][-1] == "returned"


def test_a_call_is_blocked_when_both_fail(trail, first_disk, second_disk):
    first_disk.broken = True
    call(trail)
    second_disk.broken = True
    with pytest.raises((OSError, AuditFault)):
        trail.decided(ALLOW)


def test_an_outcome_does_not_move_to_the_other_trail(trail, first_disk):
    seq = trail.decided(ALLOW)
    first_disk.broken = True
    with pytest.raises(OSError, match="The disk has failed"):
        trail.ended(seq, DONE, durability="strict")
    call(trail)
    assert [entry.status for entry in trail.entries()][-1] == "returned"


def test_digests_are_the_same_in_both(trail):
    assert trail.digest({"a": 1}) == trail.digest({"a": 1})
