"""What stands around a name that announces a secret: no code, or what makes it no secret."""

from __future__ import annotations

import re

__all__ = ["is_something_else", "stands_in_plain_text"]

_NEAR = 80
_ENVIRONMENT = re.compile(r"(?:\A|[\r\n]|(?:\A|[\r\n ])(?:export|ENV|ARG|set|-e)[ ])\Z", re.ASCII)
# Where there is no blank on either side of the sign: behind what is exported or given, and behind
# another setting (`host=db password=...`). Code has commas there.
_GIVEN = re.compile(
    r"(?:\A|[\s\"',])(?:export|env|-e|--env|--set(?:-string)?|--?var|--build-arg|--from-literal"
    r"|--extra-vars|kv[ ](?:put|patch)[ ][^\s=]{1,48})[ =][\"']?\Z"
    r"|(?:\A|[\s\"'])[A-Za-z_]{2,16}=[^\s\"'=,;(){}$]{1,40}[ ]\Z",
    re.ASCII,
)
_DIRECTORIES = ("PWD", "OLDPWD")
_PATHS = ("/", "~", "Path(", "C:", "$")
_OF_TEST = re.compile(r"(?i:tests?)|[\w./-]{0,64}[./]", re.ASCII)
_BEHIND_COMMANDS = (" ", "'", '"', ";", "&")


def stands_in_plain_text(text: str, start: int, name: str, *, tight: bool) -> bool:
    """Whether the name is a query's, a command's or a setting's, where no code stands.

    `tight` says that the value stands right behind its sign.
    """
    before = text[max(0, start - _NEAR) : start]
    if before.endswith(("?", "&")) or (name.isupper() and bool(_ENVIRONMENT.search(before))):
        return True
    if not tight:
        return False
    if name.isupper() and before.endswith(_BEHIND_COMMANDS):
        return True
    return name.startswith("-D") or _GIVEN.search(before) is not None


def is_something_else(name: str, between: str, value: str) -> bool:
    """Whether it is a directory of a shell, the verdict of a test, or says what to pass."""
    if name in _DIRECTORIES and value.startswith(_PATHS):
        return True
    if name == "PASS" and between.startswith(":") and _OF_TEST.match(value):
        return True
    # `Pass "name" as the first argument`
    is_said = "=" in value or "-" in value or not any(map(str.isdigit, value))
    return name.lower() == "pass" and between[:-1].isspace() and is_said
