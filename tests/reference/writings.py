"""Texts in which it is known where values stand, however they are written."""

from __future__ import annotations

import base64
from random import Random

__all__ = ["UNSEEN", "WRITINGS", "mixed", "planted", "scrambled", "written"]

UNSEEN = "\u200b\u200d\u2060\ufeff\u00ad\u034f\u0301\u0336\u20dd\ufe0f\u2066\u2069\U000e0001\x00"
_LOOK_ALIKES = str.maketrans("aceopxyABEHKMOPT", "асеорхуАВЕНКМОРТ")
_PLAIN_WORDS = ("lorem", "ipsum", "dolor", "sit", "amet")
_WORDS = (*_PLAIN_WORDS, "слово", "né", "一言")
_SIGNS = "0123456789 -.@:/+=<>\n%&;\\u\"'"
_PIECES = (
    *(
        "<EMAIL>",
        "\ud800",
        "<",
        ">",
        "password: ",
        "ssn ",
        "\u202e",
        "\u202c",
        "\n",
        "key=",
        "data:",
    ),
    *(
        '"',
        '{"a":"',
        " ",
        "(",
        ", ",
        "word ",
        "x",
        "12 345 ",
        "é",
        "a-",
        "%41",
        "&amp;",
        "\\",
        "YWJj",
    ),
)


def _full_width(value: str, _random: Random) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in value)


def _with_unseen(value: str, random: Random) -> str:
    junk = ["".join(random.choices(UNSEEN, k=random.choice((0, 0, 1, 2, 30)))) for _ in value]
    junk[-1] = ""
    return "".join(char + more for char, more in zip(value, junk, strict=True))


def _percent(value: str, _random: Random) -> str:
    return "".join(f"%{byte:02X}" for byte in value.encode("utf-8", "surrogatepass"))


def _entities(value: str, random: Random) -> str:
    return "".join(f"&#{random.choice(('', '0'))}{ord(char)};" for char in value)


def _escapes(value: str, _random: Random) -> str:
    return "".join(f"\\u{ord(char):04x}" if ord(char) < 0x10000 else char for char in value)


def _backwards(value: str, _random: Random) -> str:
    return f"\u202e{value[::-1]}\u202c"


def _base64(value: str, _random: Random) -> str:
    return base64.b64encode(value.encode("utf-8", "surrogatepass")).decode()


def _base64url(value: str, _random: Random) -> str:
    encoded = base64.urlsafe_b64encode(value.encode("utf-8", "surrogatepass")).decode()
    return encoded.rstrip("=")


def _hexadecimal(value: str, _random: Random) -> str:
    return value.encode("utf-8", "surrogatepass").hex()


def _base32(value: str, _random: Random) -> str:
    # It is read where it stands for ten characters of ASCII, or more.
    if not value.isascii() or len(value) < 10:
        return value
    return base64.b32encode(value.encode()).decode()


def _ascii85(value: str, random: Random) -> str:
    encoded = value.encode("utf-8", "surrogatepass")
    return base64.a85encode(encoded, adobe=True, wrapcol=random.choice((0, 0, 10, 76))).decode()


def _utf7(value: str, random: Random) -> str:
    if not value.isascii() or not value.isprintable():
        return value
    start, end = sorted(random.choices(range(len(value)), k=2))
    end += 1
    inside = base64.b64encode(value[start:end].encode("utf-16-be")).decode().rstrip("=")
    return f"{value[:start]}+{inside}-{value[end:]}"


def _number_words(value: str, random: Random) -> str:
    words = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    if not (value.isascii() and value.isdigit() and len(value) > 8):
        return value
    return random.choice((" ", ", ", "-")).join(words[int(digit)] for digit in value)


def _glued(value: str, random: Random) -> str:
    return value * random.choice((2, 3, 10))


def _in_brackets(value: str, random: Random) -> str:
    at, dot = random.choice(((" [at] ", " [dot] "), ("(at)", "(dot)"), ("[@]", "[.]")))
    # The space behind a last point would be that of the text.
    return value[:-1].replace("@", at).replace(".", dot) + value[-1]


