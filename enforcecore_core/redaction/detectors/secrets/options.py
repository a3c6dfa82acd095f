"""Secrets in options of commands. An option may also be the name over a text: its argument."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from enforcecore_core.redaction.command_lines import OF_USER, takes_a_value
from enforcecore_core.redaction.detectors.detector import NEVER, Detector, Part, Span
from enforcecore_core.redaction.detectors.secrets.literals import QUOTE, read
from enforcecore_core.redaction.detectors.secrets.values import is_label, is_reference, is_secret
from enforcecore_core.redaction.names import PASSWORDS, SECRETS, announced

__all__ = ["OPTIONS", "Argument"]

_NAMES = "|".join((*PASSWORDS, *SECRETS))
_USER = "(?:-u|-U|--user|--proxy-user)"
# Whose processes are started as a user and a group, unless they are another command.
_CONTAINER = re.compile(
    r"(?<![\w-])(?:docker|podman|nerdctl)(?![^\r\n|;&]*(?:curl|wget|https?[ :]))[^\r\n|;&]*\Z",
    re.ASCII,
)
_BEFORE = 96


@dataclass(frozen=True, slots=True)
class Argument(Detector):
    """A detector of arguments by the option before them, which may be the name over a text."""

    behind: re.Pattern[str] = NEVER

    def announced_by(self, keys: str) -> bool:
        """Whether the names end in such an option."""
        return self.behind.search(keys) is not None

    def spans(self, text: str, keys: str = "", part: Part | None = None) -> Iterator[Span]:
        """As of any detector; and what of the text is one behind the option that names it."""
        named = self.behind.search(keys) if part is None or part[0] == 0 else None
        if named is not None:
            yield from self._argument(f" {named[0].strip()} ", text)
        yield from Detector.spans(self, text, keys, part)

    def _argument(self, option: str, text: str) -> Iterator[Span]:
        found = self.pattern.search(option + text)
        span = self.confirm(found) if found is not None and found.start() < len(option) else None
        if span is not None and span[0] >= len(option):
            yield span[0] - len(option), span[1] - len(option)


def _option(found: re.Match[str]) -> Span | None:
    literal = read(found.string, found.end(), found["quote"])
    what = announced(found["name"])
    if literal is None or what is None or literal.value.startswith("-"):
        return None
    if not takes_a_value(found["name"]):
        return None
    return literal.span(found.string) if is_secret(literal.value, what) else None


def _user_and_password(found: re.Match[str]) -> Span | None:
    user, password = found["user"], found["password"]
    if user.isdigit() or is_reference(password) or is_label(password):
        return None
    before = _CONTAINER.search(found.string, max(0, found.start() - _BEFORE), found.start())
    return found.span("password") if before is None else None


OPTION = Detector(
    name="secret-option",
    kind="SECRET",
    group="secrets",
    family="secrets",
    source="options of commands named after secrets",
    gate=rf"--[0-9A-Za-z-]*(?i:{_NAMES})[0-9A-Za-z-]*[ =]",
    pattern=re.compile(
        rf"(?<![0-9A-Za-z-])--(?P<name>[0-9A-Za-z-]{{2,40}})[ =][ ]?(?P<quote>{QUOTE})?(?=[^\s<>])",
        re.ASCII,
    ),
    confirm=_option,
    is_certain=True,
    examples=(
        ("deploy --password hunter2 --force", "hunter2"),
        ("x --acme-api-key '9f8Xq2LmW7vKpR4t'", "9f8Xq2LmW7vKpR4t"),
        ("login --password=swordfish", "swordfish"),
        ("login --senha Tulip9x", "Tulip9x"),
        ("x --bearer 9f8Xq2LmW7vKpR4t", "9f8Xq2LmW7vKpR4t"),
    ),
    counter_examples=(
        "docker login --password-stdin registry1",
        "x --password --force1",
        "x --token $TOKEN1",
        "x --token-file path1",
        "psql --no-password shop1",
    ),
)

USER_AND_PASSWORD = Argument(
    name="user-and-password-option",
    kind="PASSWORD",
    group="secrets",
    family="secrets",
    source="curl manual, --user and --proxy-user",
    gate=(r"(?:-u|-U|-user)(?:[\"'],[ ]?|[ =])?[\"']?[^\s\"'<>:]{1,64}:[\"']?[^\s\"'<>]"),
    pattern=re.compile(
        rf"(?:(?<=\s){_USER}[ =]?|(?<![^\s\"']){_USER}(?:[\"'],[ ]?|[ =]))"
        r"[\"']?(?P<user>[^\s\"'<>:$`{/]{1,40}):[\"']?(?P<password>[^\s\"'<>`/]{3,128})",
        re.ASCII,
    ),
    confirm=_user_and_password,
    is_certain=True,
    keys_gate=OF_USER,
    behind=re.compile(rf"{OF_USER}\Z"),
    examples=(
        ("curl -u ada:hunter2 https://a.example", "hunter2"),
        ('curl --user "ada:hunter2" https://a.example', "hunter2"),
        ('["curl", "-u", "ada:hunter2", "https://a.example"]', "hunter2"),
        ("docker exec web curl -u ada:hunter2 https://a.example", "hunter2"),
    ),
    counter_examples=(
        "docker run -u 1000:1000 image",
        "docker run --rm -u node:node image",
        "curl -u ada https://a.example",
        'curl -u "ada:$PASSWORD"',
        "curl -u ada:[PASSWORD] a",
    ),
)

OPTIONS = (OPTION, USER_AND_PASSWORD)
