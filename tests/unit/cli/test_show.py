import json
import os
import signal
import subprocess
import sys
import time

import pytest
from unit.cli.running import PROGRAMS, enforcecore
from unit.cli.trails import HOSTILE, Calls

from enforcecore_core.cli import main


@pytest.fixture
def calls(tmp_path):
    return Calls(tmp_path / "trail")


@pytest.fixture
def show(tmp_path, capsys):
    def ask(*words):
        code = main(["show", str(tmp_path / "trail"), *words])
        out, err = capsys.readouterr()
        return code, out, err

    return ask


def seqs(out):
    return [json.loads(line)["seq"] for line in out.splitlines()]


def test_a_list_has_a_line_for_each_call(calls, show):
    calls.ran("look", principal="ann")
    calls.blocked("refund")
    code, out, err = show()
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "seq      decided (UTC)                outcome             took      tool",
        "1        2025-11-24 16:00:02Z  ALLOW  returned            1.5 ms    look  by ann",
        "3        2025-11-24 16:00:04Z  BLOCK  EC-NO-ALLOW         -         refund",
    ]


def test_a_call_that_runs_is_open(calls, show):
    calls.decided("look")
    assert "ALLOW  open                -         look" in show()[1]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ([], ["a1", "b2", "a3", "c4"]),
        (["--tool", "a*"], ["a1", "a3"]),
        (["--tool", "b2", "--tool", "c?"], ["b2", "c4"]),
        (["--effect", "block"], ["b2"]),
        (["--effect", "allow", "--status", "raised"], ["a3"]),
        (["--status", "raised", "--status", "open"], ["a3", "c4"]),
        (["--code", "EC-NO-ALLOW"], ["b2"]),
        (["--session", "s"], ["a1"]),
        (["--principal", "ann"], ["a3"]),
        (["--since", "2025-11-24T16:00:04Z"], ["b2", "a3", "c4"]),
        (["--until", "2025-11-24T17:00:04+01:00"], ["a1"]),
        (["--since", "2025-11-25"], []),
        (["--since", "2h"], []),
        (["--limit", "2"], ["a1", "b2"]),
        (["--last", "2"], ["a3", "c4"]),
        (["--last", "1", "--tool", "a*"], ["a3"]),
    ],
    ids=" ".join,
)
def test_filters_choose_entries(calls, show, words, found):
    calls.ran("a1", session="s")
    calls.blocked("b2")
    calls.ran("a3", "raised", principal="ann")
    calls.decided("c4")
    code, out, err = show(*words, "--json")
    assert [json.loads(line)["tool"] for line in out.splitlines()] == found
    assert (code, err) == ((0, "") if found else (1, "no entry is like that\n"))


@pytest.mark.parametrize("words", [["--since", "soon"], ["--limit", "0"], ["--status", "odd"]])
def test_a_filter_that_makes_no_sense_cannot_be_asked(calls, show, words):
    assert show(*words)[0] == 2


def test_one_entry_is_shown_with_all_it_says(calls, show):
    calls.ran(
        "look",
        principal="ann",
        session="s",
        links={"run": "7"},
        redactions={"EMAIL": 2},
        result_redactions={"IBAN": 1},
    )
    code, out, _ = show("1")
    first, empty, *rows = out.splitlines()
    assert (code, empty) == (0, "")
    assert first == "ALLOW  EC-ALLOWED  look: as the test says"
    said = {row[2:17].strip(): row[17:] for row in rows}
    assert said.pop("record").startswith("1, leaf ")
    assert said.pop("outcome record").startswith("2, leaf ")
    assert said == {
        "call": "call-1",
        "decided": "2025-11-24T16:00:02.000000Z",
        "rule": "look.allow",
        "policy": "shop (abababababab)",
        "session": "s",
        "principal": "ann",
        "links": "run=7",
        "arguments": "order: str of 2",
        "digest": "cd" * 32,
        "redacted": "EMAIL (2)",
        "outcome": "returned after 1.5 ms",
        "ended": "2025-11-24T16:00:03.000000Z",
        "in its result": "IBAN (1)",
    }


@pytest.mark.parametrize("name", ["1", "2", "call-1"])
def test_an_entry_is_found_by_the_number_of_either_record_and_by_its_call(calls, show, name):
    calls.ran("look")
    calls.ran("other")
    assert json.loads(show(name, "--json")[1])["seq"] == 1


