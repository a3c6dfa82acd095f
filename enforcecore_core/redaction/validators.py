"""Checks that tell a value of a format from a row of characters that looks like one."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import json
import re
from collections.abc import Iterator

from enforcecore_core.redaction.check_digits import luhn, mod_97_10

__all__ = [
    "IBAN_COUNTRIES",
    "card_length",
    "cards_length",
    "ends",
    "iban_length",
    "is_ipv4",
    "is_ipv6",
    "is_jose_header",
    "phone_length",
]

_DIGITS = frozenset("0123456789")


# Issuer prefixes (inclusive ranges of equal width) and the lengths that are issued under them.
_BRANDS: tuple[tuple[str, str, frozenset[int]], ...] = (
    ("4", "4", frozenset({16, 19})),
    ("51", "55", frozenset({16})),
    ("2221", "2720", frozenset({16})),
    ("34", "34", frozenset({15})),
    ("37", "37", frozenset({15})),
    ("6011", "6011", frozenset(range(16, 20))),
    ("644", "659", frozenset(range(16, 20))),
    ("62", "62", frozenset(range(16, 20))),
    ("60", "60", frozenset({16})),
    ("3528", "3589", frozenset(range(16, 20))),
    ("300", "305", frozenset({14, 16})),
    ("3095", "3095", frozenset({14, 16})),
    ("36", "36", frozenset({14, 16})),
    ("38", "39", frozenset({14, 16})),
    ("2200", "2204", frozenset(range(16, 20))),
    ("5018", "5020", frozenset(range(14, 20))),
    ("5038", "5038", frozenset(range(14, 20))),
    ("5893", "5893", frozenset(range(14, 20))),
    ("6304", "6304", frozenset(range(14, 20))),
    ("6759", "6763", frozenset(range(14, 20))),
)

# How the digits are written in groups, on cards and by people.
_SHAPES = frozenset(
    {
        (4, 4, 4, 4),
        (4, 6, 5),
        (4, 6, 4),
        (4, 4, 4, 2),
        (4, 4, 4, 3),
        (4, 4, 4, 4, 1),
        (4, 4, 4, 4, 2),
        (4, 4, 4, 4, 3),
        (6, 13),
        (6, 10),
    }
)
_SEPARATOR = re.compile("[ -]")


_ISSUED = {
    (str(prefix), length)
    for low, high, lengths in _BRANDS
    for prefix in range(int(low), int(high) + 1)
    for length in lengths
}
_WIDTHS = (1, 2, 3, 4)


# Of cards that stand in a row without anything between, as most have.
_CARD_LENGTHS = (16, 15)


def _is_issued(digits: str) -> bool:
    return any((digits[:width], len(digits)) in _ISSUED for width in _WIDTHS)


def _is_card(text: str) -> bool:
    groups = _SEPARATOR.split(text)
    if len(groups) > 1 and tuple(map(len, groups)) not in _SHAPES:
        return False
    digits = "".join(groups)
    return luhn(digits) and _is_issued(digits)


def card_length(text: str) -> int | None:
    """How many characters at the start of `text` are a payment card's number, at most.

    `text` is digits with single separators; what comes after the card in it (an expiry date, an
    amount) does not hide the card.
    """
    for end in ends(text, " -"):
        if _is_card(text[:end]):
            return end
    return None


def cards_length(digits: str) -> int | None:
    """The length of a row of digits that is nothing but payment cards right behind one another."""
    start = 0
    while start < len(digits):
        lengths = [
            length
            for length in _CARD_LENGTHS
            if start + length <= len(digits) and _is_card(digits[start : start + length])
        ]
        if not lengths:
            return None
        start += lengths[0]
    return start


def ends(text: str, separators: str) -> Iterator[int]:
    """Where a number could end, longest first: at the end, and before each separator."""
    yield len(text)
    for place in range(len(text) - 1, 0, -1):
        if text[place] in separators:
            yield place


# Length of an IBAN by country (SWIFT IBAN registry, ISO 13616).
_IBAN_LENGTHS = {
    **dict.fromkeys(("NO",), 15),
    **dict.fromkeys(("BE",), 16),
    **dict.fromkeys(("DK", "FI", "FK", "FO", "GL", "NL", "SD"), 18),
    **dict.fromkeys(("MK", "SI"), 19),
    **dict.fromkeys(("AT", "BA", "EE", "KZ", "LT", "LU", "MN", "XK"), 20),
    **dict.fromkeys(("CH", "HR", "LI", "LV"), 21),
    **dict.fromkeys(("BG", "BH", "CR", "DE", "GB", "GE", "IE", "ME", "RS", "VA"), 22),
    **dict.fromkeys(("AE", "GI", "IL", "IQ", "OM", "SO", "TL"), 23),
    **dict.fromkeys(("AD", "CZ", "ES", "MD", "PK", "RO", "SA", "SE", "SK", "TN", "VG"), 24),
    **dict.fromkeys(("LY", "PT", "ST"), 25),
    **dict.fromkeys(("IS", "TR"), 26),
    **dict.fromkeys(("BI", "DJ", "FR", "GR", "IT", "MC", "MR", "SM"), 27),
    **dict.fromkeys(("AL", "AZ", "BY", "CY", "DO", "GT", "HN", "HU", "LB", "NI", "PL", "SV"), 28),
    **dict.fromkeys(("BR", "EG", "PS", "QA", "UA"), 29),
    **dict.fromkeys(("JO", "KW", "MU", "YE"), 30),
    **dict.fromkeys(("MT", "SC"), 31),
    **dict.fromkeys(("LC",), 32),
    **dict.fromkeys(("RU",), 33),
}
# With a separator behind each character.
_LONGEST_IBAN = 66


IBAN_COUNTRIES = frozenset(_IBAN_LENGTHS)


def iban_length(text: str) -> int | None:
    """How many characters at the start of `text` are an IBAN that adds up (ISO 7064, mod 97-10).

    The country says how long it is. What is glued to its end would make it something else, unless
    that is an IBAN as well.
    """
    end = _iban_end(text, 0)
    if end is None or end == len(text) or text[end] in " -":
        return end
    return None if _iban_end(text, end) is None else end


def _iban_end(text: str, start: int) -> int | None:
    length = _IBAN_LENGTHS.get(text[start : start + 2].upper())
    if length is None:
        return None
    places = [
        place
        for place in range(start, min(len(text), start + _LONGEST_IBAN))
        if text[place] not in " -"
    ]
    if len(places) < length:
        return None
    compact = "".join(text[place] for place in places[:length])
    # Written all in capitals or all small; tokens have both.
    in_one_case = compact in {compact.upper(), compact.lower()}
    adds_up = in_one_case and mod_97_10(compact[4:] + compact[:4])
    return places[length - 1] + 1 if adds_up else None


_OCTETS = frozenset(map(str, range(256)))
_OCTETS_OF_IPV4 = 4


def is_ipv4(text: str) -> bool:
    """Whether `text` is four octets in decimal, without leading zeros."""
    octets = text.split(".")
    return len(octets) == _OCTETS_OF_IPV4 and _OCTETS.issuperset(octets)


def is_ipv6(text: str) -> bool:
    """Whether `text` is an IPv6 address of some host, and no piece of a program (`a::b`, `[::2]`).

    Loopback (`::1`) is every host's own.
    """
    try:
        number = int(ipaddress.IPv6Address(text))
    except ValueError:
        return False
    return number >> 32 != 0 and not _DIGITS.isdisjoint(text)


# Country calling codes that are assigned (ITU-T E.164, list of assigned codes).
_CALLING_CODES = frozenset(
    map(
        str,
        (
            *(1, 7, 20, 27, *range(30, 35), 36, 39, 40, 41, *range(43, 50), *range(51, 59)),
            *(*range(60, 67), 81, 82, 84, 86, *range(90, 96), 98, 211, 212, 213, 216, 218),
            *(*range(220, 259), *range(260, 270), 290, 291, 297, 298, 299, *range(350, 360)),
            *(370, 371, 372, 373, 374, 375, 376, 377, 378, 379, 380, 381, 382, 383, 385, 386),
            *(387, 389, 420, 421, 423, *range(500, 510), *range(590, 600), 670, 672, 673, 674),
            *(*range(675, 684), *range(685, 693), 800, 808, 850, 852, 853, 855, 856, 870, 878),
            *(880, 881, 882, 883, 886, 888, *range(960, 969), *range(970, 978), 979),
            *range(992, 997),
            998,
        ),
    )
)
_NORTH_AMERICA = re.compile(r"1[2-9][0-9]{2}[2-9][0-9]{6}", re.ASCII)
_SIGNED_DECIMAL = re.compile(r"\+[0-9]{1,3}\.[0-9]+", re.ASCII)


def phone_length(text: str) -> int | None:
    """How many characters at the start of `text` are a number in the plan of ITU-T E.164.

    `text` is a `+` and then digits with separators. North American numbers have a fixed length;
    of others, all that follows counts.
    """
    if _SIGNED_DECIMAL.fullmatch(text):
        return None
    places = [place for place, char in enumerate(text) if char in _DIGITS]
    digits = "".join(text[place] for place in places)
    if digits[0] == "1":
        if not _NORTH_AMERICA.match(digits):
            return None
        end = places[10] + 1
        return None if text[end : end + 1].isdigit() else end
    return len(text) if any(digits[:width] in _CALLING_CODES for width in (1, 2, 3)) else None


def is_jose_header(text: str) -> bool:
    """Whether `text` is the first part of a JWS or JWE: base64url of a JSON object with `alg`."""
    try:
        header = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except RecursionError:
        # Nobody nests a header that deep; whoever did wants it not to be read.
        return True
    except (ValueError, binascii.Error):
        return False
    return isinstance(header, dict) and "alg" in header
