import json

import pytest
from unit.cli.running import enforcecore

from enforcecore_core import AuditTrail
from enforcecore_core.audit.payloads import SubjectKeys, open_payloads
from enforcecore_core.audit.signing import generate_key, load_signer
from enforcecore_core.cli import main
from enforcecore_core.settings import payload_keys

TOOLS = "  look: allow"


@pytest.fixture
def trail(enforcer_for, settings):
    with enforcer_for(TOOLS, audit_payloads=True) as enforcer:
        enforcer.call("look", lambda q: f"found {q}\x1b", {"q": "shoes"}, principal="ann")
        enforcer.call("look", lambda q: "x", {"q": "boots"}, principal="bob")
    return settings.audit_path


@pytest.fixture
def ask(capsys):
    def ask(*words):
        code = main(list(map(str, words)))
        out, err = capsys.readouterr()
        return code, out, err

    return ask


def test_a_subject_is_erased_and_the_trail_verifies(trail, ask):
    code, out, _ = ask("verify", trail, "--payloads")
    assert "    payloads    4 as recorded, 0 erased, 0 left out\n" in out
    code, out, err = ask("erase", "ann", "--trail", trail)
    assert (code, out) == (0, "erased 2 payloads of ann\n")
    assert "Backups" in err
    code, out, _ = ask("verify", trail, "--payloads")
    assert code == 0
    assert "    payloads    2 as recorded, 2 erased, 0 left out\n" in out
    assert json.loads(ask("verify", trail, "--payloads", "--json")[1])["payloads"] == {
        "kept": 2,
        "erased": 2,
        "erasing": 0,
        "omitted": 0,
    }


def test_an_erasure_that_is_not_finished_is_incomplete(trail, ask, settings):
    keys = SubjectKeys.existing(payload_keys(settings))
    pseudonym = keys.pseudonym("ann")
    key = keys.current(pseudonym)
    keys.begin_erasure(key, {"subject": pseudonym, "key": key, "count": 2})
    keys.destroy(pseudonym, key)
    code, out, _ = ask("verify", trail, "--payloads")
    assert code == 3
    assert "    erasing     2: run" in out
    assert ask("erase", "ann", "--trail", trail)[:2] == (0, "erased 2 payloads of ann\n")
    assert ask("verify", trail, "--payloads")[0] == 0


def test_nothing_is_kept_of_somebody_unknown(trail, ask):
    assert ask("erase", "carol\x1b", "--trail", trail)[:2] == (1, "nothing is kept of carol\\x1b\n")
    ask("erase", "ann", "--trail", trail)
    assert ask("erase", "ann", "--trail", trail)[0] == 1


def test_a_dry_run_destroys_nothing(trail, ask):
    before = (trail / "entries" / "000000000000.jsonl").read_bytes()
    said = ask("erase", "ann", "--trail", trail, "--dry-run")
    assert said == (0, "would erase 2 payloads of ann\n", "")
    assert (trail / "entries" / "000000000000.jsonl").read_bytes() == before
    assert ask("show", trail, "1", "--payload")[1].count("shoes") == 2


def test_an_entry_is_shown_with_what_is_kept_of_it_escaped(trail, ask):
    code, out, _ = ask("show", trail, "1", "--payload")
    assert code == 0
    assert out.endswith('arguments\n  {\n    "q": "shoes"\n  }\n\nresult\n  "found shoes\\u001b"\n')
    answer = json.loads(ask("show", trail, "1", "--payload", "--json")[1])
    assert answer["payload"] == {"arguments": {"q": "shoes"}, "result": "found shoes\x1b"}


def test_an_erased_entry_says_so(trail, ask):
    ask("erase", "ann", "--trail", trail)
    gone = '  "gone: it was erased, or its key is not here"\n'
    said = ask("show", trail, "1", "--payload")[1]
    assert said.endswith(f"arguments\n{gone}\nresult\n{gone}")