def test_a_call_that_is_named_like_a_number_takes_nobodys_place(calls, show):
    calls.blocked(call_id="3")
    calls.blocked()
    assert json.loads(show("2", "--json")[1])["seq"] == 2
    calls.blocked("other")
    assert json.loads(show("3", "--json")[1])["tool"] == "other"


def test_an_entry_that_is_not_there_is_a_no(calls, show):
    calls.ran()
    assert show("77")[0] == 1
    assert show("None")[0] == 1


def test_what_a_record_says_never_reaches_the_terminal_raw(calls, show):
    hostile = dict.fromkeys(("tool", "session", "principal", "reason", "rule", "code"), HOSTILE)
    more = {"links": {"run": HOSTILE}, "args_meta": [{"name": HOSTILE, "type": HOSTILE}]}
    calls.decided(effect="block", **hostile, **more)
    for words in ([], ["1"], ["--json"], ["1", "--json"]):
        code, out, _ = show(*words)
        assert code == 0
        assert all(character.isprintable() or character == "\n" for character in out), words
        assert "\u202e" not in out


def test_what_is_no_trail_cannot_be_asked(tmp_path, show, capsys):
    assert show()[0] == 2
    (tmp_path / "trail").mkdir()
    assert show()[0] == 2
    assert main(["show", str(tmp_path / "none")]) == 2


def test_a_list_needs_the_records_alone(calls, show, tmp_path):
    calls.ran()
    (tmp_path / "trail" / "log.json").write_text("{}")
    assert show()[0] == 0
    assert show("--json")[0] == 2


def test_a_damaged_trail_is_refused_with_the_place_and_what_to_do(calls, show, tmp_path):
    calls.ran()
    segment = tmp_path / "trail" / "entries" / "000000000000.jsonl"
    segment.write_bytes(segment.read_bytes() + b'{"secret": 1}\n')
    code, _, err = show()
    assert code == 2
    assert "000000000000.jsonl: at byte" in err
    assert "enforcecore verify" in err
    assert "secret" not in err


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_words_are_the_same_with_and_without_rich(calls, tmp_path, program):
    calls.ran()
    calls.blocked()
    plain = enforcecore("show", tmp_path / "trail", program=program, NO_COLOR="1")
    coloured = enforcecore("show", tmp_path / "trail", program=program, FORCE_COLOR="1")
    assert plain.returncode == coloured.returncode == 0
    assert b"\x1b" not in plain.stdout
    assert b"\x1b" in coloured.stdout
    assert coloured.stdout.replace(b"\x1b[0m", b"").count(b"EC-NO-ALLOW") == 1


def test_following_shows_calls_when_they_end(calls, tmp_path):
    calls.ran("before1")
    calls.ran("before2")
    words = ["show", str(tmp_path / "trail"), "--follow", "--json", "--last", "1"]
    # Where tests run in the background, interrupts are ignored, and so they would be here.
    program = subprocess.Popen(
        [sys.executable, "-m", "enforcecore_core", *words],
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 - no thread runs here
    )
    try:
        assert json.loads(program.stdout.readline())["tool"] == "before2"
        slow = calls.decided("slow")
        calls.blocked("stopped")
        assert json.loads(program.stdout.readline())["tool"] == "stopped"
        calls.trail.ended(slow, {"status": "returned"})
        assert json.loads(program.stdout.readline())["tool"] == "slow"
        os.kill(program.pid, signal.SIGINT)
        assert program.wait(60) == 130
    finally:
        program.kill()
        program.communicate()


def test_following_has_no_limit_and_shows_no_open_calls(calls, show):
    assert show("--follow", "--limit", "1")[0] == 2
    assert show("--follow", "--status", "open")[0] == 2


def test_a_reader_that_goes_away_ends_the_command_quietly(calls, tmp_path):
    for _ in range(30):
        calls.blocked()
    reading, writing = os.pipe()
    os.close(reading)
    done = enforcecore("show", tmp_path / "trail", stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_long_trail_is_listed_as_it_is_read(calls, tmp_path):
    started = time.monotonic()
    for _ in range(50):
        calls.ran()
    done = enforcecore("show", tmp_path / "trail", "--limit", "1")
    assert len(done.stdout.splitlines()) == 2
    assert time.monotonic() - started < 30
