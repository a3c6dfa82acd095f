"""Names of people and places in a text: what a finder says, made fit for redaction.

A finder is a trained model, which may say anything. What it takes for a name counts only where a
word stands that could be one; and what stands under a key for names is one, whatever it says.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from enforcecore_core.named_entities import MODEL_KINDS, EntityFinder, EntitySpan
from enforcecore_core.redaction.addresses import ADDRESS, with_addresses
from enforcecore_core.redaction.cues import Cues
from enforcecore_core.redaction.editing import Edit, Edited, Original
from enforcecore_core.redaction.inspection import NotInspectable

__all__ = ["NAMED", "Allowance", "Entities"]

PERSON = "PERSON"

NAMED = tuple(dict.fromkeys((ADDRESS, PERSON, *MODEL_KINDS)))
"""The kinds of what models find, the most severe first."""

# A model reads some ten thousand characters in a second, and each text takes it a while to begin.
_MOST_READ = 100_000
_TO_BEGIN = 64

_LETTERS = re.compile(r"[^\W\d_]{2}")
_TWO_WORDS = re.compile(r"[^\W\d_]{2}[.,]?\s[^\W\d_]{2}")
_IDENTIFIER = re.compile(r"\s*[a-z][\w.:-]*\s*", re.ASCII)
_OUTSIDE = re.compile("[^<>]+")
# What stands between signs that are no part of a word. A colon is part of `https://`.
_CHUNK = re.compile(r"(?:[^\s<>\"“”(),;:!?=&\[\]{}|*\\—]|:(?=//))++(?!\()")
# `ValueError('no such customer`, as errors and other values print themselves.
_PRINTED = re.compile(r"\w\([\"'](?:[\x00-@\[-\x7F]*\Z)?", re.ASCII)
_JOINT = re.compile("[-.·'\u2019`]")
# What stands for a placeholder in a text that a finder sees. The same for every style.
_SHOWN = "<X>"
_MORE = r"(?:_(?:[0-9]{1,9}|\*\*\w{0,2}|[a-p]{20}))?"

_PEOPLE = Cues(
    (
        *("first name", "last name", "full name", "given name", "family name", "middle name"),
        *("maiden name", "surname", "forename", "customer name", "client name", "patient name"),
        *("employee name", "contact name", "recipient name", "sender name", "account holder"),
        *("cardholder", "beneficiary name", "vorname", "nachname", "prénom", "apellido"),
        *("nombre completo", "cognome", "voornaam", "achternaam", "sobrenome"),
    )
)
# Of machines, too; those have no spaces.
_ANY_ADDRESS = Cues(("address", "addr", "adresse", "adres", "dirección", "endereço", "adress"))
_SPACED = re.compile(r"\w[^\S\n]+\w|\w\n\w|, ")
_ADDRESSES = Cues(
    (
        *("street", "home address", "postal address", "mailing address", "shipping address"),
        *("billing address", "delivery address", "address line", "full address", "anschrift"),
        *("strasse", "straße", "adresse postale", "dirección postal", "indirizzo"),
    )
)


class Allowance:
    """How much a finder may still be asked to read for one text."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left = _MOST_READ

    def spend(self, characters: int) -> None:
        self._left -= characters + _TO_BEGIN
        if self._left < 0:
            raise NotInspectable("a text too long to look for names in")


