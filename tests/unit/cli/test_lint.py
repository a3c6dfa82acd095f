import json
from pathlib import Path

import pytest

from enforcecore_core.cli import main

CLEAN = "enforcecore: 1\ntools:\n  look: allow\n"
WIDE = 'enforcecore: 1\ntools:\n  "*": allow\n'
BROKEN = "enforcecore: 1\ntools:\n  look:\n    arg: {a: 1}\n"
PATHS = "enforcecore: 1\ntools:\n  look:\n    args:\n      path: {starts_with: /srv}\n"
SCHEMA = {"type": "object", "properties": {"path": {"type": "string"}}}


@pytest.fixture
def lint(tmp_path, monkeypatch, capsys):
    """Lint a policy; return the exit code and both outputs."""
    monkeypatch.chdir(tmp_path)

    def ask(policy, *words, name="policy.yaml"):
        Path(name).write_text(policy, "utf-8", newline="")
        code = main(["lint", name, *words])
        out, err = capsys.readouterr()
        return code, out, err

    return ask


def test_a_clean_policy_answers_yes(lint):
    assert lint(CLEAN) == (0, "no findings in 1 file\n", "")


def test_a_finding_is_shown_with_its_line_and_a_hint(lint):
    assert lint(PATHS) == (
        1,
        (
            "policy.yaml:5:14: EC-L002 'starts_with' compares the text of 'path', "
            "and a path has many spellings\n"
            "    5 |       path: {starts_with: /srv}\n"
            "      |              ^\n"
            "  help: compare where the path leads: 'under: DIRECTORY'\n"
            "\n"
            "1 finding in 1 file\n"
        ),
        "",
    )


def test_a_policy_that_does_not_load_is_a_finding(lint):
    code, out, err = lint(BROKEN)
    assert (code, err) == (1, "")
    assert out.startswith("policy.yaml:4:5: EC-P003 unknown key 'arg'\n    4 |     arg: {a: 1}\n")
    assert "  help: did you mean 'args'?\n" in out


@pytest.mark.parametrize(
    ("output_format", "shown"),
    [
        ("text", "policy.yaml: EC-P010 "),
        ("concise", "policy.yaml: EC-P010 "),
        ("json", '"line": null'),
        ("sarif", '"EC-P010"'),
        ("github", "::error file=policy.yaml,title=EC-P010::"),
    ],
)
def test_a_finding_of_a_whole_file_has_no_line(lint, output_format, shown):
    code, out, _ = lint("#" * 2**20 + "\n", "--output-format", output_format)
    assert code == 1
    assert shown in out
    assert "region" not in out


def test_a_line_that_is_too_long_to_show_is_not_shown(lint):
    _, out, _ = lint(WIDE.rstrip() + " " * 200 + "# x\n")
    assert " | " not in out


def test_concise_is_one_line_for_each_finding(lint):
    assert lint(WIDE, "--output-format", "concise")[1].splitlines() == [
        (
            "policy.yaml:3:8: EC-L001 this allows every tool with any arguments "
            "(name the tools that are needed)"
        ),
        "1 finding in 1 file",
    ]


def test_json_has_every_finding_and_its_severity(lint):
    _, out, _ = lint(WIDE, "--output-format", "json")
    assert json.loads(out) == {
        "format": 1,
        "files": 1,
        "findings": [
            {
                "code": "EC-L001",
                "message": "this allows every tool with any arguments",
                "file": "policy.yaml",
                "line": 3,
                "column": 8,
                "hint": "name the tools that are needed",
                "tool": "*",
                "severity": "warning",
            }
        ],
    }


def test_sarif_has_a_rule_for_each_code_and_a_place_for_each_result(lint):
    _, out, _ = lint(PATHS, "--output-format", "sarif", name="my policy.yaml")
    log = json.loads(out)
    [run] = log["runs"]
    [result] = run["results"]
    assert log["version"] == "2.1.0"
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert (result["ruleId"], result["level"]) == ("EC-L002", "error")
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "my%20policy.yaml"},
                "region": {"startLine": 5, "startColumn": 14},
            }
        }
    ]


