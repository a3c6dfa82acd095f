"""Notes are those of C2SP: others read ours, and what is no note is refused."""

from __future__ import annotations

import pytest

from enforcecore_core.audit.keys import COSIGNATURE, ED25519, VerifierKey
from enforcecore_core.audit.notes import NoteInvalid, open_note, signature_lines, signed, text_of
from enforcecore_core.audit.signing import generate_key, generate_witness_key, load_signer

# The example of Go's package golang.org/x/mod/sumdb/note.
NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ANSWER = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdng"
    "otpRZb6KE6RyyBwJnAM=\n"
)


@pytest.fixture
def signer(tmp_path):
    generate_key(tmp_path / "key", "log.example/a")
    return load_signer(tmp_path / "key")


@pytest.fixture
def stranger(tmp_path):
    generate_key(tmp_path / "stranger", "log.example/b")
    return load_signer(tmp_path / "stranger")


def test_a_note_of_another_implementation_is_opened():
    opened = open_note(ANSWER, [VerifierKey.parse(NEUMANN)])
    assert opened.text == ANSWER.rpartition("\n\n")[0] + "\n"
    assert str(opened.signatures[0].key) == NEUMANN
    # Only a witness says when.
    assert opened.signatures[0].time is None


def test_a_key_is_written_as_it_was_read():
    key = VerifierKey.parse(NEUMANN)
    assert (key.name, key.key_id, key.algorithm) == ("PeterNeumann", "c74f20a3", ED25519)
    assert str(key) == NEUMANN


@pytest.mark.parametrize(
    "vkey",
    [
        pytest.param("", id="nothing"),
        pytest.param("PeterNeumann", id="only a name"),
        pytest.param(NEUMANN.replace("c74", "C74"), id="key id in upper case"),
        pytest.param(NEUMANN.replace("c74f20a3", "c74f20a4"), id="another key id"),
        pytest.param(NEUMANN.replace("Peter", "Piter"), id="another name"),
        pytest.param(NEUMANN.replace("Peter", "Peter "), id="space in the name"),
        pytest.param(NEUMANN[:-4], id="short key"),
        pytest.param(NEUMANN + "\n", id="line feed"),
        pytest.param("a+00000000+", id="no material"),
        pytest.param("a+00000000+AAAA", id="unknown type"),
    ],
)
def test_what_is_no_verifier_key_is_refused(vkey):
    with pytest.raises(NoteInvalid):
        VerifierKey.parse(vkey)


def test_a_signed_note_is_opened_with_its_key(signer, stranger):
    note = signed("a\n\nb\n", [signer, stranger])
    opened = open_note(note, [signer.vkey])
    assert opened.text == text_of(note) == "a\n\nb\n"
    assert [one.key for one in opened.signatures] == [signer.vkey]
    assert [one.key for one in open_note(note, [stranger.vkey, signer.vkey]).signatures] == [
        signer.vkey,
        stranger.vkey,
    ]


def test_a_note_that_no_known_key_signed_is_refused(signer, stranger):
    note = signed("text\n", [stranger])
    with pytest.raises(NoteInvalid, match="None of the keys"):
        open_note(note, [signer.vkey])
    with pytest.raises(NoteInvalid, match="None of the keys"):
        open_note(note, [])


def test_a_bad_signature_by_a_known_key_spoils_the_note(signer, stranger):
    other = signed("other\n", [stranger]).rpartition("\n\n")[2]
    note = signed("text\n", [signer]) + other
    assert open_note(note, [signer.vkey]).text == "text\n"
    with pytest.raises(NoteInvalid, match=r"The signature by 'log.example/b' \([0-9a-f]{8}\)"):
        open_note(note, [signer.vkey, stranger.vkey])


def test_a_changed_text_is_refused(signer):
    note = signed("text\n", [signer])
    for changed in (note.replace("text", "test"), "more\n" + note, note.replace("\n", "\n\n", 1)):
        with pytest.raises(NoteInvalid):
            open_note(changed, [signer.vkey])


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda note: "", id="empty"),
        pytest.param(lambda note: note[:-1], id="no line feed at the end"),
        pytest.param(lambda note: note + "\n", id="blank line at the end"),
        pytest.param(lambda note: note + "no signature\n", id="a line that is no signature"),
        pytest.param(lambda note: note.replace("\n\n", "\n"), id="no blank line"),
        pytest.param(lambda note: note.replace("\u2014", "-"), id="hyphen"),
        pytest.param(lambda note: note.replace("text", "te\tt"), id="control character"),
        pytest.param(lambda note: note.replace("text", "te\ud800t"), id="lone surrogate"),
        pytest.param(lambda note: note.replace("=\n", "\n"), id="no padding"),
        pytest.param(lambda note: note + "\u2014 x AAAAAA==\n", id="only a key id"),
        pytest.param(lambda note: note + "\u2014 x+y AAAAAAA=\n", id="plus in a name"),
        pytest.param(lambda note: note + "\u2014 x AAAAAAA=\n" * 64, id="too many signatures"),
        pytest.param(lambda note: "a\n" * (1 << 19) + note, id="too long"),
    ],
)
def test_what_is_no_note_is_refused(signer, damage):
    with pytest.raises(NoteInvalid):
        open_note(damage(signed("text\n", [signer])), [signer.vkey])


def test_signatures_without_a_text_are_no_note(signer):
    note = signed("\n", [signer])
    assert open_note(note, [signer.vkey]).text == "\n"
    with pytest.raises(NoteInvalid, match="blank line"):
        open_note(note.removeprefix("\n\n"), [signer.vkey])


def test_sixteen_signatures_are_few(signer):
    note = signed("text\n", [signer]) + "\u2014 x AAAAAAA=\n" * 16
    assert open_note(note, [signer.vkey]).text == "text\n"
    assert signature_lines(note)[1] == ("x", "00000000", b"\0")


@pytest.mark.parametrize("text", ["", "no line feed", "control\r\n", "\ud800\n"])
def test_what_cannot_stand_in_a_note_is_not_signed(signer, text):
    with pytest.raises(NoteInvalid):
        signed(text, [signer])


def test_a_witness_key_signs_no_note_of_its_own(tmp_path):
    key = generate_witness_key(tmp_path / "witness")
    assert key.algorithm == COSIGNATURE
    with pytest.raises(NoteInvalid, match="witness"):
        signed("text\n", [load_signer(tmp_path / "witness")])


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\n", "a\u2003b", "a\x1f", "\ud800"])
def test_what_a_line_cannot_hold_names_no_key(name):
    with pytest.raises(NoteInvalid, match="name"):
        VerifierKey(name, 1, bytes(32))
