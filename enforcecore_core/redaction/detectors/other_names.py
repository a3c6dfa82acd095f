"""Names right before a number that say that it is something else, and codes that are no numbers."""

from __future__ import annotations

import re

from enforcecore_core.redaction.detectors.detector import Span

__all__ = [
    "IDS_AND_COUNTS",
    "NUMBERS",
    "NUMBERS_AND_TIMES",
    "TIMES",
    "VERSIONS_AND_EVENTS",
    "in_code",
]

_SIGNS = r"[^0-9A-Za-z<>]{0,4}\Z"

TIMES = re.compile(
    r"(?:(?i:time[_ -]?stamp|epoch|unix|millis(?:econds)?|created|updated|modified|expir(?:es|y)"
    r"|time|date|ts)(?i:[_ -]?(?:at|on|utc|time|ms|millis))?"
    rf"|_at|_ts|_ms|[a-z]At|[a-z]Time){_SIGNS}",
    re.ASCII,
)
"""Names of points in time: there are as many milliseconds as some states have numbers."""

NUMBERS = re.compile(
    r"(?i:\b(?:ISBN(?:-1[03])?|ISSN|EAN(?:-(?:8|13))?|GTIN(?:-(?:8|12|13|14))?|UPC|ASIN|SKU"
    r"|checksum|md5|sha-?[0-9]{1,3}|time[_ -]?stamp(?:[_ -]ms)?|epoch|reference|ticket"
    r"|invoice|receipt"
    r"|(?:order|invoice|tracking|ticket)[ _-]?(?:id|no|nr|number)|(?:order|invoice|ticket) ?#))"
    r"[^0-9A-Za-z<>]{0,4}(?:[0-9]{1,12}-){0,5}\Z",
    re.ASCII,
)
"""Names of numbers and codes that are as long as telephone numbers."""

NUMBERS_AND_TIMES = re.compile(f"{NUMBERS.pattern}|{TIMES.pattern}", re.ASCII)
"""Both: a number of seconds is as long as a telephone number too."""

IDS_AND_COUNTS = re.compile(
    rf"{NUMBERS_AND_TIMES.pattern}"
    r"|(?:[pP]hone|[tT]el(?:ephone)?|[mM]obile|[cC]all|[sS]ms|[fF]ax)s?(?:_?[nN]umber)?_?"
    r"(?:[iI]d|ID|[cC]ount)[^0-9A-Za-z<>]{0,4}\Z",
    re.ASCII,
)
"""These, and what is called after a telephone and is none: `phone_id`, `callCount`.

Other ids may be numbers to call: `wa_id` is one.
"""

VERSIONS_AND_EVENTS = re.compile(
    r"[0-9A-Za-z_\])][ ]?[=~!<>]=[ ]?\Z"
    r"|(?i:\b(?:creat(?:ed|ion)|updated?|modified|modification|expir(?:es|y|ed|ation)|issued?|due"
    rf"|released?|published|valid|until|flight|depart(?:s|ed|ure)?|arriv(?:es|ed|al)|appointment"
    rf"|visit(?:ed)?|admi(?:tted|ssion)|discharged?)(?:[ ][A-Z0-9]{{2,8}})?"
    rf"(?:[_ -](?:at|on|date|time|until))?){_SIGNS}",
    re.ASCII,
)
"""What stands between a package and its version (PEP 440), and names of what has a date."""

_HEXADECIMAL = "0123456789abcdefABCDEF"
# As long as what hash functions give, the shortest of which has 128 bits.
_DIGEST = 32
_LONGEST = 128


def in_code(text: str, span: Span) -> bool:
    """Whether these digits are a part of the digest of something, in hexadecimal."""
    start, end = span
    before = text[max(0, start - _LONGEST) : start]
    behind = text[end : end + _LONGEST]
    first = len(before) - len(before.rstrip(_HEXADECIMAL))
    last = len(behind) - len(behind.lstrip(_HEXADECIMAL))
    around = before[len(before) - first :] + behind[:last]
    return first + end - start + last >= _DIGEST and not (around.isdigit() or around == "")
