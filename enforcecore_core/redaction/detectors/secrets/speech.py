"""Passwords and tokens as people tell them: `the password for the vpn is hunter2`.

Most of what stands there is a word like any other. So a password that is told has a digit among its
letters, or a sign that words do not have.
"""

from __future__ import annotations

import re
from functools import partial

from enforcecore_core.redaction.detectors.detector import Detector, Span
from enforcecore_core.redaction.detectors.secrets.assignments import name_start
from enforcecore_core.redaction.detectors.secrets.literals import read
from enforcecore_core.redaction.detectors.secrets.values import is_secret
from enforcecore_core.redaction.names import PASSWORDS, SECRETS, Announced, announced

__all__ = ["SPEECH"]

_EITHER = "|".join((*PASSWORDS, *SECRETS))
_NAME = rf"(?i:{_EITHER})(?P<tail>[0-9A-Za-z_-]{{0,8}})"
_GAP = r"(?:[ ]?\([^()\r\n<>]{1,24}\)|(?:[ ][0-9A-Za-z._@-]{1,10}){1,4}?)"
_IS = r"is|was|ist|war|lautet|est|etait|es|era|e|jest|er|ar|je|este"
_SAYS = rf"(?:[ ]?(?::|=|->|=>)|'s|[ ](?:{_IS}|to):?)"
_VALUE = r"(?P<quote>[\"'`])?(?P<value>[0-9A-Za-z!#$%*+/=@^_~-][^\s<>\"'`]{4,20})"
# What has neither digit nor sign in it is a word.
_TELLING = r"[^ \t\r\n<>\"'`]*[0-9!#$%&*^~?@]"
_LOGIN = (
    r"(?i:credentials?|creds|logins?|log in|zugangsdaten|identifiants)"
    r"(?:[ ](?:is|are|with|as)|:)"
)

_BEFORE = 64
_FOR = re.compile(
    r"[ ](?:\(|(?:for|of|on|in|at|von|fur|pour|para|per|de|du|da|do|till?)[ ])", re.ASCII
)
_SETS = re.compile(r"(?i:\b(?:set|reset|chang|updat|rotat)\w*[^.\r\n]{0,24})\Z", re.ASCII)
_USER = re.compile(
    r"(?i:\b(?:user|username|login|id))[ :=]{1,3}[0-9A-Za-z_.@+-]{2,40}[ ,;/]{1,3}(?:and )?\Z",
    re.ASCII,
)
_LINE = re.compile(r"(?:\A|[\r\n])[ \t>*-]{0,8}\Z", re.ASCII)
_END = re.compile(r"[.!]?[ \t]{0,8}(?:[\r\n]|\Z)", re.ASCII)
_DIGIT = re.compile(r"[0-9]", re.ASCII)
_LETTER = re.compile(r"[A-Za-z]", re.ASCII)
_STRONG = re.compile(r"[!#$%&*^~?@][0-9A-Za-z]|[0-9A-Za-z][!#$%&*^~?@]", re.ASCII)
# `utf8`, `sha-256`, `12chars`, `2nd`, `http2`: a word with its number.
_NO_PASSWORD = re.compile(
    r"[0-9]{1,4}-?[a-z]{1,10}|v?[0-9.]{1,16}[a-z]{0,2}[0-9]{0,3}"
    r"|(?:aes|argon|base|es|hs|http|ipv|mp|md|oauth|pbkdf|python|ps|rs|rsa|s|sha|ssl|tls|utf|web|x)"
    r"-?[0-9]{1,4}(?:-[0-9a-z]{1,8})?",
    re.ASCII | re.IGNORECASE,
)
_TOKEN = re.compile(r"(?=[^0-9]{0,20}[0-9])[0-9A-Za-z_+/=.:~-]+", re.ASCII)
_CALL = re.compile(r"[A-Za-z_]\w{0,20}\(", re.ASCII)
_SHORTEST = 5
_TOLD_WITHIN = 21


def _told(found: re.Match[str]) -> Span | None:
    """The value, when the name is of a secret and nothing of one, and the value is no word."""
    text, start = found.string, name_start(found)
    name, gap = text[start : found.end("tail")], found["gap"] or ""
    what = announced(name if _FOR.match(gap) else name + gap)
    says = found["says"].strip()
    # With nothing in between, that is an assignment.
    if says in (":", "=") and not gap:
        return None
    if says.startswith("to") and not _SETS.search(text[max(0, start - _BEFORE) : start]):
        return None
    return _judged(found, what)


def _beside(found: re.Match[str]) -> Span | None:
    """The value right behind the name: what looks drawn, or a password said with its user."""
    text, start = found.string, name_start(found)
    what = announced(text[start : found.end("tail")])
    span = _judged(found, what)
    if span is None or what is not Announced.PASSWORD:
        return span
    before = text[max(0, start - _BEFORE) : start]
    alone = _LINE.search(before) is not None and _END.match(text, span[1]) is not None
    return span if alone or _USER.search(before) else None


def _named_behind(found: re.Match[str]) -> Span | None:
    return _judged(found, announced(found["name"]))


def _login(found: re.Match[str]) -> Span | None:
    return _judged(found, Announced.PASSWORD)


def _judged(found: re.Match[str], what: Announced | None) -> Span | None:
    literal = read(found.string, found.start("value"), found["quote"]) if what else None
    if literal is None or what is None:
        return None
    value = literal.value
    if not literal.quoted and _CALL.match(value):
        return None
    if not (_is_no_word(value) if what is Announced.PASSWORD else _TOKEN.fullmatch(value)):
        return None
    code = not literal.quoted
    return literal.span(found.string) if is_secret(value, what, code=code, word=False) else None


