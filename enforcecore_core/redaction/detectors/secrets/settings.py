"""Secrets in files of settings: words that are passwords, and users with passwords in base64."""

from __future__ import annotations

import base64
import binascii
import re

from enforcecore_core.redaction.detectors.detector import Detector, Span
from enforcecore_core.redaction.detectors.named import Named
from enforcecore_core.redaction.detectors.secrets.values import is_label, is_secret
from enforcecore_core.redaction.names import PASSWORDS, Announced, announced

__all__ = ["SETTINGS"]

_LONGEST_START = 64
_LONGEST_ABOVE = 128
# What a stream holds back behind a candidate is longer.
_LONGEST_BELOW = 48
_NAME_CHARS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.-"
_INDENT = re.compile(r"[ \t]{0,24}(?:-[ ]{1,3})?", re.ASCII)
# The whole of a line, which ends with nothing that lines of code or prose end with.
_SETTING = re.compile(
    rf"{_INDENT.pattern}[A-Za-z][0-9A-Za-z_.-]{{1,40}}(?P<sign>=|[ ]?:[ ]{{1,3}})"
    r"(?P<value>[^\r\n]{0,64}[0-9A-Za-z\"'/])[ \t]{0,4}\r?",
    re.ASCII,
)
_OUTER = re.compile(r"(?P<indent>[ ]{0,24})(?:-[ ])?[A-Za-z][0-9A-Za-z_-]{1,40}:", re.ASCII)
_LONGEST_MANIFEST = 200
_GROUP = 4
_MANIFEST = re.compile(r"^(?:apiVersion:|kind:[ ]Secret|type:[ ]Opaque)", re.ASCII | re.MULTILINE)
# Nothing but entries of the data stand between it and the value.
_DATA = re.compile(
    r"^data:[ \t]{0,4}\r?\n(?:[ \t]{1,8}[0-9A-Za-z_.-]{1,48}:[^\n]{0,160}\n){0,8}\Z",
    re.ASCII | re.MULTILINE,
)
_STRING_DATA = re.compile(
    r"^stringData:[ \t]{0,4}\r?\n(?:[ \t]{1,8}[0-9A-Za-z_.-]{1,48}:[^\n]{0,160}\n){0,8}\Z",
    re.ASCII | re.MULTILINE,
)
# Of a sealed or a templated secret, and of a text that goes on in the next lines.
_NO_TEXT = re.compile(r"\{\{|\$\{|[|>&*][-+]?[ ]?\Z", re.ASCII)
_ENCODED = "(?P<value>[A-Za-z0-9+/]{8,512}={0,2})"
_USER_AND_PASSWORD = re.compile(rb"[\w.@+-]{1,64}:[ -~]{4,256}", re.ASCII)


def _word(found: re.Match[str]) -> Span | None:
    """The word, when its line and the one above or below it are settings."""
    text = found.string
    before = text[max(0, found.start() - _LONGEST_START) : found.start()]
    start = found.start() - len(before) + len(before.rstrip(_NAME_CHARS))
    line = text.rfind("\n", max(0, start - _LONGEST_START), start) + 1
    name = text[start : found.start("sign")]
    if not _INDENT.fullmatch(text, line, start) or not _is_password(name, found):
        return None
    is_setting = _is_of_environment(name, found) or _is_among_settings(text, line, found)
    return found.span("value") if is_setting else None


def _is_of_environment(name: str, found: re.Match[str]) -> bool:
    """Whether it is a variable of an environment in YAML, which needs no other one beside it."""
    return name.isupper() and "_" in name and found["sign"] == ": "


def _is_password(name: str, found: re.Match[str]) -> bool:
    value = found["value"]
    # A type begins with a capital, and what is named after passwords itself is a variable.
    is_type = found["sign"] != "=" and value[0].isupper()
    if is_type or announced(value) is not None or announced(name) is not Announced.PASSWORD:
        return False
    return is_secret(value, Announced.PASSWORD)


