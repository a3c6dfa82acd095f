import json
import shutil
from dataclasses import fields
from pathlib import Path

import pytest
from unit.cli.running import PROGRAMS, enforcecore
from unit.cli.trails import Calls

from enforcecore_core import AuditTrail, Verification
from enforcecore_core.audit.cosignatures import cosign
from enforcecore_core.audit.signing import generate_key, generate_witness_key, load_signer
from enforcecore_core.cli import main

VECTORS = Path(__file__).parents[2] / "vectors"
SAMPLES = json.loads((VECTORS / "trails.json").read_text("utf-8"))
CODES = {"ok": 0, "invalid": 1, "partial": 3}


@pytest.fixture
def trail(tmp_path):
    calls = Calls(tmp_path / "trail")
    calls.ran()
    calls.blocked()
    calls.trail.close()
    return tmp_path / "trail"


@pytest.fixture
def verify(capsys):
    def ask(*words):
        code = main(["verify", *map(str, words)])
        out, err = capsys.readouterr()
        return code, out, err

    return ask


@pytest.fixture
def tampered(trail):
    segment = trail / "entries" / "000000000000.jsonl"
    lines = segment.read_bytes().splitlines(keepends=True)
    segment.write_bytes(b"".join(lines[:2] + lines[3:]))
    return trail


def test_a_whole_trail_is_a_yes_that_says_how_much_it_means(trail, verify):
    code, out, err = verify(trail)
    assert (code, err) == (0, "")
    first, *rows = out.splitlines()
    assert first == f"OK  unsigned  {trail}"
    assert "    records     5, each linked to the one before" in rows
    assert "    calls       2: 1 blocked, 0 indeterminate, 0 running" in rows


def test_a_changed_trail_is_a_no_with_every_finding(tampered, verify):
    code, out, err = verify(tampered)
    assert code == 1
    first, *rows = out.splitlines()
    assert first == f"FAIL  3 findings  {tampered}"
    assert [row.split()[0] for row in rows[::2]] == ["SEQ_GAP", "CHAIN_BREAK", "OPEN_CALL"]
    assert rows[:2] == [
        "  SEQ_GAP  record 2, entries/000000000000.jsonl:3",
        "      a record has the wrong number: the record calls itself 3",
    ]
    assert "Keep the files as they are" in err


def test_an_answer_in_json_has_everything(trail, verify):
    answer = json.loads(verify(trail, "--json")[1])
    assert answer["status"] == "ok"
    assert answer.keys() == {"format", "findings", *(one.name for one in fields(Verification))}


def test_findings_in_json_are_all_there(tampered, verify):
    code, out, _ = verify(tampered, "--json")
    answer = json.loads(out)
    assert (code, answer["status"]) == (1, "invalid")
    assert answer["findings"][0] == {
        "code": "SEQ_GAP",
        "seq": 2,
        "detail": "the record calls itself 3",
        "file": "entries/000000000000.jsonl",
        "line": 3,
        "meaning": "a record has the wrong number",
    }


def test_many_findings_are_cut_unless_all_are_asked_for(trail, verify):
    segment = trail / "entries" / "000000000000.jsonl"
    segment.write_bytes(segment.read_bytes() + b"x\n" * 50)
    _, out, err = verify(trail)
    _, whole, _ = verify(trail, "-v")
    assert len(out.splitlines()) == 41
    assert "more; -v shows them" in err
    assert len(whole.splitlines()) > 100


def test_what_does_not_exist_cannot_be_asked_about_and_what_is_no_trail_is_a_no(tmp_path, verify):
    assert verify(tmp_path / "none")[0] == 2
    code, out, _ = verify(tmp_path)
    assert code == 1
    assert "MISSING" in out


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_words_and_codes_are_the_same_with_and_without_rich(trail, tampered, program):
    done = enforcecore("verify", tampered, program=program)
    assert done.returncode == 1
    assert done.stdout.startswith(b"FAIL  3 findings")
    coloured = enforcecore("verify", tampered, program=program, FORCE_COLOR="1")
    assert coloured.returncode == 1
    assert b"\x1b" in coloured.stdout


@pytest.mark.parametrize("name", SAMPLES)
def test_the_exit_code_is_what_a_sample_trail_is(verify, name):
    keys = [word for key in SAMPLES[name]["keys"] for word in ("--key", key)]
    code, out, _ = verify(VECTORS / "trails" / name, *keys)
    status = SAMPLES[name]["status"]
    assert code == CODES[status]
    assert out.startswith({0: "OK  ", 1: "FAIL  ", 3: "PARTIAL  "}[code])
    assert all(character.isprintable() or character == "\n" for character in out)


