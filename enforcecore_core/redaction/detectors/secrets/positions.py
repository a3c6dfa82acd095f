"""Secrets that their place gives away: elements, comparisons, options, lines of known files."""

from __future__ import annotations

import re

from enforcecore_core.redaction.detectors.detector import Detector, Span
from enforcecore_core.redaction.detectors.secrets.literals import read
from enforcecore_core.redaction.detectors.secrets.options import OPTIONS
from enforcecore_core.redaction.detectors.secrets.values import is_label, is_reference, is_secret
from enforcecore_core.redaction.names import Announced, announced

__all__ = ["POSITIONS"]

_WORDS = "pass|pwd|secret|token|cred|key"
_TAGS = frozenset("<>")
_REST_OF_TAG = re.compile(r"(?:\s[^<>]{0,128})?>", re.ASCII)
_CDATA = "<![CDATA["
# What a stream holds back is longer.
_LONGEST_ELEMENT = 224
_LONGEST_LINE = 128


def _element(found: re.Match[str]) -> Span | None:
    """The text before a closing tag, when the same name opened the element."""
    text, end, name = found.string, found.start() - 1, found["name"]
    if not text.startswith("<", end) or not text.startswith(">", found.end()):
        return None
    opened = text.rfind(f"<{name}", max(0, end - _LONGEST_ELEMENT), end)
    opening = _REST_OF_TAG.match(text, opened + 1 + len(name), end) if opened >= 0 else None
    what = announced(name)
    if opening is None or what is None:
        return None
    value = text[opening.end() : end].strip().removeprefix(_CDATA).removesuffix("]]>")
    if not value or not _TAGS.isdisjoint(value):
        return None
    start = text.index(value, opening.end())
    return (start, start + len(value)) if is_secret(value, what) else None


def _compared(found: re.Match[str]) -> Span | None:
    """The literal before a comparison with a name."""
    text, end = found.string, found.start()
    start = text.rfind(found["quote"], max(0, end - _LONGEST_LINE), end) + 1
    value, what = text[start:end], announced(found["name"])
    if start == 0 or what is None or not value or "\n" in value:
        return None
    # A placeholder holds no letters that are compared.
    inner = value.strip("<>")
    return (start, end) if inner == value and is_secret(value, what) else None


def _behind_login(found: re.Match[str]) -> Span | None:
    literal = read(found.string, found.end(), None)
    if literal is None or is_reference(literal.value) or is_label(literal.value):
        return None
    return literal.span(found.string)


def _behind_user(found: re.Match[str]) -> Span | None:
    literal = read(found.string, found.start("value"), found["quote"])
    if literal is None or not literal.quoted:
        return None
    password = is_secret(literal.value, Announced.PASSWORD, word=found["call"] is None)
    return literal.span(found.string) if password else None


ELEMENT = Detector(
    name="secret-element",
    kind="SECRET",
    group="secrets",
    family="secrets",
    source="Extensible Markup Language (XML) 1.0, elements named after secrets",
    gate=rf"/[0-9A-Za-z_.:-]{{0,24}}(?i:{_WORDS})",
    pattern=re.compile(
        rf"/(?P<name>[0-9A-Za-z_.:-]{{0,24}}?(?i:{_WORDS})[0-9A-Za-z_.-]{{0,20}})", re.ASCII
    ),
    confirm=_element,
    is_certain=True,
    examples=(
        ("<db><password>hunter2</password></db>", "hunter2"),
        ("<acmeToken>\n    9f8Xq2LmW7vKpR4t\n</acmeToken>", "9f8Xq2LmW7vKpR4t"),
        ('<wsse:Password Type="a#PasswordText">hunter2</wsse:Password>', "hunter2"),
        ("<Password><![CDATA[hunter2]]></Password>", "hunter2"),
    ),
    counter_examples=(
        "<password>${db.password}</password>",
        "<token>abc</token>",
        "<password>hunter2</secret>",
        "<UserSecretsId>79a3edd0-2092-40a2-a04d-dcb46d5ca9ed</UserSecretsId>",
    ),
)

COMPARISON = Detector(
    name="secret-comparison",
    kind="SECRET",
    group="secrets",
    family="secrets",
    source="comparisons of literals with variables named after secrets, in programs",
    gate=rf"[\"'`] ?[!=]={{1,2}} ?[0-9A-Za-z_.]{{0,32}}(?i:{_WORDS})",
    pattern=re.compile(
        rf"(?P<quote>[\"'`])[ ]?[!=]={{1,2}}[ ]?(?P<name>(?:[0-9A-Za-z_.](?!{_WORDS})){{0,32}}"
        rf"[0-9A-Za-z_.]?(?i:{_WORDS})[0-9A-Za-z_]{{0,20}})",
        re.ASCII,
    ),
    confirm=_compared,
    is_certain=True,
    examples=(
        ('if ("hunter2!" == password) {', "hunter2!"),
        ("if '9f8Xq2LmW7vKpR4t' != api_key:", "9f8Xq2LmW7vKpR4t"),
    ),
    counter_examples=('if ("" == password)', 'if ("bearer" == token_type)'),
)

