"""Secrets in entries of their own: `{"name": "DB_PASSWORD", "value": "..."}` in any notation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from enforcecore_core.redaction.detectors.detector import Detector, Span
from enforcecore_core.redaction.detectors.secrets.literals import QUOTE, read
from enforcecore_core.redaction.detectors.secrets.values import is_secret
from enforcecore_core.redaction.elements import of_element, of_heading
from enforcecore_core.redaction.names import PASSWORDS, SECRETS, announced

__all__ = ["BESIDE", "TYPED"]

# Fewer than what is context for a candidate.
_BEHIND = 192
_QUOTE = f"(?:{QUOTE})?"
_SAYS = (
    rf"{_QUOTE}[ \t]{{0,2}}[:=][ \t]{{0,2}}{_QUOTE}"
    rf"(?P<name>[0-9A-Za-z_./-]{{1,48}}+)(?:{QUOTE}[,;\s]|[ \t]{{0,8}}(?:[,;\r\n]|\Z))"
)
_NAMED = re.compile(
    r"(?<![0-9A-Za-z_])(?:[nN]ame|NAME|[kK]ey|KEY|[fF]ield|[hH]eader|[lL]abel|[pP]aram(?:eter)?"
    rf"|[vV]ariable|[aA]ttribute|[pP]arameter(?:Key|Name)|[oO]ption(?:Name)?){_SAYS}",
    re.ASCII,
)
_HEADED = re.compile(rf"(?<=[\"'`])(?:id|Id|[tT]itle|prop|property){_SAYS}", re.ASCII)
_ELEMENTS = "(?:selector|element|locator|xpath|css|placeholder|label)"
_SELECTED = re.compile(
    rf"(?<=[\"'`]){_ELEMENTS}{QUOTE}[ \t]{{0,2}}:"
    rf"[ \t]{{0,2}}(?P<quote>[\"'`])(?P<name>(?:(?!(?P=quote))[^\\\r\n]|\\[^\r\n]){{2,96}}+)"
    r"(?P=quote)",
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
    name = next(filter(announced, _names(found)), "")
    what = announced(name)
    literal = read(found.string, found.start("value"), found["quote"]) if what else None
    if what is None or literal is None:
        return None
    plain = literal.quoted or name.isupper()
    accepted = is_secret(literal.value, what, code=not plain, word=plain)
    return literal.span(found.string) if accepted else None


def _typed(found: re.Match[str]) -> Span | None:
    """What is typed into a field of a secret."""
    what = announced(of_element(found["name"].replace("\\", "")))
    literal = read(found.string, found.start("value"), found["quote"]) if what else None
    if what is None or literal is None:
        return None
    return literal.span(found.string) if is_secret(literal.value, what) else None


def _names(found: re.Match[str]) -> Iterator[str]:
    """What may name the value. A name of its own over it is asked where none stands beside it."""
    before = found.string[max(0, found.start() - _BEHIND) : found.start()]
    lowered = before.lower()
    if not any(word in lowered for word in (*PASSWORDS, *SECRETS)):
        return
    named = None
    if found["short"] is None:
        named = _last(_NAMED, before)
        yield named or ""
        yield of_heading(_last(_HEADED, before) or "")
        yield of_element((_last(_SELECTED, before) or "").replace("\\", ""))
    if named is None:
        yield _name_over(before)


def _last(pattern: re.Pattern[str], before: str) -> str | None:
    """The last name of a kind, if it is of the entry that is open at the end of a text."""
    named = [*pattern.finditer(before)]
    if not named or _APART.search(before, named[-1].end("name")):
        return None
    return named[-1]["name"]


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
        r"|default[ \t]{0,12}=|[\"'`]default[\\\"'`]{1,4}[ \t]{0,2}:)"
        r"[ \t]{0,2}[\\\"'`]{0,4}[^ \t\r\n<>]"
    ),
    pattern=re.compile(
        rf"(?<![0-9A-Z_a-z])(?:(?:(?:[sS]tring|[sS]ecure|[dD]efault|[pP]arameter)?_?[vV]alue|VALUE)"
        rf"{_QUOTE}[ \t]{{0,2}}[:=]"
        rf"|[\"'`](?P<short>S){QUOTE}[ \t]{{0,2}}:|default[ \t]{{0,12}}="
        rf"|[\"'`]default{QUOTE}[ \t]{{0,2}}:)"
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
        ('{"ParameterKey": "DBPassword", "ParameterValue": "hunter2"}', "hunter2"),
        ('{"id": "password", "default": "hunter2"}', "hunter2"),
        ('{"Name": "/shop/db/password", "Value": "hunter2"}', "hunter2"),
        ("Key=ApiToken,Value=9f8Xq2LmW7vKpR4t", "9f8Xq2LmW7vKpR4t"),
    ),
    counter_examples=(
        '{"name": "DB_PASSWORD", "value": "${DB_PASSWORD}"}',
        '{"name": "DB_HOST", "value": "hunter2"}',
        '[{"name": "password"}, {"value": "hunter2"}]',
        "- name: DB_PASSWORD\n- value: hunter2\n",
        '{"name": "password", "value": "required"}',
        '{"name": "password", "text": "hunter2"}',
        '{"selector": "#password-help", "value": "hunter2"}',
        "label: password strength\nvalue: hunter2\n",
        '{"password": {"label": "x"}, "note": {"value": "hunter2"}}',
        '<input name="pw" value=""><input name="q" value="cats1">',
    ),
)

TYPED = Detector(
    name="secret-in-field",
    kind="SECRET",
    group="secrets",
    family="secrets",
    source="calls of tools that drive a browser: a selector or a description, and a text",
    gate=(
        rf"[\"'`]{_ELEMENTS}[\"'`][ ]?:[ ]?[\"'`][^<>]{{2,80}}[\"'`]text[\"'`][ ]?:[ ]?[\"'`]"
        r"[^ \t\r\n<>]"
    ),
    pattern=re.compile(
        rf"[\"'`]{_ELEMENTS}[\"'`][ ]?:[ ]?(?P<open>[\"'`])"
        r"(?P<name>(?:(?!(?P=open))[^\\\r\n<>]|\\[^\r\n<>]){2,40})(?P=open),\s{0,8}"
        r"(?:[\"'`]ref[\"'`][ ]?:[ ]?[\"'`]\w{1,8}[\"'`],\s{0,8})?"
        r"[\"'`]text[\"'`][ ]?:[ ]?(?P<quote>[\"'`])(?P<value>[^\s<>])",
        re.ASCII,
    ),
    confirm=_typed,
    is_certain=True,
    examples=(
        ('{"selector": "#password", "text": "hunter2"}', "hunter2"),
        ('{"element": "password field", "ref": "e12", "text": "hunter2"}', "hunter2"),
        ('{"selector": "input[name=\\"password\\"]", "text": "hunter2"}', "hunter2"),
    ),
    counter_examples=(
        '{"selector": "#show-password", "text": "hunter2"}',
        '{"selector": "#password", "text": "Password"}',
        '{"selector": "#colour", "text": "hunter2"}',
    ),
)
