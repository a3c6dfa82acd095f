"""What stands around a name that announces a secret: no code, or what makes it no secret."""

from __future__ import annotations

import re

from enforcecore_core.redaction.detectors.detector import Span

__all__ = ["is_directory", "is_something_else", "stands_in_plain_text"]

_NEAR = 80
_LONGEST_WORD = 8
_ENVIRONMENT = re.compile(r"(?:\A|[\r\n]|(?:\A|[\r\n ])(?:export|ENV|ARG|set|-e)[ ])\Z", re.ASCII)
# Where there is no blank on either side of the sign: behind what is exported or given, and behind
# another setting (`host=db password=...`). Code has commas there.
_GIVEN = re.compile(
    r"(?:\A|[\s\"',])(?:export|env|-e|--env|--set(?:-string)?|--?var|--build-arg|--from-literal"
    r"|--extra-vars|kv[ ](?:put|patch)[ ][^\s=]{1,48})[ =][\"']?\Z"
    r"|(?:\A|[\s\"'])[A-Za-z_]{2,16}=[^\s\"'=,;(){}$]{1,40}[ ]\Z",
    re.ASCII,
)
_BEHIND_COMMANDS = (" ", "'", '"', ";", "&")
_BEHIND_ARGUMENTS = (", ", "( ")
_DIRECTORIES = ("PWD", "OLDPWD")
# `PWD` is a password in connection strings (ODBC), where something stands before or behind it.
_DIRECTORY = re.compile(r"~?(?:/[a-z][a-z0-9_.-]{0,63}){1,32}/?", re.ASCII)
_FILE_OF_TESTS = re.compile(
    r"(?:[\w-]{1,64}/){0,8}(?:test_[a-z_0-9]{1,64}|[a-z][\w-]{1,64}"
    r"\.(?:cc?|cpp|go|java|js|pl|py|rb|rs|sh|ts))|Test[A-Z]\w{1,64}(?:/\w{1,64}){0,4}",
    re.ASCII,
)
# Before the verb, and behind it with what is passed.
_TO_PASS = re.compile(r"(?:must|please|to|cannot|can|should|not)[ ]\Z", re.ASCII | re.IGNORECASE)
_PASSED = re.compile(r"[\"'`][ ](?:as|to|instead|in|into|for|if|when|argument|option)\b", re.ASCII)


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
        return not before.endswith(_BEHIND_ARGUMENTS)
    return name.startswith("-D") or _GIVEN.search(before) is not None


def is_directory(name: str, value: str) -> bool:
    """Whether it is the directory of a shell and not a password."""
    return name in _DIRECTORIES and _DIRECTORY.fullmatch(value) is not None


def is_something_else(text: str, start: int, name: str, value: Span) -> bool:
    """Whether it is the directory of a shell, the verdict of a test, or says what to pass."""
    begin, end = value
    if is_directory(name, text[begin:end]):
        return not text.startswith(";", end) and not text[:start].endswith(";")
    if name.lower() != "pass":
        return False
    between = text[start + len(name) : begin]
    if between.startswith(":"):
        return name == "PASS" and _FILE_OF_TESTS.fullmatch(text, begin, end) is not None
    if not between[:-1].isspace():
        return False
    # `Pass "name" as the first argument`
    before = text[max(0, start - _LONGEST_WORD) : start]
    if _TO_PASS.search(before):
        return True
    is_option = text.startswith("`--", begin - 1)
    return name == "Pass" and (is_option or _PASSED.match(text, end) is not None)
