"""Words that open a wallet (BIP-39): known by the name before them, and that they are no prose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from enforcecore_core.redaction.detectors.detector import Span
from enforcecore_core.redaction.detectors.named import Named
from enforcecore_core.redaction.gates import compiled, readable
from enforcecore_core.redaction.names import words

__all__ = ["PHRASES"]


def _cased(*names: str) -> str:
    """Any of the words, in the cases in which they are written."""
    return "|".join(case for name in names for case in (name, name.capitalize(), name.upper()))


_FIRST = _cased("seed", "recovery", "backup", "mnemonic")
_NAMES = (
    f"(?:(?:{_FIRST})[ _-]?(?:{_cased('phrase', 'words')})"
    f"|{_cased('mnemonic', 'phrase secrete', 'frase semilla', 'wiederherstellungsphrase')})"
)
# One of them is in every name, and few of them in anything else.
_SIGNS = ("rase", "RASE", "nemonic", "NEMONIC", "ords", "ORDS")
_FIRST_OF_WORD = re.compile("[A-Za-z](?:(?<![A-Za-z]{2})|(?<=[a-z][A-Z]))", re.ASCII)
_BEFORE = "(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z]))"
_LONGEST_NAME = 24
_AT_ONCE = 4_096
_HAS_NAME = compiled([_NAMES])
_FEWEST, _MOST = 12, 24
# Common in prose, and none of the 2,048 words.
_OF_PROSE = words(
    """
    the and for your with from have are not was were which been these those into must should could
    would its has had but our his her them than also such only very their who whom how does did
    """
)
_WORD = "[A-Za-z]{3,8}"
# Also of a list.
_BETWEEN = r"(?:[\"']?[ \t]*[,\r\n][ \t\r\n]*[\"']?|[ \t]+)(?:[0-9]{1,2}[.):][ ]?)?"
_REST = re.compile(rf"(?:{_BETWEEN}(?P<word>{_WORD})(?![0-9A-Za-z]))", re.ASCII)
# What may stand behind a word when the next one is not there yet, or not all of it.
_UNENDED = re.compile(r"[ \t\r\n,\"']*(?:[0-9]{1,2}[.):]?[ ]?)?[A-Za-z]{0,8}", re.ASCII)
_LONGEST = 512


def _starts(text: str, start: int, end: int) -> Iterator[int]:
    """Where names may start, found by what is in all of them."""
    for begin in range(start, end, _AT_ONCE):
        stop = min(begin + _AT_ONCE, end)
        # Most texts have none, and this is the fastest way to see it.
        if _HAS_NAME(readable(text[begin : stop + _LONGEST_NAME])):
            yield from _starts_near(text, begin, stop)


def _starts_near(text: str, start: int, end: int) -> list[int]:
    shown = text[start : end + _LONGEST_NAME]
    places: set[int] = set()
    for sign in _SIGNS:
        place = shown.find(sign)
        while place >= 0:
            first = start + max(0, place - _LONGEST_NAME)
            places |= {
                found.start() for found in _FIRST_OF_WORD.finditer(text, first, start + place + 1)
            }
            place = shown.find(sign, place + 1)
    return sorted(place for place in places if place < end)


def _phrase(found: re.Match[str]) -> Span | None:
    """All words of a phrase, if there are enough of them."""
    end, count = _run(found)
    return (found.start("first"), end) if count >= _FEWEST else None


def _run(found: re.Match[str]) -> tuple[int, int]:
    """Where words of a phrase end that begin with what was found, and how many there are."""
    text, end, count = found.string, found.end("first"), 1
    if not _may_be_of_phrase(found["first"], found["first"]):
        return end, 0
    limit = end + _LONGEST
    while count < _MOST and (more := _REST.match(text, end, limit)):
        if not _may_be_of_phrase(more["word"], found["first"]):
            break
        end, count = more.end(), count + 1
    return end, count


def _may_be_of_phrase(word: str, first: str) -> bool:
    """Whether a word is in the same case as the first, which may have a capital, and no prose."""
    is_alike = word.isupper() if first.isupper() else word[1:].islower()
    has_capital = word[0].isupper() and not first[0].isupper()
    return is_alike and not has_capital and word.lower() not in _OF_PROSE


def _goes_on(found: re.Match[str]) -> bool:
    """Whether more text could add words."""
    end, count = _run(found)
    return 0 < count < _MOST and _UNENDED.fullmatch(found.string, end) is not None


_TWELVE = "legal winner thank year wave sausage worth useful legal winner thank yellow"
_NUMBERED = "\n".join(f"{number}. {word}" for number, word in enumerate(_TWELVE.split(), 1))

SEED_PHRASE = Named(
    name="wallet-seed-phrase",
    kind="SEED_PHRASE",
    group="secrets",
    family="secrets",
    source="BIP-39, mnemonic code for deterministic keys",
    gate=rf"{_NAMES}[^A-Za-z<>]*(?:(?i:is|are|words?|ist|est|es)[^A-Za-z<>]+)?{_WORD}",
    pattern=re.compile(
        rf"{_BEFORE}{_NAMES}(?![A-Za-z])[^A-Za-z<>]{{0,12}}"
        rf"(?:(?:is|are|words?|ist|est|es)[^A-Za-z<>]{{1,8}})?(?P<first>{_WORD})(?![0-9A-Za-z])",
        re.ASCII,
    ),
    confirm=_phrase,
    starts=_starts,
    is_open=_goes_on,
    keys_gate=_NAMES,
    over=re.compile(rf"{_BEFORE}{_NAMES}[^A-Za-z]*\Z", re.ASCII),
    alone=re.compile(rf"[^A-Za-z<>]{{0,12}}(?P<first>{_WORD})(?![0-9A-Za-z])[^<>]*", re.ASCII),
    examples=(
        (f"the seed phrase is {_TWELVE}.", _TWELVE),
        (f'{{"mnemonic": "{_TWELVE}"}}', _TWELVE),
        (f"walletSeedPhrase = '{_TWELVE}'", _TWELVE),
        (f"Recovery phrase:\n{_NUMBERED}\n", _NUMBERED[3:]),
        (f"SEED PHRASE: {_TWELVE.upper()}", _TWELVE.upper()),
    ),
    counter_examples=(
        "the seed phrase is twelve words long",
        "a mnemonic phrase that will help users recover what they own when they lose the wallet",
        "mnemonic: legal winner thank year wave sausage worth useful legal winner thank",
        _TWELVE,
    ),
)

PHRASES = (SEED_PHRASE,)
