"""Texts that others send are read, or refused in one documented way, and nothing else happens."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from enforcecore_core.audit.checkpoints import Checkpoint
from enforcecore_core.audit.keys import COSIGNATURE, NoteInvalid, VerifierKey
from enforcecore_core.audit.notes import open_note, signature_line
from enforcecore_core.audit.proofs import ConsistencyProof, ProofInvalid, TlogProof, parse_proofs
from enforcecore_core.audit.witnesses.policies import parse_policy
from enforcecore_core.errors import ConfigurationError

KEY = VerifierKey("log.example/a", 1, b"k" * 32)
WITNESS = VerifierKey("witness.example", COSIGNATURE, b"w" * 32)
TEXT = Checkpoint("log.example/a", 21, b"r" * 32).text()
NOTE = f"{TEXT}\n" + signature_line(KEY, b"s" * 64) + signature_line(WITNESS, b"t" * 72)
PROOF = TlogProof(b"line", 3, (b"h" * 32,) * 3, NOTE).text()
CONTINUATION = ConsistencyProof(3, (b"h" * 32,) * 3, NOTE).text()
POLICY = f"log {KEY}\nwitness w {WITNESS} https://w.example\ngroup g 1 w\nquorum g\n"

pieces = st.one_of(
    st.text(max_size=4),
    st.sampled_from(["\n", "\n\n", "\u2014 ", "+", " ", "=", "0", "9" * 5000, "\ud800", "\x00"]),
)


@st.composite
def spliced(draw, text):
    """The text with a piece of it replaced, moved or repeated."""
    begin = draw(st.integers(0, len(text)))
    end = draw(st.integers(begin, min(len(text), begin + 80)))
    piece = draw(st.one_of(pieces, st.just(text[begin:end] * 2), st.just(text[:begin])))
    return text[:begin] + piece + text[end:]


@given(spliced(NOTE))
@settings(max_examples=300)
def test_a_note_is_opened_or_invalid(text):
    with suppress(NoteInvalid):
        opened = open_note(text, [KEY, WITNESS])
        raise AssertionError(opened)


@given(spliced(TEXT))
def test_a_checkpoint_is_read_and_written_or_invalid(text):
    with suppress(NoteInvalid):
        assert Checkpoint.parse(text).text() == text


@given(spliced(str(KEY)))
def test_a_key_is_read_and_written_or_invalid(text):
    with suppress(NoteInvalid):
        assert str(VerifierKey.parse(text)) == text


@given(spliced(PROOF))
@settings(max_examples=300)
def test_a_proof_is_read_and_written_or_invalid(text):
    with suppress(ProofInvalid):
        assert "".join(proof.text() for proof in parse_proofs(text)) == text


@given(spliced(CONTINUATION))
@settings(max_examples=300)
def test_a_continuation_is_read_and_written_or_invalid(text):
    with suppress(ProofInvalid):
        assert ConsistencyProof.parse(text).text() == text


@given(spliced(POLICY))
def test_a_policy_is_read_or_refused(text):
    with suppress(ConfigurationError):
        parse_policy(text, "policy")