def _is_no_word(value: str) -> bool:
    if len(value) < _SHORTEST or _NO_PASSWORD.fullmatch(value) or "://" in value:
        return False
    value = value[:_TOLD_WITHIN]
    return bool(_LETTER.search(value) and (_DIGIT.search(value) or _STRONG.search(value)))


_speech = partial(Detector, kind="SECRET", group="secrets", family="secrets")

TOLD = _speech(
    name="secret-told",
    source="names of passwords and tokens in speech, and what is said of them",
    gate=(
        rf"(?i:{_EITHER})[0-9A-Za-z_-]*(?:(?:[ ]?\([^()\r\n<>]*\)|[0-9A-Za-z ._@-]*)"
        rf"(?:[ ]?(?:->|=>)|'s|[ ](?:{_IS}|to):?)"
        r"|(?:[ ]?\([^()\r\n<>]*\)|[ ][0-9A-Za-z][0-9A-Za-z ._@-]*)[ ]?[:=])"
        rf"[ ]{{1,2}}[\"'`]?{_TELLING}"
    ),
    pattern=re.compile(rf"{_NAME}(?P<gap>{_GAP})?(?P<says>{_SAYS})[ ]{{1,2}}{_VALUE}", re.ASCII),
    confirm=_told,
    examples=(
        ("the password for the vpn is hunter2", "hunter2"),
        ("Password (new): hunter2", "hunter2"),
        ("password -> hunter2", "hunter2"),
        ("my password's hunter2!", "hunter2!"),
        ("mein Passwort ist Sonnenblume7.", "Sonnenblume7"),
        ("la contrasena es Girasol77", "Girasol77"),
        ("please change the password to Tulip9x", "Tulip9x"),
        ("the API key for prod is 9f8Xq2LmW7vKpR4tZk3d", "9f8Xq2LmW7vKpR4tZk3d"),
    ),
    counter_examples=(
        "the password for the vpn is required",
        "the password for the vpn is 12chars long",
        "the password length for new users is size8or9",
        "password = hunter2",
        "add the password to field2",
        "the key for this is utf8 text",
        "the token for this is abc12",
        "the password for it is https://a.example/x1",
        "pass discuss bag. transform: matrix(0.617, 0.657)",
    ),
)

BESIDE = _speech(
    name="secret-right-behind",
    source="names of passwords and tokens in speech, with nothing but a space behind",
    gate=rf"(?i:{_EITHER})[0-9A-Za-z_-]{{0,8}}[ ]{{1,2}}[\"'`]?{_TELLING}",
    pattern=re.compile(rf"{_NAME}(?P<gap>)[ ]{{1,2}}{_VALUE}", re.ASCII),
    confirm=_beside,
    examples=(
        ("here is my api key 9f8Xq2LmW7vKpR4tZk3d, thanks", "9f8Xq2LmW7vKpR4tZk3d"),
        ("token 9f8Xq2LmW7vKpR4tZk3d", "9f8Xq2LmW7vKpR4tZk3d"),
        ("as told:\npw hunter2\nbye", "hunter2"),
        ("user ada, pass hunter2", "hunter2"),
    ),
    counter_examples=(
        "the password field2 is empty",
        "pass test12345 of 20000",
        "the token endpoint2",
        "an access_token (CWE-532/CWE-209/CWE-200)",
        "No token found{label_str2}",
        "key 4ea38b7b5f637709a4bae87aea15c0d3",
        "password sha256",
    ),
)

NAMED_BEHIND = _speech(
    name="secret-told-before",
    source="passwords in speech, with what they are behind them",
    gate=rf" as (?:[a-z]{{1,8}} ){{0,3}}(?i:{_EITHER})",
    pattern=re.compile(
        r"(?P<quote>[\"'`])?(?P<value>[^\s<>\"'`]{5,40})(?P=quote)?[ ]as[ ](?:[a-z]{1,8}[ ]){0,3}"
        rf"(?P<name>(?i:{_EITHER})[0-9A-Za-z]{{0,8}})(?![0-9A-Za-z_-])",
        re.ASCII,
    ),
    confirm=_named_behind,
    examples=(
        ("use hunter2 as the password", "hunter2"),
        ("log in with Tulip9x as your new passphrase.", "Tulip9x"),
    ),
    counter_examples=(
        "use utf8 as the password encoding",
        "use something as the password",
        "use utf8 as the password",
    ),
)

LOGIN = _speech(
    name="login-told",
    source="users and passwords in speech",
    gate=rf"{_LOGIN}[ ]{{1,2}}[0-9A-Za-z_.@+-]{{2,40}}[ ]?[/:]",
    pattern=re.compile(
        rf"{_LOGIN}[ ]{{1,2}}[0-9A-Za-z_.@+-]{{2,40}}(?:[ ]?/[ ]?|:[ ]?){_VALUE}",
        re.ASCII,
    ),
    confirm=_login,
    examples=(
        ("credentials: ada:hunter2", "hunter2"),
        ("log in with ada / hunter2", "hunter2"),
        ("the login is ada@a.example / Tulip9x!", "Tulip9x!"),
    ),
    counter_examples=(
        "login: https://a.example",
        "credentials: see wiki/passwords",
        "credentials are user / password",
    ),
)

SPEECH = (TOLD, BESIDE, NAMED_BEHIND, LOGIN)