def _is_among_settings(text: str, line: int, found: re.Match[str]) -> bool:
    """Whether the line above or the one below says something else in the same way."""
    above = text[max(0, line - _LONGEST_ABOVE) : line].splitlines()[-1:]
    below = text[found.end() : found.end() + _LONGEST_BELOW]
    whole = below.splitlines()[:1] if "\n" in below or len(below) < _LONGEST_BELOW else []
    if found["sign"] == ": " and any(_is_over(one, text[line : found.start()]) for one in above):
        return True
    settings = filter(None, map(_SETTING.fullmatch, (*above, *whole)))
    return any(
        one["sign"].strip() == found["sign"].strip() and not is_label(one["value"])
        for one in settings
    )


def _is_over(above: str, line: str) -> bool:
    """Whether a line above is a name in YAML under which this line stands."""
    name = _OUTER.fullmatch(above)
    return name is not None and len(name["indent"]) < len(line) - len(line.lstrip())


def _user_and_password(found: re.Match[str]) -> Span | None:
    value = found["value"]
    try:
        decoded = base64.b64decode(value + "=" * (-len(value) % 4), validate=True)
    except (ValueError, binascii.Error):
        return None
    return found.span("value") if _USER_AND_PASSWORD.fullmatch(decoded) else None


def _of_manifest(found: re.Match[str]) -> Span | None:
    """The value, when it is one of the data of a manifest that may be of a secret."""
    before = found.string[max(0, found.start() - _LONGEST_MANIFEST) : found.start()]
    is_data = _DATA.search(before) is not None and _MANIFEST.search(before) is not None
    if not is_data or "ConfigMap" in before or len(found["value"]) % _GROUP:
        return None
    return found.span("value")


def _of_texts(found: re.Match[str]) -> Span | None:
    """The value, when it is one of the texts of a manifest of a secret."""
    before = found.string[max(0, found.start() - _LONGEST_MANIFEST) : found.start()]
    if _STRING_DATA.search(before) is None or _NO_TEXT.match(found["value"]):
        return None
    return None if is_label(found["value"]) else found.span("value")


_EITHER = "|".join(PASSWORDS)

WORD = Detector(
    name="password-setting",
    kind="PASSWORD",
    group="secrets",
    family="secrets",
    source="files of settings: INI, Java properties, YAML 1.2",
    gate=rf"(?i:{_EITHER})[0-9A-Za-z_.-]{{0,12}}(?:=|[ ]?:[ ])[ ]{{0,2}}[A-Za-z]{{4}}",
    pattern=re.compile(
        rf"(?P<name>(?i:{_EITHER})[0-9A-Za-z_.-]{{0,12}})(?P<sign>=|[ ]?:[ ]{{1,3}})"
        r"(?P<value>[A-Za-z]{4,32})[ \t]{0,4}(?:\r?\n|\r?\Z)",
        re.ASCII,
    ),
    confirm=_word,
    examples=(
        ("[client]\nuser=root\npassword=swordfish\n", "swordfish"),
        ("db.password=swordfish\ndb.port=5432\n", "swordfish"),
        ("production:\n  username: ada\n  password: swordfish\n", "swordfish"),
        ("- username: ada\n  password: tulip\n- username: bob\n", "tulip"),
        ("environment:\n  DB_PASSWORD: swordfish\n", "swordfish"),
        ("database:\n  password: swordfish\n", "swordfish"),
    ),
    counter_examples=(
        "password=swordfish\n",
        "database:\npassword: swordfish\n",
        "database:\n  password: required\n",
        "user=root\npassword=required\n",
        "class Login:\n    name: str\n    password: bytes\n",
        "class Login:\n    name: Name\n    password: Hidden\n",
        "login(\n    user=user,\n    password=given\n)",
        "email: Email\npassword: contrasena\n",
        "user=root\nx password=swordfish\n",
        "Hello: there\nuser, password: fish\nBye\n",
    ),
)