def _in_pieces(value: str, random: Random) -> str:
    """Literals that a program joins, but for the first and the last quotation mark."""
    places = [at for at in range(1, len(value)) if value[at - 1 : at + 1].isalnum()]
    if not places or set("%&\\").intersection(value):
        return value
    cuts = sorted(random.sample(places, k=min(len(places), random.randrange(1, 4))))
    edges = zip([0, *cuts], [*cuts, len(value)], strict=True)
    joint = random.choice(('" + "', "' '", '" . "', "'||'", '"\n  "', '" \\\n b"', "\\\n "))
    return joint.join(value[start:end] for start, end in edges)


def _doubly(value: str, random: Random) -> str:
    inner = random.choice((_full_width, _percent, _entities, _escapes, _base64))
    return random.choice((_percent, _base64, _escapes))(inner(value, random), random)


WRITINGS = {
    "plain": lambda value, _random: value,
    "full-width": _full_width,
    "unseen": _with_unseen,
    "percent": _percent,
    "entities": _entities,
    "escapes": _escapes,
    "backwards": _backwards,
    "base64": _base64,
    "base64url": _base64url,
    "hexadecimal": _hexadecimal,
    "base32": _base32,
    "ascii85": _ascii85,
    "utf7": _utf7,
    "glued": _glued,
    "number words": _number_words,
    "brackets": _in_brackets,
    "pieces": _in_pieces,
    "doubly": _doubly,
}


def written(value: str, random: Random) -> str:
    """The value in one of the writings, or as it is; also in look-alikes."""
    name = random.choice((*WRITINGS, "plain", "alike"))
    return value.translate(_LOOK_ALIKES) if name == "alike" else WRITINGS[name](value, random)


def planted(value: str, writing: str, random: Random) -> tuple[str, tuple[int, int]]:
    """A text with the value between words, and where it stands, without signs of direction."""
    before = " ".join(random.choices(_WORDS, k=random.randrange(4)))
    after = " ".join(random.choices(_WORDS, k=random.randrange(4)))
    value = WRITINGS[writing](value, random)
    start = len(before) + 1 + value.startswith("\u202e")
    end = len(before) + 1 + len(value) - value.endswith("\u202c")
    return f"{before} {value} {after}", (start, end)


# One character each, so that it is known which part of a text stands for which.
_SIGN_BY_SIGN = (
    lambda char, _random: char,
    _full_width,
    _percent,
    _entities,
    _escapes,
    lambda char, _random: f"&#x{ord(char):X};",
    lambda char, _random: f"\\u{{{ord(char):x}}}",
)


def mixed(value: str, random: Random, unseen: str = "") -> tuple[str, tuple[int, int]]:
    """A text with the value between words, all of it in one or several writings at once, and where
    what stands for the value begins and ends.

    Each character is written by itself, up to twice over, and some of `unseen` stand in between.
    """
    before = " ".join((*random.choices(_PLAIN_WORDS, k=random.randrange(3)), ""))
    after = " ".join(("", *random.choices(_PLAIN_WORDS, k=random.randrange(3))))
    chosen = random.sample(_SIGN_BY_SIGN, k=random.choice((1, 1, 2, 3)))
    # Digits of two sets in one number are a finding by themselves.
    if _full_width in chosen:
        chosen = [_full_width]
    outer = random.choice((None, None, _percent, _entities, _escapes))
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    position = 0
    for char in before + value + after:
        unit = random.choice(chosen)(char, random)
        if outer is not None:
            unit = "".join(outer(sign, random) for sign in unit)
        between = random.choice(unseen) if unseen and not random.randrange(4) else ""
        parts += (unit, between)
        places.append((position, position + len(unit)))
        position += len(unit) + len(between)
    return "".join(parts), (places[len(before)][0], places[len(before + value) - 1][1])


def scrambled(values: list[str], random: Random) -> str:
    """Values, parts of values and signs that mean something, in many writings, side by side."""
    pieces = []
    for _ in range(random.randrange(1, 6)):
        piece = random.choice(values)
        match random.randrange(5):
            case 0:
                piece = piece[: random.randrange(len(piece) + 1)]
            case 1:
                piece = random.choice(_PIECES) * random.choice((1, 1, 1, 1, 2, 3, 5, 8, 20, 150))
            case 2:
                piece = "".join(random.choices(_SIGNS, k=random.randrange(12)))
            case _:
                piece = written(piece, random)
        pieces.append(piece)
    return random.choice(("", " ", "-", "\n")).join(pieces)
