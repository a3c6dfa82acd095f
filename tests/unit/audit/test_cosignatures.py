"""Cosignatures are those of C2SP tlog-cosignature."""

from __future__ import annotations

import pytest

from enforcecore_core.audit.checkpoints import Checkpoint
from enforcecore_core.audit.cosignatures import cosign, cosignatures, with_signatures
from enforcecore_core.audit.keys import NoteInvalid
from enforcecore_core.audit.notes import signature_lines, signed
from enforcecore_core.audit.signing import generate_key, generate_witness_key, load_signer


@pytest.fixture
def log(tmp_path):
    generate_key(tmp_path / "log", "log.example/a")
    return load_signer(tmp_path / "log")


@pytest.fixture
def witness(tmp_path):
    generate_witness_key(tmp_path / "witness", "witness.example")
    return load_signer(tmp_path / "witness")


@pytest.fixture
def note(log):
    return signed(Checkpoint("log.example/a", 1, bytes(32)).text(), [log])


def test_what_is_signed_is_the_header_the_time_and_the_text(note, witness):
    line = cosign(note, witness, 1_679_315_147)
    (_, _, content) = signature_lines(note + line)[1]
    message = b"cosignature/v1\ntime 1679315147\n" + note.partition("\n\n")[0].encode() + b"\n"
    assert content == (1_679_315_147).to_bytes(8, "big") + witness.sign(message)


def test_the_newest_cosignature_of_each_witness_counts(note, log, witness):
    lines = [cosign(note, witness, when) for when in (7, 9, 8)]
    found = cosignatures(note + "".join(lines), [witness.vkey, log.vkey])
    assert [(one.key, one.time) for one in found] == [(witness.vkey, 9)]
    assert cosignatures(note, [witness.vkey]) == []


def test_a_changed_time_spoils_the_note(note, witness):
    line = cosign(note, witness, 7)
    name, key_id, content = signature_lines(note + line)[1]
    other = cosign(note, witness, 8)
    assert (name, key_id) == (witness.vkey.name, witness.vkey.key_id)
    moved = content[:7] + b"\x08" + content[8:]
    with pytest.raises(NoteInvalid):
        witness.vkey.verify(note.partition("\n\n")[0].encode() + b"\n", moved)
    assert cosignatures(note + other, [witness.vkey])[0].time == 8


def test_a_cosignature_of_another_text_spoils_the_note(note, log, witness):
    line = cosign(signed("other\n", [log]), witness, 7)
    with pytest.raises(NoteInvalid):
        cosignatures(note + line, [witness.vkey])


def test_a_log_key_does_not_cosign(note, log):
    with pytest.raises(NoteInvalid, match="keygen --witness"):
        cosign(note, log, 7)


def test_a_key_has_one_line_and_it_is_the_last(note, witness):
    lines = [cosign(note, witness, when) for when in (7, 8, 9)]
    once = with_signatures(note, [lines[0], lines[0], lines[1]])
    assert once == note + lines[1]
    assert with_signatures(once, [lines[2]]) == note + lines[2]
