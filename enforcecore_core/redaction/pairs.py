"""Names that stand beside their values: `{"name": "DB_PASSWORD", "value": "..."}`.

Variables of an environment, headers, tags and fields of forms are often written so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

__all__ = ["VALUES", "name_beside", "names"]

VALUES = frozenset({"value", "Value", "VALUE", "val"})
"""Names that say nothing of what stands under them."""

_NAMES = frozenset(
    {"name", "key", "field", "header", "label", "parameter", "param", "variable", "attribute"}
)
# What is longer is no name.
_LONGEST = 64


def names(held: Sequence[tuple[object, object]], said: Callable[[str], str]) -> list[object]:
    """Under which name each content stands: its own, or the one that stands beside it.

    `said` is what a name beside another says.
    """
    own = [name for name, _ in held]
    # Of a subclass, the text itself: its methods are foreign code.
    places = [
        place
        for place, name in enumerate(own)
        if isinstance(name, str) and str.__str__(name) in VALUES
    ]
    beside = said(name_beside(held)) if places else ""
    for place in places:
        own[place] = beside or own[place]
    return own


def name_beside(held: Iterable[tuple[object, object]]) -> str:
    """The content that is a name for the value beside it, if there is one."""
    for name, content in held:
        if isinstance(name, str) and isinstance(content, str) and str.lower(name) in _NAMES:
            text = str.__str__(content)
            return text if len(text) <= _LONGEST else ""
    return ""