def test_a_payload_that_is_missing_is_a_no(trail, ask):
    for file in trail.rglob("payloads/*/*"):
        file.unlink()
    code, out, _ = ask("verify", trail, "--payloads")
    assert code == 1
    assert out.count("PAYLOAD_MISSING") == 2
    assert ask("verify", trail)[0] == 0


def test_without_the_keys_it_cannot_be_asked(trail, ask, settings, tmp_path):
    payload_keys(settings).rename(tmp_path / "elsewhere")
    for words in (["show", trail, "1", "--payload"], ["verify", trail, "--payloads"]):
        assert ask(*words)[0] == 2
    assert ask("erase", "ann", "--trail", trail)[0] == 2
    moved = ["--payload-keys", tmp_path / "elsewhere"]
    assert ask("verify", trail, "--payloads", *moved)[0] == 0
    assert ask("erase", "ann", "--trail", trail, *moved)[0] == 0


def test_the_keys_can_be_named_in_the_environment(trail, settings, tmp_path):
    payload_keys(settings).rename(tmp_path / "elsewhere")
    keys = str(tmp_path / "elsewhere")
    done = enforcecore("erase", "ann", "--trail", trail, ENFORCECORE_AUDIT_PAYLOAD_KEYS=keys)
    assert (done.returncode, done.stdout) == (0, b"erased 2 payloads of ann\n")


def test_payloads_are_shown_of_one_entry_alone(trail, ask):
    assert ask("show", trail, "--payload")[0] == 2


@pytest.fixture
def signed(tmp_path):
    """A signed trail with payloads of two people, and the verifier key of it."""
    vkey = generate_key(tmp_path / "log.key", "shop")
    with AuditTrail.open(tmp_path / "signed", signer=load_signer(tmp_path / "log.key")) as trail:
        payloads = open_payloads(trail.path, tmp_path / "signed.keys")
        for who in ("ann", "bob", "ann"):
            kept = payloads.keep(who, {"arguments": {"q": who}})
            trail.decided({"tool": "look", "effect": "block", "payload": kept})
    return str(vkey)


def test_after_an_erasure_a_signed_trail_and_all_earlier_evidence_hold(signed, tmp_path, ask):
    trail, key = tmp_path / "signed", ("--key", signed)
    assert ask("proof", trail, "1", "--out", tmp_path / "proof")[0] == 0
    (tmp_path / "old").write_bytes((trail / "checkpoint").read_bytes())
    assert ask("verify", trail, *key, "--state", tmp_path / "state")[0] == 0
    refused = enforcecore("erase", "ann", "--trail", trail)
    assert (refused.returncode, refused.stdout) == (2, b"")
    environment = {"ENFORCECORE_SIGNING_KEY": str(tmp_path / "log.key")}
    done = enforcecore("erase", "ann", "--trail", trail, **environment)
    assert (done.returncode, done.stdout) == (0, b"erased 2 payloads of ann\n")
    code, out, _ = ask("verify", trail, *key, "--state", tmp_path / "state", "--payloads")
    assert (code, out.split()[:2]) == (0, ["OK", "remembered"])
    assert "    payloads    1 as recorded, 2 erased, 0 left out\n" in out
    assert ask("verify", trail, *key, "--expected", tmp_path / "old")[0] == 0
    assert ask("proof", "--check", tmp_path / "proof", *key)[0] == 0
    assert ask("proof", trail, "--old", tmp_path / "old", "--out", tmp_path / "continued")[0] == 0
    assert ask("proof", "--check", tmp_path / "continued", "--old", tmp_path / "old", *key)[0] == 0


def test_a_signed_trail_that_cannot_be_written_keeps_its_payloads(signed, tmp_path, ask):
    enforcecore("erase", "ann", "--trail", tmp_path / "signed")
    _, out, _ = ask("verify", tmp_path / "signed", "--key", signed, "--payloads")
    assert "    payloads    3 as recorded, 0 erased, 0 left out\n" in out
