"""A proof is a text that shows what it says, or is refused."""

from __future__ import annotations

import json

import pytest

from enforcecore_core.audit.base64text import encoded
from enforcecore_core.audit.checkpoints import Checkpoint
from enforcecore_core.audit.notes import NoteInvalid, signed
from enforcecore_core.audit.proofs import (
    ConsistencyProof,
    ProofInvalid,
    TlogProof,
    check_entry,
    parse_proofs,
)
from enforcecore_core.audit.signing import generate_key, generate_witness_key, load_signer
from enforcecore_core.audit.tree import EMPTY, GrowingTree, leaf_hash
from enforcecore_core.audit.tree_proofs import consistency_proof, inclusion_proof
from enforcecore_core.errors import ConfigurationError

ORIGIN = "log.example/a"
BODIES = [
    {"kind": "open"},
    {"kind": "decision", "effect": "allow"},
    {"kind": "outcome", "ref": 1},
    {"kind": "decision", "effect": "block"},
    {"kind": "outcome", "ref": 7},
]


def record(seq, body):
    return json.dumps(
        {"body": body, "prev": "00" * 32, "seq": seq, "v": 1},
        sort_keys=True,
        separators=(",", ":"),
    ).encode()


LINES = [record(seq, body) for seq, body in enumerate(BODIES)]
LEAVES = [leaf_hash(line) for line in LINES]


@pytest.fixture
def signer(tmp_path):
    generate_key(tmp_path / "key", ORIGIN)
    return load_signer(tmp_path / "key")


def checkpoint(size=5, leaves=LEAVES, origin=ORIGIN):
    tree = GrowingTree()
    for leaf in leaves[:size]:
        tree.append(leaf)
    return Checkpoint(origin, size, tree.root())


@pytest.fixture
def note(signer):
    return signed(checkpoint().text(), [signer])


@pytest.fixture
def proof_of(note):
    def proof(index, lines=LINES):
        hashes = inclusion_proof(EMPTY, LEAVES, index, 5)
        return TlogProof(lines[index], index, tuple(hashes), note)

    return proof


def test_a_proof_is_read_as_it_was_written(proof_of, signer):
    proof = proof_of(1)
    assert TlogProof.parse(proof.text()) == proof
    proved = proof.check([signer.vkey])
    assert (proved.record.seq, proved.line, proved.signers) == (1, LINES[1], (signer.vkey,))
    assert proved.checkpoint == checkpoint()


def test_the_text_is_that_of_the_specification(proof_of, note):
    lines = proof_of(4).text().split("\n")
    assert lines[:3] == ["c2sp.org/tlog-proof@v1", f"extra {encoded(LINES[4])}", "index 4"]
    assert lines[4] == ""
    assert "\n".join(lines[5:]) == note


def test_the_proofs_of_a_call_stand_in_one_text(proof_of, signer):
    proofs = parse_proofs(proof_of(1).text() + proof_of(2).text())
    kinds = [one.record.body["kind"] for one in check_entry(proofs, [signer.vkey])]
    assert kinds == ["decision", "outcome"]


@pytest.mark.parametrize("indices", [(1, 4), (2, 1), (0, 2), (3, 2), (1, 2, 2), (1, 1)])
def test_records_of_different_calls_are_no_evidence_of_one(proof_of, signer, indices):
    with pytest.raises(ProofInvalid, match="of one call"):
        check_entry([proof_of(index) for index in indices], [signer.vkey])


def test_records_of_different_logs_are_no_evidence_of_one_call(proof_of, signer):
    other = signed(checkpoint(origin="log.example/b").text(), [signer])
    outcome = TlogProof(LINES[2], 2, proof_of(2).hashes, other)
    with pytest.raises(ProofInvalid, match="of one call"):
        check_entry([proof_of(1), outcome], [signer.vkey])


