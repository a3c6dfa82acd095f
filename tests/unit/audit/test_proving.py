"""Proofs of a real trail hold without it, whatever was pruned, and only for what it says."""

from __future__ import annotations

import pytest

from enforcecore_core.audit import AuditTrail
from enforcecore_core.audit.checkpoints import Checkpoint
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.leaves import Leaves
from enforcecore_core.audit.notes import signed, text_of
from enforcecore_core.audit.proofs import ProofInvalid, check_entry, parse_proofs
from enforcecore_core.audit.proving import prove_continuation, prove_entry
from enforcecore_core.audit.signing import generate_key, load_signer
from enforcecore_core.audit.tree import GrowingTree
from enforcecore_core.audit.tree_proofs import ProofUnavailable


@pytest.fixture
def signer(tmp_path):
    generate_key(tmp_path / "key", "log.example/a")
    return load_signer(tmp_path / "key")


@pytest.fixture
def path(tmp_path):
    """A trail of many small segments: 40 calls, of which each third is blocked."""
    with AuditTrail.open(tmp_path / "trail", segment_size=3000) as trail:
        for number in range(40):
            effect = "allow" if number % 3 else "block"
            seq = trail.decided({"tool": "t", "call_id": f"call-{number}", "effect": effect})
            if effect == "allow":
                trail.ended(seq, {"status": "returned"})
    return tmp_path / "trail"


def publish(path, signer, size=None, name="checkpoint"):
    """Sign the first records of the trail, or all, and leave the note beside them."""
    trail = Leaves(TrailDirectory(path))
    tree = GrowingTree(trail.first().frontier)
    for leaf in trail.leaves(trail.first()):
        if tree.size != size:
            tree.append(leaf)
    checkpoint = Checkpoint("log.example/a", tree.size, tree.root())
    (path / name).write_text(signed(checkpoint.text(), [signer]), encoding="utf-8")
    return checkpoint


def kinds(proof, signer):
    proved = check_entry(parse_proofs(proof.text()), [signer.vkey])
    return [(one.record.seq, one.record.body["kind"]) for one in proved]


def records(path):
    trail = Leaves(TrailDirectory(path))
    return list(trail.lines(trail.first()))


def segments(path):
    return sorted((path / "entries").iterdir())


def test_every_record_is_proved_with_those_of_its_call(path, signer):
    publish(path, signer)
    assert len(segments(path)) > 3
    proved = set()
    for seq, line in records(path):
        found = kinds(prove_entry(path, seq), signer)
        assert seq in dict(found)
        assert ("decision" in dict(found).values()) == (b'"call_id"' in line or b'"ref"' in line)
        proved.update(found)
    assert sum(kind == "decision" for _, kind in proved) == 40
    assert sum(kind == "outcome" for _, kind in proved) == 26


def test_a_call_is_found_by_its_id(path, signer):
    publish(path, signer)
    proof = prove_entry(path, "call-31")
    assert [kind for _, kind in kinds(proof, signer)] == ["decision", "outcome"]
    assert not proof.is_open
    assert b'"call-31"' in proof.proofs[0].line


def test_a_call_is_found_by_an_id_of_any_letters(tmp_path, signer):
    odd = 'a "b" \\ \u00e9 \U0001f600\n'
    with AuditTrail.open(tmp_path / "odd") as trail:
        trail.decided({"call_id": odd, "effect": "block"})
    publish(tmp_path / "odd", signer)
    assert prove_entry(tmp_path / "odd", odd).proofs[0].index == 1


def test_proofs_are_the_same_after_pruning(path, signer):
    publish(path, signer)
    before = {seq: prove_entry(path, seq) for seq, _ in records(path)}
    kept = int(segments(path)[2].stem)
    for segment in segments(path)[:2]:
        segment.unlink()
    for seq, _ in records(path):
        decision = before[seq].proofs[0].index
        if decision >= kept:
            assert prove_entry(path, seq) == before[seq]
    with pytest.raises(ProofUnavailable, match=f"Record {kept - 1} is pruned"):
        prove_entry(path, kept - 1)


def test_an_outcome_that_is_not_signed_yet_is_left_out(path, signer):
    call = prove_after(path, signer, "call-31")
    publish(path, signer, size=call.proofs[1].index)
    proof = prove_entry(path, "call-31")
    assert proof.is_open
    assert [kind for _, kind in kinds(proof, signer)] == ["decision"]


def prove_after(path, signer, call):
    publish(path, signer)
    return prove_entry(path, call)


def test_what_is_witnessed_is_proved_rather_than_what_is_published(path, signer):
    publish(path, signer, size=30, name="witnessed")
    publish(path, signer)
    assert Checkpoint.parse(text_of(prove_entry(path, 3).proofs[0].checkpoint)).size == 30
    assert Checkpoint.parse(text_of(prove_entry(path, 35).proofs[0].checkpoint)).size > 35


def test_what_no_checkpoint_covers_is_not_proved(path, signer):
    with pytest.raises(ProofUnavailable, match="No checkpoint covers record 0 yet"):
        prove_entry(path, 0)
    publish(path, signer, size=10)
    with pytest.raises(ProofUnavailable, match="No checkpoint covers"):
        prove_entry(path, 50)


def test_what_is_not_there_is_not_proved(path, signer, tmp_path):
    publish(path, signer)
    with pytest.raises(ProofUnavailable, match="has no record 999"):
        prove_entry(path, 999)
    with pytest.raises(ProofUnavailable, match="has no call 'call-'"):
        prove_entry(path, "call-")
    with pytest.raises(AuditFault, match="holds no trail"):
        prove_entry(tmp_path / "none", 0)


def test_a_changed_trail_yields_no_proof(path, signer):
    publish(path, signer)
    middle = segments(path)[1]
    middle.write_bytes(middle.read_bytes().replace(b'"effect":"block"', b'"effect":"allow"', 1))
    with pytest.raises(ProofInvalid, match="do not fit the checkpoint"):
        prove_entry(path, int(middle.stem) + 1)


def test_a_newer_checkpoint_continues_an_older_one(path, signer):
    newest = publish(path, signer)
    for size in range(1, newest.size + 1):
        old = publish(path, signer, size=size)
        publish(path, signer)
        assert prove_continuation(path, old).check(old, [signer.vkey]) == newest


def test_a_checkpoint_of_another_history_is_not_continued(path, signer):
    newest = publish(path, signer)
    with pytest.raises(ProofInvalid, match="is not the beginning"):
        prove_continuation(path, Checkpoint(newest.origin, 10, bytes(32)))
    with pytest.raises(ProofInvalid, match="different logs"):
        prove_continuation(path, Checkpoint("log.example/b", 10, bytes(32)))
    with pytest.raises(ProofUnavailable, match="no checkpoint of"):
        prove_continuation(path, Checkpoint(newest.origin, newest.size + 1, bytes(32)))
