"""`enforcecore proof` makes evidence of a trail, and checks it without one."""

from __future__ import annotations

import pytest
from unit.audit.test_proving import publish

from enforcecore_core.audit import AuditTrail
from enforcecore_core.audit.cosignatures import cosign
from enforcecore_core.audit.signing import generate_key, generate_witness_key, load_signer
from enforcecore_core.cli import main


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A trail of three calls with a checkpoint, keys, and nothing else."""
    monkeypatch.chdir(tmp_path)
    generate_key("key", "log.example/a")
    generate_witness_key("witness", "witness.example")
    with AuditTrail.open("trail") as trail:
        for call in ("first", "second"):
            seq = trail.decided({"tool": "refund", "call_id": call, "effect": "allow"})
            trail.ended(seq, {"status": "returned"})
        trail.decided({"tool": "drop", "call_id": "third", "effect": "block"})
    publish(tmp_path / "trail", load_signer("key"))
    return tmp_path


def asked(capsys, *words):
    """The exit code, and both outputs."""
    code = main(["proof", *words])
    return code, *capsys.readouterr()


def test_a_proof_is_made_and_checked(here, capsys):
    assert asked(capsys, "trail", "second", "--out", "p") == (0, "", "wrote p\n")
    code, out, err = asked(capsys, "--check", "p", "--key", "key.pub")
    assert (code, err) == (0, "")
    assert out.startswith("OK  proved\n")
    assert "record 3    decision  tool refund  effect allow  call_id second  ts " in out
    assert "record 4    outcome  ref 3  status returned  ts " in out
    assert "signed      by log.example/a: 7 records of log.example/a" in out


def test_a_proof_goes_to_standard_output_without_a_file(here, capsys):
    code, out, _ = asked(capsys, "trail", "5")
    assert code == 0
    assert out.startswith("c2sp.org/tlog-proof@v1\nextra ")
    (here / "p").write_text(out, encoding="utf-8")
    assert asked(capsys, "--check", "p", "--key", "key.pub")[0] == 0


def test_a_changed_proof_is_invalid(here, capsys):
    text = asked(capsys, "trail", "third")[1]
    (here / "p").write_text(text.replace("index 5", "index 4"), encoding="utf-8")
    code, out, _ = asked(capsys, "--check", "p", "--key", "key.pub")
    assert (code, out) == (1, "INVALID  The proof does not lead from leaf 4 to the root.\n")


def test_a_proof_by_another_key_is_invalid(here, capsys):
    asked(capsys, "trail", "third", "--out", "p")
    generate_key("other", "log.example/a")
    code, out, _ = asked(capsys, "--check", "p", "--key", "other.pub")
    assert (code, out) == (1, "INVALID  None of the keys signed the note.\n")


def test_half_of_a_call_is_half_a_proof(here, capsys):
    publish(here / "trail", load_signer("key"), size=4)
    code, _, err = asked(capsys, "trail", "second", "--out", "p")
    assert (code, "no outcome that is signed yet" in err) == (3, True)
    code, out, _ = asked(capsys, "--check", "p", "--key", "key.pub")
    assert (code, out.splitlines()[0]) == (3, "PARTIAL  what is here is proved")
    assert "missing     the outcome is no part of this proof" in out


def test_a_witness_is_shown_or_missed(here, capsys):
    wanted = ["--check", "p", "--key", "key.pub", "--witness", "witness.pub"]
    asked(capsys, "trail", "third", "--out", "p")
    assert asked(capsys, *wanted)[0] == 3
    with (here / "trail" / "checkpoint").open("r+", encoding="utf-8") as file:
        file.write(cosign(file.read(), load_signer("witness"), 1_800_000_000))
    asked(capsys, "trail", "third", "--out", "p")
    code, out, _ = asked(capsys, *wanted)
    assert code == 0
    assert "witnessed   by witness.example at 2027-01-15T08:00:00+00:00" in out


def test_a_newer_checkpoint_continues_one_that_was_kept(here, capsys):
    kept = here / "trail" / "checkpoint"
    publish(here / "trail", load_signer("key"), size=3)
    kept.rename("kept")
    publish(here / "trail", load_signer("key"))
    assert asked(capsys, "trail", "--old", "kept", "--out", "p")[0] == 0
    code, out, _ = asked(capsys, "--check", "p", "--old", "kept", "--key", "key.pub")
    assert code == 0
    assert "continues   the first 3 records are those of the old checkpoint" in out
    assert "signed      by log.example/a: 7 records of log.example/a" in out


def test_a_checkpoint_that_was_taken_back_is_told(here, capsys):
    (here / "kept").write_bytes((here / "trail" / "checkpoint").read_bytes())
    publish(here / "trail", load_signer("key"), size=3)
    assert asked(capsys, "trail", "--old", "kept")[0] == 2
    (here / "p").write_text(f"old 3\n\n{(here / 'kept').read_text('utf-8')}", encoding="utf-8")
    assert asked(capsys, "--check", "p", "--old", "kept", "--key", "key.pub")[0] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param([], "what is to be proved?", id="nothing"),
        pytest.param(["trail"], "what is to be proved?", id="no record"),
        pytest.param(["trail", "1", "--old", "key"], "what is to be proved?", id="two questions"),
        pytest.param(["trail", "99"], "The trail has no record 99.", id="no such record"),
        pytest.param(["trail", "call"], "The trail has no call 'call'.", id="no such call"),
        pytest.param(["none", "1"], "holds no trail", id="no trail"),
        pytest.param(["--check", "p"], "against a key", id="no key"),
        pytest.param(["--check", "p", "--key", "key"], "is a private key", id="private key"),
        pytest.param(["--check", "p", "--key", "key.pub"], "p: No such file", id="no proof"),
        pytest.param(["trail", "--check", "p"], "without a trail", id="trail and proof"),
        pytest.param(["trail", "--old", "key"], "key is no checkpoint", id="no checkpoint"),
    ],
)
def test_what_cannot_be_asked_is_an_error(here, capsys, words, said):
    code, out, err = asked(capsys, *words)
    assert (code, out) == (2, "")
    assert said in err