class Entities:
    """Finds names with a finder. `kinds` are those of what it finds, the most severe first.

    Of placeholders, those of `others` and of these kinds are known. They are no names.
    """

    __slots__ = ("_finder", "_placeholder", "kinds", "name")

    def __init__(self, finder: EntityFinder, others: Iterable[str]) -> None:
        self._finder = finder
        self.name = finder.name
        self.kinds = tuple(dict.fromkeys((ADDRESS, PERSON, *finder.kinds)))
        known = sorted({*others, *self.kinds}, key=len, reverse=True)
        self._placeholder = re.compile(f"<(?:{'|'.join(map(re.escape, known))}){_MORE}>")

    def may_be_in(self, text: str, keys: str) -> bool:
        """Whether there is something to look at: more than signs, numbers, or an identifier."""
        if _LETTERS.search(text) is None:
            return False
        return _IDENTIFIER.fullmatch(text) is None or _kind_under(keys, text) is not None

    def spans(self, text: str, keys: str, allowance: Allowance) -> Iterator[EntitySpan]:
        """Every name in the text, none of which has `<` or `>` in it."""
        if not self.may_be_in(text, keys):
            return
        shown, edits = self._shown(text)
        view = Edited(Original(text), shown, lambda: edits)
        allowance.spend(len(shown))
        for start, end, kind in with_addresses(shown, self._found(shown)):
            yield (*view.origin(start, end), kind)
        yield from self.under(text, keys)

    def encoded_spans(self, text: str, _keys: str, allowance: Allowance) -> Iterator[EntitySpan]:
        """The same in a text that was decoded, maybe by chance: it needs two words."""
        if _TWO_WORDS.search(text) is not None:
            yield from self.spans(text, "", allowance)

    def under(self, text: str, keys: str) -> Iterator[EntitySpan]:
        """The text, where `keys` say that it is a name; without what stands for others in it."""
        kind = _kind_under(keys, text)
        if kind is None:
            return
        for start, end in _outside(self._placeholder.sub(_blotted, text), 0, len(text)):
            if _LETTERS.search(text, start, end):
                yield start, end, kind

    def _found(self, shown: str) -> list[EntitySpan]:
        try:
            found = list(self._finder.find(shown))
        except Exception as fault:  # noqa: BLE001 - foreign code, which may raise anything
            raise NotInspectable(
                "names could not be looked for", type_name=type(fault).__name__
            ) from None
        begins, ends = _words(shown)
        spans = {
            (start, end, kind)
            for first, last, kind in found
            for start, end in _outside(shown, _behind_call(shown, first, last), last)
            # The last word that begins before its end goes on behind its start.
            if (place := bisect_left(begins, end)) and ends[place - 1] > start
        }
        if any(kind not in self.kinds for _, _, kind in spans):
            raise NotInspectable(f"{self.name} found a kind of name that it does not state")
        return sorted(spans)

    def _shown(self, text: str) -> tuple[str, list[Edit]]:
        """The text as a finder sees it: all placeholders alike."""
        edits = [(*found.span(), len(_SHOWN)) for found in self._placeholder.finditer(text)]
        return (self._placeholder.sub(_SHOWN, text) if edits else text), edits


def _kind_under(keys: str, text: str) -> str | None:
    if not keys:
        return None
    if _PEOPLE.names(keys):
        return PERSON
    if _ADDRESSES.names(keys) or (_ANY_ADDRESS.names(keys) and _SPACED.search(text)):
        return ADDRESS
    return None


def _outside(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts without `<`, `>` and white space around them."""
    for part in _OUTSIDE.finditer(text, start, end):
        inner = part[0].strip()
        if inner:
            begin = part.start() + part[0].index(inner)
            yield begin, begin + len(inner)


def _behind_call(text: str, start: int, end: int) -> int:
    """Where a name may start: behind a call, or at the end if no capital letter is in that."""
    calls = [found.end() for found in _PRINTED.finditer(text, start, end)]
    return max(calls, default=start)


def _blotted(found: re.Match[str]) -> str:
    return ">" * len(found[0])


def _words(text: str) -> tuple[list[int], list[int]]:
    """Where what could be a word of a name starts and ends: no number, path, call or host."""
    chunks = [found for found in _CHUNK.finditer(text) if _could_be_name(found[0])]
    return [chunk.start() for chunk in chunks], [chunk.end() for chunk in chunks]


def _could_be_name(chunk: str) -> bool:
    parts = [part for part in _JOINT.split(chunk) if part]
    if not any(len(part) > 1 for part in parts) or not all(map(_is_word, parts)):
        return False
    # `settings.py` is none, `J.Smith` is.
    return "." not in chunk.rstrip(".") or not any(part[0].islower() for part in parts)


def _is_word(text: str) -> bool:
    return all(char.isalpha() or not char.isascii() for char in text)
