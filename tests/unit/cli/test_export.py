import csv
import io
import json
import stat

import pytest
from unit.cli.running import enforcecore
from unit.cli.trails import HOSTILE, Calls

from enforcecore_core.cli import main

FORMATS = ["jsonl", "csv", "ocsf"]


@pytest.fixture
def calls(tmp_path):
    calls = Calls(tmp_path / "trail")
    calls.ran("look")
    calls.blocked("refund", principal=HOSTILE)
    calls.decided("slow")
    return calls


@pytest.fixture
def export(calls, capsys):
    def ask(*words):
        code = main(["export", calls.trail.path, *map(str, words)])
        out, err = capsys.readouterr()
        return code, out, err

    return ask


@pytest.mark.parametrize("name", FORMATS)
def test_there_is_a_row_for_each_call(export, name):
    code, out, err = export("--format", name)
    assert (code, err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(out, newline=""))) if name == "csv" else out.splitlines()
    assert len(rows) == 3


def test_json_lines_join_decision_and_outcome(export):
    rows = [json.loads(line) for line in export("--format", "jsonl")[1].splitlines()]
    assert [(r["tool"], r["effect"], r["status"]) for r in rows] == [
        ("look", "allow", "returned"),
        ("refund", "block", "not_run"),
        ("slow", "allow", "open"),
    ]
    assert rows[0].keys() == rows[1].keys() == rows[2].keys()
    assert rows[1]["principal"] == HOSTILE


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_sends_control_characters(export, name):
    out = export("--format", name)[1]
    assert all(character.isprintable() or character in "\r\n" for character in out)


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_gets_what_standard_output_would(export, tmp_path, name, monkeypatch):
    file = tmp_path / "out"
    code, out, err = export("--format", name, "--out", file)
    assert (code, out, err) == (0, "", f"wrote {file}\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_bytes().decode() == export("--format", name)[1]
    assert {one.name for one in tmp_path.iterdir()} == {"trail", "out"}


def test_filters_choose_rows(export):
    out = export("--format", "jsonl", "--effect", "allow", "--status", "open")[1]
    assert [json.loads(line)["tool"] for line in out.splitlines()] == ["slow"]


def test_an_export_that_fails_leaves_the_old_file_and_nothing_else(export, tmp_path):
    segment = tmp_path / "trail" / "entries" / "000000000000.jsonl"
    segment.write_bytes(segment.read_bytes() + b"damage\n")
    file = tmp_path / "out"
    file.write_text("before")
    code, _, err = export("--format", "csv", "--out", file)
    assert code == 2
    assert "enforcecore verify" in err
    assert file.read_text() == "before"
    assert {one.name for one in tmp_path.iterdir()} == {"trail", "out"}


def test_an_export_is_never_put_into_the_trail(export, tmp_path):
    assert export("--format", "csv", "--out", tmp_path / "trail" / "out.csv")[0] == 2
    assert not (tmp_path / "trail" / "out.csv").exists()


def test_a_file_that_cannot_be_written_cannot_be_asked_for(export, tmp_path):
    code, _, err = export("--format", "csv", "--out", tmp_path / "none" / "out.csv")
    assert code == 2
    assert "none/out.csv cannot be written: No such file" in err


def test_a_format_has_to_be_named(export):
    assert export()[0] == 2


def test_a_process_exports_to_a_pipe(calls):
    done = enforcecore("export", calls.trail.path, "--format", "jsonl")
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(done.stdout.splitlines()) == 3