BASE64 = Named(
    name="user-and-password-in-base64",
    kind="CREDENTIALS",
    group="secrets",
    family="secrets",
    source="npm documentation, .npmrc, _auth; Docker documentation, config.json, auths",
    gate=r"auth[\\\"']{0,4}[ ]{0,2}[:=][ ]{0,2}[\\\"']{0,4}[A-Za-z0-9+/]{8}",
    pattern=re.compile(
        r"(?<![0-9A-Za-z])_?auth\\{0,3}[\"']?[ ]{0,2}[:=][ ]{0,2}\\{0,3}[\"']?"
        rf"{_ENCODED}(?![A-Za-z0-9+/=])",
        re.ASCII,
    ),
    confirm=_user_and_password,
    keys_gate="auth",
    over=re.compile(r"(?<![0-9A-Za-z])_?auth\Z", re.ASCII),
    alone=re.compile(rf"\s{{0,8}}{_ENCODED}\s{{0,8}}", re.ASCII),
    examples=(
        ("_auth=YWRhOmh1bnRlcjI=", "YWRhOmh1bnRlcjI="),
        ('{"auths": {"r.example": {"auth": "YWRhOmh1bnRlcjI="}}}', "YWRhOmh1bnRlcjI="),
    ),
    counter_examples=(
        "_auth=YWRhIGh1bnRlcjI=",
        "name=YWRhOmh1bnRlcjI=",
        "auth: YWRhOmh1bg==",
        "auth is required",
    ),
)

MANIFEST = Detector(
    name="kubernetes-secret",
    kind="SECRET",
    group="secrets",
    family="secrets",
    source="Kubernetes documentation, Secrets, data",
    gate=r":[ ][A-Za-z0-9+/]{6}",
    pattern=re.compile(
        r"(?<![^\r\n])[ \t]{1,8}[0-9A-Za-z_.-]{1,48}:[ ]"
        r"(?P<value>[A-Za-z0-9+/]{6,8000}={0,2})(?![^\r\n])",
        re.ASCII,
    ),
    words_gate="data:[ \t]*\r?\n",
    confirm=_of_manifest,
    examples=(
        ("apiVersion: v1\nkind: Secret\ndata:\n  extra: c3dvcmRmaXNo\n", "c3dvcmRmaXNo"),
        ("apiVersion: v1\ndata:\n  a: x\n  b: c3dvcmRmaXNo\nkind: Secret\n", "c3dvcmRmaXNo"),
    ),
    counter_examples=(
        "data:\n  extra: c3dvcmRmaXNo\n",
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  extra: c3dvcmRmaXNo\n",
        "apiVersion: v1\ndata:\n  extra: swordfish\n",
        "apiVersion: v1\ndata:\n  a: b\nmetadata:\n  name: c3dvcmRmaXNo\n",
    ),
)

MANIFEST_TEXT = Detector(
    name="kubernetes-secret-text",
    kind="SECRET",
    group="secrets",
    family="secrets",
    source="Kubernetes documentation, Secrets, stringData",
    gate=":[ ][^ \t\r\n<>]{4}",
    pattern=re.compile(
        r"(?<![^\r\n])[ \t]{1,8}[0-9A-Za-z_.-]{1,48}:[ ]{1,2}[\"']?"
        r"(?P<value>[^\s<>\"']{4,200}|[^\s<>\"'][^\r\n<>\"']{3,30}?)[\"']?[ \t]{0,4}(?![^\r\n])",
        re.ASCII,
    ),
    words_gate="stringData:[ \t]*\r?\n",
    confirm=_of_texts,
    examples=(
        ("kind: Secret\nstringData:\n  token: swordfish\n", "swordfish"),
        (
            "kind: Secret\nstringData:\n  a: b\n  note: 'hunter 2 tulip'\ntype: Opaque\n",
            "hunter 2 tulip",
        ),
    ),
    counter_examples=(
        "kind: ConfigMap\ndata:\n  mode: swordfish\n",
        "kind: Secret\nstringData:\n  a: b\nmetadata:\n  name: swordfish\n",
        "kind: Secret\nstringData:\n  token: {{ .Values.token }}\n",
        "kind: Secret\nstringData:\n  token: |\n",
    ),
)

SETTINGS = (WORD, BASE64, MANIFEST, MANIFEST_TEXT)