def test_another_line_is_not_proved(proof_of, signer):
    forged = [line.replace(b"block", b"allow") for line in LINES]
    with pytest.raises(ProofInvalid, match="does not lead from leaf 3"):
        proof_of(3, forged).check([signer.vkey])


def test_a_proof_is_worth_nothing_without_the_key(proof_of, tmp_path):
    stranger = generate_key(tmp_path / "stranger", ORIGIN)
    with pytest.raises(NoteInvalid):
        proof_of(1).check([stranger])
    with pytest.raises(NoteInvalid):
        proof_of(1).check([])


def test_a_witness_does_not_vouch_for_a_log(proof_of, continuation, tmp_path):
    witness = generate_witness_key(tmp_path / "witness")
    with pytest.raises(ConfigurationError, match="is that of a witness"):
        proof_of(1).check([witness])
    with pytest.raises(ConfigurationError, match="is that of a witness"):
        continuation.check(checkpoint(3), [witness])


def test_what_is_proved_must_be_the_record_that_it_says(signer):
    wrong = [b"no record", record(0, {})]
    leaves = [leaf_hash(line) for line in wrong]
    note = signed(checkpoint(2, leaves).text(), [signer])
    for index, said in enumerate(["is no record", "Record 1 calls itself 0"]):
        hashes = tuple(inclusion_proof(EMPTY, leaves, index, 2))
        with pytest.raises(ProofInvalid, match=said):
            TlogProof(wrong[index], index, hashes, note).check([signer.vkey])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("@v1", "@v2", id="another version"),
        pytest.param("extra ", "extra: ", id="another word"),
        pytest.param("index 1", "index 01", id="leading zero"),
        pytest.param("index 1", "index -1", id="negative"),
        pytest.param("index 1\n", "", id="no index"),
        pytest.param("\n\n", "\n", id="no blank line"),
        pytest.param("index 1\n", "index 1\nAAAA\n", id="short hash"),
        pytest.param("index 1\n", "index 1\n?\n", id="no base64"),
        pytest.param("index 1\n", "index 1\n" + ("A" * 43 + "=\n") * 64, id="too many hashes"),
    ],
)
def test_what_is_no_proof_is_refused(proof_of, old, new):
    with pytest.raises(ProofInvalid):
        TlogProof.parse(proof_of(1).text().replace(old, new, 1))


@pytest.mark.parametrize("text", ["", "text", "before\nc2sp.org/tlog-proof@v1\n"])
def test_a_text_without_proofs_is_refused(text):
    with pytest.raises(ProofInvalid):
        parse_proofs(text)


@pytest.fixture
def continuation(note):
    return ConsistencyProof(3, tuple(consistency_proof(EMPTY, LEAVES, 3, 5)), note)


def test_a_checkpoint_continues_an_older_one(continuation, signer):
    read = ConsistencyProof.parse(continuation.text())
    assert read == continuation
    assert read.check(checkpoint(3), [signer.vkey]) == checkpoint()


def test_a_checkpoint_of_other_records_is_not_continued(continuation, signer):
    rewritten = checkpoint(3, [leaf_hash(b"rewritten"), *LEAVES[1:]])
    with pytest.raises(ProofInvalid, match="is not the beginning"):
        continuation.check(rewritten, [signer.vkey])


def test_a_continuation_is_of_one_log_and_from_one_size(continuation, signer):
    with pytest.raises(ProofInvalid, match="different logs"):
        continuation.check(checkpoint(3, origin="log.example/b"), [signer.vkey])
    with pytest.raises(ProofInvalid, match="starts at 3 records instead of 2"):
        continuation.check(checkpoint(2), [signer.vkey])
    with pytest.raises(NoteInvalid):
        continuation.check(checkpoint(3), [])


@pytest.mark.parametrize("text", ["", "old 3\n", "new 3\n\nx", "old 3\nAAAA\n\nx"])
def test_what_is_no_continuation_is_refused(text):
    with pytest.raises(ProofInvalid):
        ConsistencyProof.parse(text)
