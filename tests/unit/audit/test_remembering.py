"""What a verifier remembers is right, whole and never shorter than it was."""

from __future__ import annotations

import json
import stat
from dataclasses import replace

import pytest

from enforcecore_core.audit import AuditFault
from enforcecore_core.audit.remembering import Memory, recall, remember

MEMORY = Memory(log="id", origin="example.org/trail", size=7, root=bytes(range(32)), signed=6)


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state.json"


def test_nothing_is_remembered_at_first(state):
    assert recall(state) is None


def test_what_is_remembered_is_recalled(state):
    remember(state, MEMORY)
    assert recall(state) == MEMORY
    assert stat.S_IMODE(state.stat().st_mode) == 0o600
    assert [path.name for path in state.parent.iterdir()] == ["state.json"]


def test_a_longer_trail_replaces_what_is_remembered(state):
    remember(state, MEMORY)
    longer = replace(MEMORY, size=9, signed=8)
    remember(state, longer)
    assert recall(state) == longer


def test_a_slower_verification_does_not_make_it_shorter(state):
    remember(state, MEMORY)
    remember(state, replace(MEMORY, size=3, root=bytes(32), signed=3))
    assert recall(state) == MEMORY


def test_that_it_was_signed_is_kept(state):
    remember(state, replace(MEMORY, signed=0))
    remember(state, replace(MEMORY, size=3, root=bytes(32), signed=3))
    assert recall(state) == replace(MEMORY, signed=3)


def spoiled(**changes):
    right = {"format": 1, "log": "i", "origin": "o", "root": "A" * 43 + "=", "size": 1, "signed": 0}
    return json.dumps({**right, **changes})


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 100_000,
        spoiled(format=2),
        spoiled(size=-1),
        spoiled(size=True),
        spoiled(size="1"),
        spoiled(signed=None),
        spoiled(root="AAAA"),
        spoiled(root="\u00e4"),
        spoiled(root=None),
        spoiled(log=5),
        spoiled(more=1),
        json.dumps({"format": 1}),
    ],
    ids=lambda content: content[:30],
)
def test_a_damaged_state_is_said_to_be_damaged_and_left_alone(state, content):
    state.write_text(content)
    for attempt in (lambda: recall(state), lambda: remember(state, MEMORY)):
        with pytest.raises(AuditFault, match="remove it, and verify again"):
            attempt()
    assert state.read_text() == content


def test_a_link_in_the_place_of_the_new_state_is_not_followed(state, tmp_path):
    (tmp_path / "state.json.new").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic"):
        remember(state, MEMORY)
    assert not (tmp_path / "elsewhere").exists()
