"""A witness cosigns what continues the log it saw, and nothing else."""

from __future__ import annotations

import threading
from hashlib import sha256

import pytest
from unit.audit.witnesses.growing_log import NOW, ORIGIN, GrowingLog, keys_in, witness_of

from enforcecore_core.audit.checkpoints import Checkpoint
from enforcecore_core.audit.cosignatures import cosignatures
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.notes import open_note, signed
from enforcecore_core.audit.proofs import ConsistencyProof
from enforcecore_core.audit.signing import generate_key, load_signer
from enforcecore_core.audit.witnesses.witness import SIZE, Refused
from enforcecore_core.errors import ConfigurationError


@pytest.fixture
def signers(tmp_path):
    return keys_in(tmp_path)


@pytest.fixture
def log(signers):
    log = GrowingLog(signers[0])
    log.grow(5)
    return log


@pytest.fixture
def witness(signers, tmp_path):
    return witness_of(signers[1], signers[0], tmp_path / "state")


def ask(witness, old, note, proof=()):
    return witness.add_checkpoint(ConsistencyProof(old, tuple(proof), note).text().encode())


def refusal(witness, *request):
    with pytest.raises(Refused) as caught:
        ask(witness, *request)
    return caught.value


def test_the_first_checkpoint_is_cosigned_with_its_time(witness, signers, log):
    line = ask(witness, 0, log.note())
    found = cosignatures(log.note() + line, [signers[1].vkey])
    assert [(one.key, one.time) for one in found] == [(signers[1].vkey, NOW)]
    assert (
        open_note(log.note() + line, [signers[0].vkey]).text == log.note().split("\n\n")[0] + "\n"
    )


def test_a_checkpoint_that_continues_the_last_one_is_cosigned(witness, log):
    ask(witness, 0, log.note())
    log.grow(4)
    assert ask(witness, 5, log.note(), log.prove(5))
    assert ask(witness, 9, log.note()), "the same one again"


def test_an_unknown_log_is_refused(witness, signers):
    other = GrowingLog(signers[0], [b""], origin="log.example/b")
    assert refusal(witness, 0, other.note()).status == 404


def test_a_checkpoint_by_another_key_is_refused(witness, tmp_path):
    generate_key(tmp_path / "thief", ORIGIN)
    forged = GrowingLog(load_signer(tmp_path / "thief"), [b""])
    found = refusal(witness, 0, forged.note())
    assert (found.status, found.alarming, found.origin) == (403, True, ORIGIN)


def test_a_checkpoint_with_a_spoilt_signature_is_refused(witness, signers, log):
    spoilt = log.note() + log.note(3).rpartition("\n\n")[2]
    assert refusal(witness, 0, spoilt).status == 403


def test_an_old_size_beyond_the_new_one_is_refused(witness, log):
    assert refusal(witness, 6, log.note()).status == 400


def test_a_wrong_old_size_is_answered_with_the_right_one(witness, log):
    ask(witness, 0, log.note())
    log.grow(1)
    found = refusal(witness, 0, log.note())
    assert (found.status, found.body, found.media_type) == (409, "5\n", SIZE)
    assert not found.alarming


def test_a_log_that_was_rolled_back_is_refused(witness, log):
    ask(witness, 0, log.note())
    found = refusal(witness, 3, log.note(4), log.prove(3, 4))
    assert (found.status, found.body) == (409, "5\n")


def test_a_rewritten_log_is_refused(witness, signers, log):
    ask(witness, 0, log.note())
    other = GrowingLog(signers[0], [b"rewritten"])
    other.grow(6)
    found = refusal(witness, 5, other.note(), other.prove(5))
    assert (found.status, found.alarming) == (422, True)
    same_size = GrowingLog(signers[0], [b"rewritten"])
    same_size.grow(4)
    assert refusal(witness, 5, same_size.note()).status == 422
    assert ask(witness, 5, log.note()), "the witness still knows the true one"


def test_a_proof_that_proves_nothing_is_refused(witness, log):
    assert refusal(witness, 0, log.note(), log.leaves[:1]).status == 422
    ask(witness, 0, log.note())
    log.grow(4)
    proof = log.prove(5)
    for wrong in (proof[:-1], [*proof, proof[0]], proof[::-1], []):
        assert refusal(witness, 5, log.note(), wrong).status == 422


def test_an_empty_log_has_the_empty_root(witness, signers):
    wrong = signed(Checkpoint(ORIGIN, 0, bytes(32)).text(), [signers[0]])
    assert refusal(witness, 0, wrong).status == 422
    assert ask(witness, 0, GrowingLog(signers[0]).note())


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\xff", id="not text"),
        pytest.param(b"old x\n\n{note}", id="no number"),
        pytest.param(b"old 00\n\n{note}", id="leading zero"),
        pytest.param(b"old 0\nAAAA\n\n{note}", id="short hash"),
        pytest.param(b"old 0\n" + b"A" * 43 + b"=\n" * 64 + b"\n{note}", id="broken lines"),
        pytest.param(b"old 0\n" + (b"A" * 43 + b"=\n") * 64 + b"\n{note}", id="too many hashes"),
        pytest.param(b"old 0\n{note}", id="no blank line"),
        pytest.param(b"old 0\n\nno note", id="no note"),
    ],
)
def test_what_is_no_request_is_refused(witness, log, request_):
    with pytest.raises(Refused) as caught:
        witness.add_checkpoint(request_.replace(b"{note}", log.note().encode()))
    assert caught.value.status == 400


def test_a_witness_remembers_after_a_restart(witness, signers, log, tmp_path):
    ask(witness, 0, log.note())
    again = witness_of(signers[1], signers[0], tmp_path / "state")
    assert refusal(again, 0, log.note()).body == "5\n"


def test_a_witness_that_lost_its_memory_signs_nothing(witness, log, tmp_path):
    ask(witness, 0, log.note())
    (file,) = (tmp_path / "state").glob("*.note")
    for damage in (b"", b"\xff", log.note().encode(), file.read_bytes()[:-9] + b"AAAAAAA=\n"):
        file.write_bytes(damage)
        with pytest.raises(AuditFault, match="not what this witness wrote"):
            ask(witness, 0, log.note())


def test_only_signatures_that_were_checked_are_kept(witness, signers, log):
    ask(witness, 0, log.note() + "\u2014 stranger AAAAAAA=\n")
    kept = witness.newest(sha256(ORIGIN.encode()).hexdigest())
    assert "stranger" not in kept
    assert cosignatures(kept, [signers[1].vkey])


def test_of_two_checkpoints_at_once_only_one_follows_the_last(witness, signers, log):
    ask(witness, 0, log.note())
    forks = [GrowingLog(signers[0]) for _ in range(8)]
    for number, fork in enumerate(forks):
        fork.grow(5)
        fork.leaves.append(bytes([number]) * 32)
    start = threading.Barrier(len(forks))
    answers = []

    def submit(fork):
        start.wait()
        try:
            answers.append(ask(witness, 5, fork.note(), fork.prove(5)))
        except Refused as refused:
            answers.append(refused.status)

    threads = [threading.Thread(target=submit, args=(fork,)) for fork in forks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == len(forks)
    assert answers.count(409) == len(forks) - 1


def test_a_witness_does_not_vouch_for_a_log(signers, tmp_path):
    with pytest.raises(ConfigurationError, match="is that of a witness"):
        witness_of(signers[1], signers[1], tmp_path / "state")


def test_a_log_key_is_no_witness_key(signers, tmp_path):
    with pytest.raises(ConfigurationError, match="keygen --witness"):
        witness_of(signers[0], signers[0], tmp_path / "state")