def test_sarif_names_a_file_from_the_root_by_its_uri(lint, tmp_path):
    file = tmp_path / "a b.yaml"
    _, out, _ = lint(WIDE, "--output-format", "sarif", name=str(file))
    place = json.loads(out)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == file.as_uri()


def test_sarif_of_a_clean_policy_has_no_results(lint):
    code, out, _ = lint(CLEAN, "--output-format", "sarif")
    assert (code, json.loads(out)["runs"][0]["results"]) == (0, [])


def test_an_annotation_for_github_cannot_be_broken_out_of(lint):
    code, out, _ = lint(
        'enforcecore: 1\ntools:\n  a:\n    args: {"50%\\r\\n::error::\\u202e": {k: 1}}\n',
        "--output-format",
        "github",
        name="a:b,c%.yaml",
    )
    assert code == 1
    assert len(out.splitlines()) == 1
    assert out.startswith("::error file=a%3Ab%2Cc%25.yaml,title=EC-P")
    assert "\u202e" not in out


def test_github_has_an_annotation_for_each_finding_and_nothing_else(lint):
    assert lint(WIDE, "--output-format", "github")[1] == (
        "::warning file=policy.yaml,title=EC-L001,line=3,col=8::"
        "this allows every tool with any arguments (name the tools that are needed)\n"
    )


@pytest.mark.parametrize("output_format", ["text", "concise", "json", "sarif", "github"])
def test_a_finding_without_a_hint_is_shown_without_one(lint, output_format):
    Path("tools.json").write_text(json.dumps({"look": SCHEMA}), "utf-8")
    policy = "enforcecore: 1\ntools:\n  look:\n    args: {path: {at_most: 1}}\n"
    _, out, _ = lint(policy, "--tools", "tools.json", "--output-format", output_format)
    assert "EC-L007" in out
    assert "None" not in out
    assert "help:" not in out


def test_what_a_policy_says_cannot_steer_the_terminal(lint):
    _, out, _ = lint('enforcecore: 1\ntools:\n  look: {"\\e[2J": 1}\n')
    assert "\x1b" not in out


@pytest.mark.parametrize("output_format", ["text", "concise", "json", "sarif", "github"])
def test_exit_zero_shows_findings_and_answers_yes(lint, output_format):
    code, out, _ = lint(WIDE, "--exit-zero", "--output-format", output_format)
    assert code == 0
    assert "EC-L001" in out


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_file_that_cannot_be_read_is_no_finding(lint, name, capsys):
    lint(WIDE)
    assert main(["lint", name, "policy.yaml", "--exit-zero"]) == 2
    out, err = capsys.readouterr()
    assert "1 finding in 1 file\n" in out
    assert "EC-P001" in err


def test_several_files_are_read_and_policy_yaml_if_none_is_named(lint, capsys):
    lint(WIDE, name="other.yaml")
    lint(PATHS)
    assert main(["lint"]) == 1
    assert "1 finding in 1 file" in capsys.readouterr().out
    assert main(["lint", "policy.yaml", "other.yaml"]) == 1
    assert "2 findings in 2 files" in capsys.readouterr().out


def test_without_a_policy_it_cannot_be_asked(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["lint"]) == 2
    assert "policy.yaml" in capsys.readouterr().err


@pytest.mark.parametrize(
    "tools",
    [
        {"look": SCHEMA},
        [{"name": "look", "inputSchema": SCHEMA}],
        {"tools": [{"name": "look", "inputSchema": SCHEMA}]},
    ],
    ids=["mapping", "list", "tools/list"],
)
def test_the_schemas_of_tools_are_read_in_each_form(lint, tools):
    Path("tools.json").write_text(json.dumps(tools), "utf-8")
    policy = "enforcecore: 1\ntools:\n  look:\n    args: {size: 1}\n"
    code, out, _ = lint(policy, "--tools", "tools.json")
    assert code == 1
    assert "EC-L006" in out


@pytest.mark.parametrize("text", ["", "[1]", '"x"', '{"look": 1}', '[{"title": "x"}]', "[" * 9999])
def test_tools_that_cannot_be_read_are_wrong_usage(lint, text):
    Path("tools.json").write_text(text, "utf-8")
    code, out, err = lint(WIDE, "--tools", "tools.json")
    assert (code, out) == (2, "")
    assert "tools.json" in err