NETRC = Detector(
    name="netrc-password",
    kind="PASSWORD",
    group="secrets",
    family="secrets",
    source="GNU Inetutils manual, the .netrc file",
    gate=r"(?:login|account)[ \t\r\n\f\v]{1,4}[^\s<>]{1,32}[ \t\r\n\f\v]{1,4}password[ \t\r\n\f\v]",
    pattern=re.compile(
        r"(?:login|account)\s{1,4}[^\s<>]{1,32}\s{1,4}password\s{1,4}(?=[^\s<>])", re.ASCII
    ),
    confirm=_behind_login,
    is_certain=True,
    examples=(("machine a.example login ada password swordfish", "swordfish"),),
    counter_examples=("login ada password $PASSWORD", "login and password"),
)

PASSWORD_FILE = Detector(
    name="pgpass-password",
    kind="PASSWORD",
    group="secrets",
    family="secrets",
    source="PostgreSQL documentation, the password file",
    gate=r":[0-9]{4,5}:[0-9A-Za-z_*-]{1,63}:[0-9A-Za-z_*-]{1,63}:[^\s<>]",
    pattern=re.compile(
        r"(?<![^\r\n])[0-9A-Za-z_.*-]{1,64}:[0-9]{4,5}:[0-9A-Za-z_*-]{1,63}:[0-9A-Za-z_*-]{1,63}"
        r":(?P<password>[^\s\"'<>`:]{3,128})(?![^\r\n])",
        re.ASCII,
    ),
    confirm=lambda found: found.span("password"),
    is_certain=True,
    examples=(("db.example:5432:shop:ada:hunter2\n", "hunter2"),),
    counter_examples=("db.example:5432:shop:ada", "main.py:12:5: error:x"),
)

BUNDLER = Detector(
    name="bundler-credentials",
    kind="CREDENTIALS",
    group="secrets",
    family="secrets",
    source="Bundler documentation, bundle config, credentials for gem sources",
    gate=r"BUNDLE_[0-9A-Z_]{2,48}__[0-9A-Z]{2,16}",
    pattern=re.compile(
        r"BUNDLE_[0-9A-Z_]{2,40}?__[0-9A-Z]{2,12}[ ]{0,2}[:=][ ]{0,2}[\"']?"
        r"(?P<password>[^\s\"'<>:$]{2,64}:[^\s\"'<>;&]{2,128})",
        re.ASCII,
    ),
    confirm=lambda found: found.span("password"),
    is_certain=True,
    examples=(
        ("export BUNDLE_GEMS__EXAMPLE__COM=ada:hunter2", "ada:hunter2"),
        ('BUNDLE_GEMS__EXAMPLE__COM: "ada:hunter2"', "ada:hunter2"),
    ),
    counter_examples=("BUNDLE_PATH__SYSTEM: true", "BUNDLE_GEMS__EXAMPLE__COM=$LOGIN"),
)

LOGIN = Detector(
    name="password-of-login",
    kind="PASSWORD",
    group="secrets",
    family="secrets",
    source="SQL dialects, IDENTIFIED BY; requests, smtplib and others, a user and a password",
    gate=(
        r"(?:(?i:identified)[ \t\r\n]{1,4}(?i:by)|(?:auth[ ]?=[ ]?|BasicAuth|[lL]ogin)\([ ]?[\"']"
        r"[^\"'\r\n<>]{1,40}[\"'][ ]?,)[ \t\r\n]{0,4}[\"'][^ \t\r\n<>\"']"
    ),
    pattern=re.compile(
        r"(?:(?i:identified)[ \t\r\n]{1,4}(?i:by)|(?:auth[ ]?=[ ]?|BasicAuth|(?P<call>[lL]ogin))"
        r"\([ ]?(?P<open>[\"'])[^\"'\r\n<>]{1,40}(?P=open)[ ]?,)[ \t\r\n]{0,4}(?P<quote>[\"'])"
        r"(?P<value>[^\s<>\"'])",
        re.ASCII,
    ),
    confirm=_behind_user,
    is_certain=True,
    examples=(
        ("CREATE USER ada IDENTIFIED BY 'swordfish'", "swordfish"),
        ('get(url, auth=("ada", "swordfish"))', "swordfish"),
        ("HTTPBasicAuth('ada', 'swordfish')", "swordfish"),
        ("smtp.login('ada@host', 'Tulip9x')", "Tulip9x"),
    ),
    counter_examples=(
        "CREATE USER ada IDENTIFIED BY '${PASSWORD}'",
        'get(url, auth=("user", "password"))',
        "smtp.login(user, password)",
        'page.login("google", "popup")',
    ),
)

POSITIONS = (
    ELEMENT,
    COMPARISON,
    *OPTIONS,
    NETRC,
    PASSWORD_FILE,
    BUNDLER,
    LOGIN,
)
