"""Passwords that are plain words, where it is said that they are passwords, and nothing else."""

from __future__ import annotations

import re
from functools import partial

from enforcecore_core.redaction.detectors.detector import Detector, Span
from enforcecore_core.redaction.detectors.secrets.values import is_label
from enforcecore_core.redaction.names import announced, words

__all__ = ["PLAIN_WORDS"]

_NAME = "(?:password|passwort|kennwort|passphrase|passcode|pwd|pw)"
_VALUE = r"(?P<quote>[\"'`])?(?P<value>[a-z]{5,32})(?P=quote)?"
# Behind the last word of a sentence or a line; in this much, a stream sees its end.
_END = r"(?=[.!]?(?:[ \t]{0,4}(?:[\r\n]|\Z)|[.!,;][ \t\r\n]))"

# What is said of a password, and is none.
_SAID = words(
    """
    about accepted after also alphanumeric available based because being better blank broken
    changed compromised correct different easy empty expired exposed failed forgotten gone good
    guessable hashed hidden identical important incorrect insecure invalid known leaked likely
    locked long longer lost mandatory manually masked missing mixed needed never obvious
    obsolete okay only optional outdated pending permanent plaintext possible private public
    random rejected required reused right rotated safe salted same saved secret secure
    sensitive short shorter shown simple still stolen stored strong stronger temporary their
    there these tricky unchanged unclear unique unknown unsafe unset updated useless valid
    visible vulnerable weak weaker working wrong abgelaufen falsch geheim korrekt notwendig
    richtig sicher unbekannt
    """
)
_ENDINGS = ("able", "ated", "ible", "ing", "ised", "ized", "less", "lich", "ly", "ted")


def _word(found: re.Match[str]) -> Span | None:
    value = found["value"]
    if value in _SAID or value.endswith(_ENDINGS) or is_label(value):
        return None
    return found.span("value") if announced(value) is None else None


def _behind_user(found: re.Match[str]) -> Span | None:
    return None if found["user"].lower() in _JOINING else _word(found)


_JOINING = words("and or und oder et ou y o e name names nor with without the")

_told = partial(Detector, kind="PASSWORD", group="secrets", family="secrets")

OWNED = _told(
    name="own-password-told",
    source="passwords in speech, of somebody",
    gate=rf"(?i:my|our|mein|unser)[ ][^\r\n<>]*(?i:{_NAME})[^\r\n<>]*(?:is|ist)[: ]",
    pattern=re.compile(
        rf"(?<![A-Za-z])(?i:my|our|mein|unser)[ ](?:[A-Za-z]{{1,10}}[ ]){{0,2}}?(?i:{_NAME})"
        r"(?:[ ](?:for|to|at|fuer|zu)[ ](?:[A-Za-z.]{1,12}[ ]?){1,2}?)?[ ](?:is|ist)(?: now)?:?[ ]"
        rf"{_VALUE}{_END}",
        re.ASCII,
    ),
    confirm=_word,
    examples=(
        ("my password is swordfish.", "swordfish"),
        ("Our wifi password is sunflower", "sunflower"),
        ("well, my password for the vpn is tulip, thanks", "tulip"),
        ("mein Passwort ist sonnenblume", "sonnenblume"),
    ),
    counter_examples=(
        "my password is wrong.",
        "my password is not working",
        "my password is expired, help",
        "our password is being reset",
        "the password is swordfish",
        "my password is swordfish reversed",
    ),
)

LABELLED = _told(
    name="labelled-password",
    source="labels of passwords, alone in a line",
    gate=r"(?:'s[ ]password|Password|Passwort|Kennwort|Passphrase|Passcode)[ ]?:[ ]{1,3}[a-z]{5}",
    pattern=re.compile(
        r"(?<![^\r\n])[ \t>*-]{0,8}(?:[^\s:<>]{1,32}'s[ ]password|Password|Passwort|Kennwort"
        r"|Passphrase|Passcode)[ ]?:[ ]{1,3}"
        r"(?P<value>[a-z]{5,32})(?=[ \t]{0,4}(?:[\r\n]|\Z))",
        re.ASCII,
    ),
    confirm=_word,
    examples=(
        ("Password: swordfish", "swordfish"),
        ("Hello,\n\n  Passwort: sonnenblume\n\nBye", "sonnenblume"),
        ("ada@db1's password: swordfish\nWelcome", "swordfish"),
    ),
    counter_examples=(
        "Password: required",
        "Password: string",
        "Password: the one you know",
        "Password: changed",
        "Old Password: swordfish",
        "password: swordfish",
        "Password:\nswordfish",
    ),
)

OF_USER = _told(
    name="user-and-password-told",
    source="users and their passwords in a row",
    gate=rf"(?i:user|username|login|email)[ :=]+[^\s<>]+[ ,;/]+(?:and |und )?(?i:{_NAME})[ :=]",
    pattern=re.compile(
        r"(?<![A-Za-z])(?i:user|username|login|email)[ :=]{1,3}(?P<user>[0-9A-Za-z_.@+-]{2,32})"
        rf"[ ,;/]{{1,3}}(?:and |und )?(?i:{_NAME})[ :=]{{1,3}}{_VALUE}{_END}",
        re.ASCII,
    ),
    confirm=_behind_user,
    examples=(
        ("log in: username ada password swordfish", "swordfish"),
        ("user: ada, password: tulip.", "tulip"),
        ("Login ada / pw: swordfish", "swordfish"),
    ),
    counter_examples=(
        "username and password required",
        "user or password incorrect",
        "user ada password reset",
        "user name password fields",
        "user ada password changed.",
    ),
)

PLAIN_WORDS = (OWNED, LABELLED, OF_USER)
