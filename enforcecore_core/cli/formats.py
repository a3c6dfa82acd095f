"""How findings are written: for people, for programs, and for those who review a change."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path, PurePath
from urllib.parse import quote

from enforcecore_core.cli.painting import Style, Words
from enforcecore_core.cli.terminal import Terminal
from enforcecore_core.escaping import escaped
from enforcecore_core.policy.lint_findings import LintCode
from enforcecore_core.policy.linting import LintFinding
from enforcecore_core.policy.loading import LARGEST
from enforcecore_core.policy.problems import Problem

__all__ = ["FORMATS"]

Writer = Callable[[Sequence[LintFinding], int, Terminal], None]

_LONGEST_LINE = 160
_TITLES = {code.value: code.name.replace("_", " ").lower() for code in (*Problem, *LintCode)}
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def _text(findings: Sequence[LintFinding], files: int, terminal: Terminal) -> None:
    lines = {file: _lines(file) for file in {finding.file for finding in findings}}
    for finding in findings:
        terminal.say(_place(finding), ": ", _code(finding), f" {finding.message}")
        _say_frame(finding, lines[finding.file], terminal)
        if finding.hint:
            terminal.say("  ", Words("help:", Style.STRONG), f" {finding.hint}")
        terminal.say("")
    _say_count(findings, files, terminal)


def _concise(findings: Sequence[LintFinding], files: int, terminal: Terminal) -> None:
    for finding in findings:
        hint = f" ({finding.hint})" if finding.hint else ""
        terminal.say(_place(finding), ": ", _code(finding), f" {finding.message}{hint}")
    _say_count(findings, files, terminal)


def _json(findings: Sequence[LintFinding], files: int, terminal: Terminal) -> None:
    stated = [{**asdict(one), "severity": one.severity} for one in findings]
    whole = {"format": 1, "files": files, "findings": stated}
    terminal.write(json.dumps(whole, indent=2) + "\n")


def _sarif(findings: Sequence[LintFinding], files: int, terminal: Terminal) -> None:  # noqa: ARG001
    codes = sorted({finding.code for finding in findings})
    driver = {
        "name": "enforcecore",
        "version": version("enforcecore-core"),
        "rules": [
            {"id": code, "shortDescription": {"text": _TITLES.get(code, code)}} for code in codes
        ],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, codes) for finding in findings],
    }
    terminal.write(json.dumps({"$schema": _SARIF, "version": "2.1.0", "runs": [run]}, indent=2))
    terminal.write("\n")


def _github(findings: Sequence[LintFinding], files: int, terminal: Terminal) -> None:  # noqa: ARG001
    for finding in findings:
        properties = {"file": finding.file, "title": finding.code}
        if finding.line is not None:
            properties |= {"line": str(finding.line), "col": str(finding.column)}
        stated = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
        hint = f" ({finding.hint})" if finding.hint else ""
        message = _data(f"{finding.message}{hint}")
        terminal.write(escaped(f"::{finding.severity} {stated}::{message}") + "\n")


FORMATS: dict[str, Writer] = {
    "text": _text,
    "concise": _concise,
    "json": _json,
    "sarif": _sarif,
    "github": _github,
}


def _place(finding: LintFinding) -> str:
    if finding.line is None:
        return finding.file
    return f"{finding.file}:{finding.line}:{finding.column}"


def _code(finding: LintFinding) -> Words:
    return Words(finding.code, Style.BAD if finding.severity == "error" else Style.DOUBT)


def _say_frame(finding: LintFinding, lines: Sequence[str], terminal: Terminal) -> None:
    """Show the line that is meant, with a caret below; nothing if it is too long to help."""
    if finding.line is None or finding.column is None or not 0 < finding.line <= len(lines):
        return
    line = lines[finding.line - 1].rstrip("\r")
    if len(line) > _LONGEST_LINE:
        return
    number = f"{finding.line:>5}"
    before = escaped(line[: finding.column - 1])
    terminal.say(Words(f"{number} |", Style.FAINT), f" {line}".rstrip())
    terminal.say(
        Words(f"{'':>5} |", Style.FAINT), " " * (len(before) + 1), Words("^", Style.STRONG)
    )


def _lines(file: str) -> list[str]:
    """Return the lines of a policy, as far as it can be one."""
    with Path(file).open("rb") as opened:
        return opened.read(LARGEST).decode("utf-8", "replace").split("\n")


def _say_count(findings: Sequence[LintFinding], files: int, terminal: Terminal) -> None:
    read = "1 file" if files == 1 else f"{files} files"
    if not findings:
        terminal.say(Words("no findings", Style.GOOD), f" in {read}")
        return
    count = "1 finding" if len(findings) == 1 else f"{len(findings)} findings"
    terminal.say(Words(count, Style.BAD), f" in {read}")


def _result(finding: LintFinding, codes: Sequence[str]) -> dict[str, object]:
    hint = f" ({finding.hint})" if finding.hint else ""
    place: dict[str, object] = {"artifactLocation": {"uri": _uri(finding.file)}}
    if finding.line is not None:
        place["region"] = {"startLine": finding.line, "startColumn": finding.column}
    return {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": finding.severity,
        "message": {"text": f"{finding.message}{hint}"},
        "locations": [{"physicalLocation": place}],
    }


def _uri(file: str) -> str:
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
