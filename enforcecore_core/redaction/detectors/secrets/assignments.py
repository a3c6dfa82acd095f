"""Passwords and secrets that the names before them give away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from enforcecore_core.redaction.detectors.detector import Detector, Part, Span
from enforcecore_core.redaction.detectors.secrets.arguments import is_named_by
from enforcecore_core.redaction.detectors.secrets.contexts import (
    is_directory,
    is_something_else,
    stands_in_plain_text,
)
from enforcecore_core.redaction.detectors.secrets.literals import QUOTE, read
from enforcecore_core.redaction.detectors.secrets.values import is_secret
from enforcecore_core.redaction.names import PASSWORDS, SECRETS, Announced, announced
from enforcecore_core.redaction.randomness import is_mixed

__all__ = ["ASSIGNMENTS", "name_start"]

_LONGEST_NAME = 48
_MOST_NAMES = 12

# `string secret = `, `password: str = `
_TYPE = (
    r"(?:[ ]?:?[ ]?&?(?:(?:Optional\[|Option<)?(?:str|[sS]tring|text|char|auto|SecretStr)[]>]?)"
    r"(?:[ ]\|[ ](?:None|null|undefined))?)"
)
# Around a literal.
_WRAPPED = r"(?:(?:SecretStr|Secret|Field|Some|String::from)\((?:default=)?(?=[\"'`]))"
_SIGN = r"(?:=>|:{1,3}=|[?.+]=|={1,3}|!={1,2}|:{1,2}|\|\|)"
# Of forms, in programs that drive a browser.
_FILLS = (
    r"(?:fill|type|input|val|set_?[vV]alue|send_?[kK]eys|press_?[sS]equentially"
    r"|(?:type|enter|input)_?[tT]ext)"
)
_HEAD = (
    r"(?P<tail>[0-9A-Za-z_.-]{0,20})(?:"
    rf"(?P<list>{QUOTE}[ ]?[:=][ ]?\[)[ \t\r\n]{{0,12}}(?=[\"'`\\])"
    # A sign; words; a space that a literal follows; `value=` of the same element.
    rf"|(?:{QUOTE}|\]|\[[0-9]{{0,3}}\]){{0,2}}{_TYPE}?(?:\*\*)?"
    rf"(?:[ \t]{{0,24}}{_SIGN}(?:\*\*)?[ \t]{{0,12}}{_WRAPPED}?"
    r"|(?P<said>[ ](?:is|was|set[ ]to):?[ ]{1,2}"
    # Alone in the next line.
    r"|(?:[ ]is)?:[ \t]{0,2}\r?\n[ \t\r\n]{0,12}(?=[^\s:]{6,64}[ \t]{0,8}(?:[\r\n]|\Z)))"
    r"|[ \t]{1,2}(?=[\"'`])|[ \t]{1,2}(?i:value)=)"
    # The literal in a call of the name, behind the name in one or in a list, and in a field.
    rf"|\([ \t]{{0,2}}(?=[\"'`])|(?P<next>{QUOTE}\]?[\"'`]?[ \t]?,)[ \t]{{0,2}}(?=[\"'`\\])"
    rf"|{QUOTE}\]?[\"'`]?\)\.(?:{_FILLS}\(|value[ ]?=[ ]?)(?=[\"'`])"
    rf")(?:[@bBfFrRuULN]?(?:\"\"(?=\")|''(?='))?(?P<quote>{QUOTE}))?"
)
# The same in Rust's dialect. Some characters of the value keep it shut before most else.
_GATE = (
    r"[0-9A-Za-z_.-]{0,20}[\\\"'`\]\[0-9]{0,12}(?:[ ]?:?[ ]?&?(?:str|[sS]tring|text|char|auto))?"
    r"\*{0,2}(?:[ \t]{0,24}(?:=|:|[?.+!]=|\|\|)[=:>*]{0,3}[ \t\r\n]{0,14}"
    r"|[ ](?:is|was|set to):?[ \t\r\n]{1,14}"
    r"|[ \t]?[(,]?[ \t]{0,2}[\\\"'`]|[ \t]{1,2}(?i:value)="
    r"|[:= ]{1,3}\[[ \t\r\n]{0,12}[\\\"'`]|\)\.[A-Za-z_]{3,20}[ (=]{1,3}[\\\"'`])"
    r"[@bBfFrRuULN]?[\\\"'`]{0,4}"
)
_PASSWORD_BEGINS = 2
_SECRET_BEGINS = 4

_NAME_CHARS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.-$"
_PLACEHOLDER = re.compile(r"<[A-Z][^<>\s]{0,255}>", re.ASCII)
_RUN = re.compile(r"[0-9A-Za-z+/]{20,48}\Z", re.ASCII)
_SPACE = re.compile(r"\s", re.ASCII)
_LONGEST_WITH_SPACES = 64


class _Run:
    """What is written without a break. That holds only so many names whose values are none."""

    __slots__ = ("_end", "_names")

    def __init__(self) -> None:
        self._end = 0
        self._names = 0

    def rest_behind(self, found: re.Match[str]) -> Span | None:
        """The rest of it where there are too many to look at each: that takes as much time."""
        start = found.start("value")
        if start >= self._end:
            bare = read(found.string, start, None)
            self._end, self._names = (start, 0) if bare is None else (bare.end, 0)
        self._names += 1
        return (start, self._end) if self._names > _MOST_NAMES and start < self._end else None


@dataclass(frozen=True, slots=True)
class Assignment(Detector):
    """A detector of values by their names. A name in `keys` announces the whole text."""

    classes: tuple[Announced, ...] = ()

    def announced_by(self, keys: str) -> bool:
        """Whether the names announce such a secret."""
        return _what(keys) in self.classes

    def spans(self, text: str, keys: str = "", part: Part | None = None) -> Iterator[Span]:
        """As of any detector; the whole of `text` when `keys` announce a secret and it is one."""
        start, edge, end = part or (0, len(text), len(text))
        if start == 0:
            yield from self._announced(text, keys)
        if start == edge:
            return
        covered = 0
        run = _Run()
        found = self.pattern.search(text, start, end)
        while found is not None and found.start() < edge:
            # A value that begins inside the last one ends with it, unless quotes say otherwise.
            span = None
            if found.start("value") >= covered or found["quote"]:
                span = self.confirm(found) or run.rest_behind(found)
            if span is not None:
                covered = span[1]
                yield span
            found = self.pattern.search(text, found.start() + 1, end)

    def _announced(self, text: str, keys: str) -> Iterator[Span]:
        if _is_encoded(keys):
            return
        what = _what(keys)
        value = _PLACEHOLDER.sub("", text).strip() if what in self.classes else ""
        if what is None or not value:
            return
        if is_directory(keys.rpartition(" ")[2], value):
            return
        spaced = len(value) > _LONGEST_WITH_SPACES and _SPACE.search(value)
        if not spaced and is_secret(value, what):
            yield len(text) - len(text.lstrip()), len(text.rstrip())


def _what(keys: str) -> Announced | None:
    """What the names announce. Those before an encoded text may be lines that name others."""
    return announced(keys[-_LONGEST_NAME:].rstrip().rpartition("\n")[2])


def _is_encoded(keys: str) -> bool:
    """Whether they end in no name, but in a piece of an encoded text that goes on."""
    run = _RUN.search(keys[-_LONGEST_NAME:])
    return run is not None and is_mixed(run[0], 0.4)


def _assigned(found: re.Match[str]) -> Span | None:
    """The value that stands behind the name, when both say that it is a secret."""
    text, start = found.string, name_start(found)
    name = text[start : found.end("tail")]
    what = announced(name)
    literal = read(text, found.start("value"), found["quote"]) if what else None
    if what is None or literal is None:
        return None
    if found["next"] and not is_named_by(text, start, literal, what, found["quote"] or ""):
        return None
    between = text[found.end("tail") : found.start("value")]
    if is_something_else(text, start, name, (literal.start, literal.end)):
        return None
    tight = between == "="
    plain = literal.quoted and not found["list"]
    plain = plain or (tight and "." not in name and start == 0 and literal.end == len(text))
    plain = plain or stands_in_plain_text(text, start, name, tight=tight)
    code = not literal.quoted and not plain and found["said"] is None
    accepted = is_secret(literal.value, what, code=code, word=plain)
    return literal.span(text) if accepted else None


def name_start(found: re.Match[str]) -> int:
    """Where the name starts that ends in what a pattern found."""
    first = max(0, found.start() - _LONGEST_NAME)
    before = found.string[first : found.start()]
    start = first + len(before.rstrip(_NAME_CHARS))
    # `api key`, `secret key`: the word before a key says what it opens.
    if start == found.start() and found[0][:3].lower() == "key" and before.endswith(" "):
        start = first + len(before[:-1].rstrip(_NAME_CHARS))
    if found[0][:5].lower() == "passe" and before[-7:].lower() == "mot de ":
        start -= 7
    return start


def _detector(
    name: str,
    words: tuple[str, ...],
    begins: int,
    *,
    classes: tuple[Announced, ...],
    source: str,
    examples: tuple[tuple[str, str], ...],
    counter_examples: tuple[str, ...],
) -> Assignment:
    either = "|".join(words)
    return Assignment(
        name=name,
        kind=name.upper(),
        group="secrets",
        family="secrets",
        source=source,
        gate=f"(?i:{either}){_GATE}[^ \\t\\r\\n<>]{{{begins}}}",
        pattern=re.compile(f"(?i:{either}){_HEAD}(?P<value>[^\\s<>]{{{begins}}})", re.ASCII),
        confirm=_assigned,
        classes=classes,
        is_certain=True,
        keys_gate=f"(?i:{either})",
        examples=examples,
        counter_examples=counter_examples,
    )


PASSWORD = _detector(
    "password",
    PASSWORDS,
    _PASSWORD_BEGINS,
    classes=(Announced.PASSWORD,),
    source="names of passwords in programs, configuration files and speech",
    examples=(
        ("password=hunter2", "hunter2"),
        ('{"db_password": "correct-horse"}', "correct-horse"),
        ("my password is Tr0ub4dor&3. Thanks", "Tr0ub4dor&3"),
        ("DB_PASSWORD=swordfish\n", "swordfish"),
        ("https://a.example/?q=1&pwd=swordfish&page=2", "swordfish"),
        ("passphrase: 'correct horse battery staple'", "correct horse battery staple"),
        ('{"a": "{\\"password\\": \\"s3cr3t!\\"}"}', "s3cr3t!"),
        ('$passwd := "x9<b>c1"', "x9<b>c1"),
        ('<add key="Password" value="Cl3arText" />', "Cl3arText"),
        ('password: str | None = "swordfish"', "swordfish"),
        ('password = SecretStr("swordfish")', "swordfish"),
        ('password = """swordfish"""', "swordfish"),
    ),
    counter_examples=(
        'password = os.environ["DB_PASSWORD"]',
        "password = get_password()",
        "if user.password == form.password:",
        "password: ${DB_PASSWORD}",
        'password = "********"',
        "password: str",
        'password = ""',
        "password_policy: strong1",
        "the password is required",
        '{"password": "Enter your password"}',
        '"password": "changeme"',
        "monkey = 'capuchin'",
        "Pass `timezone` as the second argument",
        'you must pass "utf-8" as encoding',
        "PASS: tests/check_1.sh",
        "--- PASS: TestLogin/user_1 (0.00s)",
        "PWD=/srv/shop1\nOLDPWD=/srv/ada1",
        'password.encode("utf-8")',
        "bypass=true1",
    ),
)

SECRET = _detector(
    "secret",
    SECRETS,
    _SECRET_BEGINS,
    classes=(Announced.SECRET, Announced.KEY),
    source="names of tokens and keys in programs, configuration files and speech",
    examples=(
        ("api_key=9f8Xq2LmW7vKpR4t", "9f8Xq2LmW7vKpR4t"),
        ("client_secret: 'kJ8#mQ2$vL5!'", "kJ8#mQ2$vL5!"),
        ('System.setProperty("ACME_TOKEN", "hr11awsvn666975t2gik")', "hr11awsvn666975t2gik"),
        ('var acmeToken string = "QdRYaOG7IYBBZVqZYMXD"', "QdRYaOG7IYBBZVqZYMXD"),
        ("token=4ea38b7b-f563-7709-4bae-87aea15c0d3e", "4ea38b7b-f563-7709-4bae-87aea15c0d3e"),
        ('std::string secret("b7Xc91QpLw30");', "b7Xc91QpLw30"),
        ('encryptionKey: "ZkXo9+1fGq/7yTRpLs2c"', "ZkXo9+1fGq/7yTRpLs2c"),
    ),
    counter_examples=(
        "token = get_token(session)",
        "api_key: str = Field(default=None)",
        "secret_key=settings.SECRET_KEY",
        'api_key = "<YOUR_API_KEY>"',
        "max_tokens=4096",
        '"token_type": "bearer1234"',
        "token_count: 128000",
        "secretName: my-app-tls-certificate-1",
        "keyboard_shortcut: ctrl+shift+p1",
        'cache_key = "9f8Xq2LmW7vKpR4tZk3d"',
        '"key": "4ea38b7b-f563-7709-4bae-87aea15c0d3e"',
        "token = your-token-123456",
        'apiKey: "us-east-1"',
        '"encryptionKey": "arn:aws:kms:us-east-1:123456789012:alias/a1"',
    ),
)

ASSIGNMENTS = (PASSWORD, SECRET)