SIGNED = VECTORS / "trails" / "good-signed"
KEY = SAMPLES["good-signed"]["keys"][0]


def test_a_signed_trail_says_what_is_signed(verify, tmp_path):
    (tmp_path / "key.pub").write_text(KEY + "\n")
    for key in (KEY, tmp_path / "key.pub"):
        code, out, _ = verify(SIGNED, "--key", key)
        assert code == 0
        assert out.startswith(f"OK  signed  {SIGNED}\n")
        assert "    signed      13 records, the newest " in out
        assert "    origin      vectors.example/trail\n" in out


def test_without_a_key_a_signed_trail_is_doubtful(verify):
    code, out, _ = verify(SIGNED)
    assert code == 3
    assert "    doubt       The trail is signed, and no key was given" in out


def test_a_key_that_is_none_cannot_be_asked_with(verify, tmp_path):
    for key in ("nonsense", tmp_path / "none.pub"):
        assert verify(SIGNED, "--key", key)[0] == 2


def test_what_was_seen_before_is_remembered(verify, tmp_path):
    state = tmp_path / "state"
    words = ("--key", KEY, "--state", state)
    shutil.copytree(SIGNED, tmp_path / "trail")
    assert verify(tmp_path / "trail", *words)[1].startswith("OK  signed")
    assert verify(tmp_path / "trail", *words)[1].startswith("OK  remembered")
    shutil.rmtree(tmp_path / "trail")
    code, out, _ = verify(tmp_path / "trail", *words)
    assert (code, "MISSING" in out) == (1, True)


def test_a_checkpoint_can_be_expected_by_text_and_by_file(verify, tmp_path):
    note = (SIGNED / "checkpoint").read_text("utf-8")
    (tmp_path / "checkpoint").write_text(note)
    for stated in (note, tmp_path / "checkpoint"):
        code, out, _ = verify(SIGNED, "--key", KEY, "--expected", stated)
        assert (code, out.split()[:2]) == (0, ["OK", "remembered"])
    other = VECTORS / "trails" / "good-rotated" / "checkpoint"
    assert verify(SIGNED, "--key", KEY, "--expected", other)[0] == 1
    assert verify(SIGNED, "--key", KEY, "--expected", tmp_path / "none")[0] == 2
    assert verify(SIGNED, "--key", KEY, "--expected", "x\ny")[0] == 2


def test_a_trail_that_no_witness_signed_is_doubtful(verify, tmp_path):
    key = generate_witness_key(tmp_path / "witness.key", "witness.example")
    for witness in (key, tmp_path / "witness.key.pub"):
        code, out, _ = verify(SIGNED, "--key", KEY, "--witness", witness)
        assert code == 3
        assert "No checkpoint is signed by the witnesses" in out


def test_the_key_of_the_log_is_no_witness(verify):
    code, _, err = verify(SIGNED, "--key", KEY, "--witness", KEY)
    assert code == 2
    assert "is not the key of a witness" in err


def test_what_an_attacker_wrote_never_reaches_the_terminal_raw(verify, trail):
    (trail / "entries" / "\x1b[31m\u202e").write_text("x")
    for words in ([], ["--json"]):
        _, out, _ = verify(trail, *words)
        assert all(character.isprintable() or character == "\n" for character in out)


def test_a_file_says_how_many_witnesses_are_enough(tmp_path, capsys):
    key = generate_key(tmp_path / "key")
    signer = load_signer(tmp_path / "key")
    with AuditTrail.open(tmp_path / "trail", signer=signer) as trail:
        trail.decided({"effect": "block"})
    note = (tmp_path / "trail" / "checkpoint").read_text("utf-8")
    names = {name: generate_witness_key(tmp_path / name) for name in ("north", "south")}
    lines = "".join(cosign(note, load_signer(tmp_path / name), 1) for name in names)
    (tmp_path / "trail" / "witnessed").write_text(note + lines, encoding="utf-8")
    other = generate_witness_key(tmp_path / "west")
    for least, code in ((2, 0), (3, 3)):
        known = "\n".join(f"witness {name} {key}" for name, key in {**names, "west": other}.items())
        policy = f"{known}\ngroup g {least} north south west\nquorum g\n"
        (tmp_path / "witnesses").write_text(policy, encoding="utf-8")
        words = ["--key", str(key), "--witnesses", str(tmp_path / "witnesses")]
        assert main(["verify", str(tmp_path / "trail"), *words]) == code
    capsys.readouterr()
    assert main(["verify", str(tmp_path / "trail"), *words, "--witness", str(other)]) == 2
    assert "by their keys or by a file" in capsys.readouterr().err
