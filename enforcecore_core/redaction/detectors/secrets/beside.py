"""Secrets in entries of their own: `{"name": "DB_PASSWORD", "value": "..."}` in any notation."""

from __future__ import annotations

import re

from enforcecore_core.redaction.detectors.detector import Detector, Span
from enforcecore_core.redaction.detectors.secrets.literals import QUOTE, read
from enforcecore_core.redaction.detectors.secrets.values import is_secret
from enforcecore_core.redaction.names import PASSWORDS, SECRETS, announced

__all__ = ["BESIDE"]

# Fewer than what is context for a candidate.
_BEHIND = 192
_QUOTE = f"(?:{QUOTE})?"
_NAMED = re.compile(
    rf"(?<![0-9A-Za-z_])(?:[nN]ame|NAME|[kK]ey|KEY|[fF]ield|[hH]eader|[lL]abel|[pP]aram(?:eter)?"
    rf"|[vV]ariable|[aA]ttribute){_QUOTE}[ \t]{{0,2}}[:=][ \t]{{0,2}}{_QUOTE}"
    rf"(?P<name>[0-9A-Za-z_.-]{{1,48}}+)(?:{QUOTE}[,;\s]|[ \t]{{0,8}}(?:[,;\r\n]|\Z))",
    re.ASCII,
)
# `"db_password": {`, `variable "db_password" {`, `db_password:` and a line of its own.
_OPENS = re.compile(
    rf"(?<![0-9A-Za-z_.-])(?P<name>[0-9A-Za-z_.-]{{2,48}}+){_QUOTE}[ \t]{{0,2}}[:=]?[ \t]{{0,2}}\Z",
    re.ASCII,
)
_LONGEST_OPENING = 64
_INDENTED = re.compile(r":[ \t]{0,2}\r?\n[ \t]{1,16}\Z", re.ASCII)
_APART = re.compile(r"[{}\[\]]|\n[ \t]*-[ \t]", re.ASCII)


def _entry(found: re.Match[str]) -> Span | None:
    """The value, when what stands beside or over it in the same entry names a secret."""
    text = found.string
    name = _name(text, found.start(), beside=found["short"] is None)
    what = announced(name) if name else None
    literal = read(text, found.start("value"), found["quote"]) if what else None
    if what is None or literal is None:
        return None
    plain = literal.quoted or name.isupper()
    return (
        literal.span(text) if is_secret(literal.value, what, code=not plain, word=plain) else None
    )


def _name(text: str, start: int, *, beside: bool) -> str:
    before = text[max(0, start - _BEHIND) : start]
    named = [*_NAMED.finditer(before)][-1:] if beside else []
    for one in named:
        if not _APART.search(before, one.end("name")):
            return one["name"]
    return _name_over(before)


def _name_over(before: str) -> str:
    """The name of the mapping that is open at the end of a text, in braces or by indentation."""
    indented = _INDENTED.search(before)
    end = before.rfind("{") if indented is None else indented.start()
    if end < 0 or before.find("}", end) >= 0:
        return ""
    opens = _OPENS.search(before, max(0, end - _LONGEST_OPENING), end)
    return opens["name"] if opens else ""


BESIDE = Detector(
    name="secret-beside-name",
    kind="SECRET",
    group="secrets",
    family="secrets",
    source="entries of a name and a value: manifests of Kubernetes, task definitions, templates",
    gate=(
        r"(?:(?:[vV]alue|VALUE)[\\\"'`]{0,4}[ \t]{0,2}[:=]|[\"'`]S[\\\"'`]{1,4}[ \t]{0,2}:"
        r"|default[ \t]{0,12}=)[ \t]{0,2}[\\\"'`]{0,4}[^ \t\r\n<>]"
    ),
    pattern=re.compile(
        rf"(?<![0-9A-Z_a-z])(?:(?:(?:string|secure)?[vV]alue|VALUE){_QUOTE}[ \t]{{0,2}}[:=]"
        rf"|[\"'`](?P<short>S){QUOTE}[ \t]{{0,2}}:|default[ \t]{{0,12}}=)"
        rf"[ \t]{{0,2}}(?P<quote>{QUOTE})?(?P<value>[^\s<>])",
        re.ASCII,
    ),
    confirm=_entry,
    words_gate=f"(?i:{'|'.join((*PASSWORDS, *SECRETS))})",
    is_certain=True,
    examples=(
        ('{"name": "DB_PASSWORD", "value": "hunter2"}', "hunter2"),
        ("- name: DB_PASSWORD\n  value: hunter2\n", "hunter2"),
        ('{"Key": "Password", "Type": "x", "Value": "hunter2"}', "hunter2"),
        ('{"adminPassword": {"value": "hunter2"}}', "hunter2"),
        ('{"password": {"S": "hunter2"}}', "hunter2"),
        ('variable "db_password" {\n  type    = string\n  default = "hunter2"\n}', "hunter2"),
        ("db_password:\n  value: hunter2\n", "hunter2"),
        ("Key=ApiToken,Value=9f8Xq2LmW7vKpR4t", "9f8Xq2LmW7vKpR4t"),
    ),
    counter_examples=(
        '{"name": "DB_PASSWORD", "value": "${DB_PASSWORD}"}',
        '{"name": "DB_HOST", "value": "hunter2"}',
        '[{"name": "password"}, {"value": "hunter2"}]',
        "- name: DB_PASSWORD\n- value: hunter2\n",
        '{"name": "password", "value": "required"}',
        "label: password strength\nvalue: hunter2\n",
        '{"password": {"label": "x"}, "note": {"value": "hunter2"}}',
        '<input name="pw" value=""><input name="q" value="cats1">',
    ),
)
