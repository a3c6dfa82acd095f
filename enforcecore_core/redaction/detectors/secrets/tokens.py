"""How most issuers write a token: a prefix that is theirs alone, then random characters."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence

from enforcecore_core.redaction.detectors.detector import Detector, Span
from enforcecore_core.redaction.randomness import is_mixed, is_stand_in

__all__ = [
    "ALNUM",
    "BASE64",
    "HEX",
    "LOWER",
    "UPPER",
    "URL_SAFE",
    "UUID",
    "if_random",
    "made_up",
    "prefixed",
    "shaped",
    "unless_stand_in",
]

HEX = "0-9a-fA-F"
LOWER = "0-9a-z"
UPPER = "0-9A-Z"
ALNUM = "0-9A-Za-z"
URL_SAFE = "0-9A-Za-z_-"
BASE64 = "0-9A-Za-z+/"
UUID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"

_LONGEST = 255
_BOUNDARY = "(?<![0-9A-Za-z])"
_GATED = 6
# A value is judged by its beginning, so that many long candidates take no square of their size.
_JUDGED = 96
# From this length on, a pattern may have ended before the token did.
_BOUNDED = 120
_GOES_ON = "0-9A-Za-z_+/="
_ALL = "".join(map(chr, range(33, 127)))


def made_up(alphabet: str, length: int) -> str:
    """A value for examples: the same each time, of no pattern, and issued by nobody."""
    letters = re.findall(f"[{alphabet}]", _ALL, re.ASCII)
    return "".join(letters[zlib.crc32(b"%d" % n) % len(letters)] for n in range(length))


def unless_stand_in(found: re.Match[str]) -> Span | None:
    """Accept a candidate whose random part (`body`) is not one that documentation makes up."""
    return None if is_stand_in(found["body"][:_JUDGED]) else found.span()


def if_random(found: re.Match[str]) -> Span | None:
    """Accept a candidate whose random part has digits, and letters that are no words."""
    body = found["body"][:_JUDGED]
    drawn = any(char.isdigit() for char in body) and is_mixed(body, 0.25)
    return found.span() if drawn and not is_stand_in(body) else None


def _to_its_end(
    confirm: Callable[[re.Match[str]], Span | None], alphabet: str = ""
) -> Callable[[re.Match[str]], Span | None]:
    """The same, with what goes on behind a long candidate, in this alphabet too."""
    going_on = re.compile(f"[{_GOES_ON}{alphabet}-]{{0,4096}}", re.ASCII)

    def confirmed(found: re.Match[str]) -> Span | None:
        span = confirm(found)
        if span is None or span[1] - span[0] < _BOUNDED:
            return span
        rest = going_on.match(found.string, span[1])
        return span[0], rest.end() if rest else span[1]

    return confirmed


def prefixed(
    name: str,
    prefixes: str | Sequence[str],
    alphabet: str,
    length: int,
    source: str,
    *,
    exact: bool = False,
    glued: bool = False,
    tail: str = "",
    kind: str | None = None,
    confirm: Callable[[re.Match[str]], Span | None] = unless_stand_in,
) -> Detector:
    """Tokens that begin with one of `prefixes`, then at least `length` characters of `alphabet`.

    What goes on in the same alphabet belongs to the token, unless it has `exact`ly that length.
    `glued` tokens are found behind letters and digits too: their prefix occurs nowhere else.
    `tail` is a pattern of what may end it.
    """
    starts = (prefixes,) if isinstance(prefixes, str) else tuple(prefixes)
    either = "|".join(map(re.escape, starts))
    repeat = f"{{{length}}}" if exact else f"{{{length},{_LONGEST}}}"
    body = f"(?P<body>[{alphabet}]{repeat}{tail})" + (f"(?![{alphabet}])" if exact else "")
    token = made_up(alphabet, length)
    return Detector(
        name=name,
        kind=kind or name.upper().replace("-", "_"),
        group="secrets",
        family="secrets",
        source=source,
        gate=f"(?:{either})[{alphabet}]{{{min(length, _GATED)}}}",
        pattern=re.compile(f"{'' if glued else _BOUNDARY}(?:{either}){body}", re.ASCII),
        confirm=confirm if exact else _to_its_end(confirm, alphabet.rstrip("-")),
        is_certain=True,
        examples=tuple((f"the token='{start}{token}'.", start + token) for start in starts[:2]),
        counter_examples=(starts[0][:-1] + token, starts[0] + "x" * length),
    )


def shaped(
    name: str,
    gate: str,
    pattern: str,
    example: str,
    source: str,
    *,
    kind: str | None = None,
    confirm: Callable[[re.Match[str]], Span | None] = unless_stand_in,
    counter_examples: tuple[str, ...] = (),
) -> Detector:
    """Tokens of several parts. `pattern` calls the random ones `body`."""
    return Detector(
        name=name,
        kind=kind or name.upper().replace("-", "_"),
        group="secrets",
        family="secrets",
        source=source,
        gate=gate,
        pattern=re.compile(pattern, re.ASCII),
        confirm=_to_its_end(confirm),
        is_certain=True,
        examples=((f"the token='{example}'.", example), (example, example)),
        counter_examples=counter_examples or (example[: len(example) // 2],),
    )
