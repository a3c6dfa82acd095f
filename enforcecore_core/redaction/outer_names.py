"""The names over a part of a value: which of them say what the part is.

A name in which something was replaced says no more than what is left of it, so that it says the
same when it is read again.
"""

from __future__ import annotations

import re

from enforcecore_core.redaction.names import Announced, announced

__all__ = [
    "LONGEST_NAME",
    "is_message",
    "names_over",
    "names_over_item",
    "names_over_key",
    "without_placeholders",
]

# The innermost names say what a value is. More would also cost: a value that stands under many
# names is looked at once for each.
_NAMES = 2
LONGEST_NAME = 64
"""How much of a name says what stands under it, in characters."""
# Of the numbers that a name gives away, the shortest.
_DIGITS = 3

# Of keys that became equal, all but one have a number behind.
_PLACEHOLDER = re.compile(
    r"<[A-Z][A-Z0-9_]{0,62}(?:\*\*[^<>\s]{0,2}|(?<=_)[a-p]{20})?>(?:_[0-9]+\Z)?", re.ASCII
)
_WORDS = re.compile(r"(?:[^\W\d_]+|[0-9]+)[.,:;!]?(?: (?:[^\W\d_]+|[0-9]+)[.,:;!]?)+")
# Words with which a check says what is wrong.
_OF_CHECKS = frozenset(
    {"too", "must", "may", "not", "is", "are", "at", "least", "required", "should", "cannot"}
    | {"needs", "does", "contain", "contains", "invalid"}
)

Names = tuple[str, ...]


def without_placeholders(text: str) -> str:
    """The text without what stands for matches."""
    return _PLACEHOLDER.sub("", text) if "<" in text else text


def names_over(outer: Names, name: str) -> Names:
    """The names over what stands under one more."""
    name = without_placeholders(name)[:LONGEST_NAME]
    return (*outer, name)[-_NAMES:] if name else outer


def names_over_key(outer: Names, key: str = "") -> Names:
    """The names over a key: a key is not the secret that they announce.

    Of words, there are none: these are names themselves, not the number that one gives away.
    """
    if not outer or (key and sum(map(str.isdigit, key)) < _DIGITS):
        return ()
    names = tuple(name for name in outer if announced(name) is None)
    return names if announced(" ".join(names)) is None else ()


def names_over_item(outer: Names, item: object) -> Names:
    """The names over an item of a list: a message is not the password that they announce."""
    return names_over_key(outer) if type(item) is str and is_message(item, outer) else outer


def is_message(item: str, names: Names) -> bool:
    """Whether an item of a list says what is wrong with the password that these names announce.

    Names of several passwords, or of phrases, have no messages.
    """
    if not names or " " not in item or not _WORDS.fullmatch(item):
        return False
    if announced(" ".join(names)) is not Announced.PASSWORD:
        return False
    is_of_one = not names[-1].lower().endswith(("s", "phrase"))
    return is_of_one and not _OF_CHECKS.isdisjoint(re.findall(r"\w+", item.lower()))
