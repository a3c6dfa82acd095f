import json
from dataclasses import fields

import pytest
from unit.cli.running import PROGRAMS, enforcecore
from unit.cli.trails import Calls

from enforcecore_core import Verification
from enforcecore_core.cli import main


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
    assert [row.split()[0] for row in rows] == ["SEQ_GAP", "CHAIN_BREAK", "OPEN_CALL"]
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
    }


def test_many_findings_are_cut_unless_all_are_asked_for(trail, verify):
    segment = trail / "entries" / "000000000000.jsonl"
    segment.write_bytes(segment.read_bytes() + b"x\n" * 50)
    _, out, err = verify(trail)
    _, whole, _ = verify(trail, "-v")
    assert len(out.splitlines()) == 21
    assert "more; -v shows them" in err
    assert len(whole.splitlines()) > 50


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
