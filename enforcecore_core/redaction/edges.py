"""Gates that open only where a format may begin: most formats do not begin inside a word.

A gate has no look-around. Where it says the same as its pattern begins with, character for
character, what the pattern asks of what stands before becomes a class of characters. Then codes of
many letters and digits open few gates, and are told from formats with few states. What stands
behind is not asked for: a value may stand in a row with itself.
"""

from __future__ import annotations

import re

from enforcecore_core.redaction.detectors.detector import Detector
from enforcecore_core.redaction.gates import EDGE

__all__ = ["edged"]

_CLASS = r"\[(?:\\.|[^]\\])*\]"
_ONE = rf"(?:{_CLASS}|[0-9A-Za-z])"
# The first character of a pattern, if it is given before what must not stand before it.
_BEGINS = re.compile(rf"(?P<first>{_ONE})?(?P<looks>(?:\(\?<!(?:{_CLASS}|\\.|\{{2\}}|\w)+\))+)")
# One character, or two, and then the first.
_LOOK = re.compile(rf"\(\?<!\[(?P<kept>[^]^][^]]*)\](?P<two>\{{2\}})?(?P<first>{_ONE})?\)")
_NAME = re.compile(r"\(\?P<\w+>")

_NESTED = r"(?:\\.|\[(?:\\.|[^]\\])*\]|[^()\\\[]|\((?:\\.|\[(?:\\.|[^]\\])*\]|[^()\\\[])*\))*"
_ITEM = re.compile(
    rf"(?P<item>{_CLASS}|\\.|\((?:\?:)?{_NESTED}\)|[^\\\[\](){{}}*+?|])"
    r"(?P<repeat>\{[0-9]+(?:,[0-9]*)?\}|[*+?]?)(?![*+?])"
)
_INNERMOST = re.compile(rf"\\.|{_CLASS}|\([^()]*\)")
_COUNT = re.compile(r"\{([0-9]+)(?:,([0-9]*))?\}")


def edged(detector: Detector) -> str:
    """The gate of a detector, with what must not stand before its format, as far as that is known.

    Where a text is looked at in parts, they begin behind white space.
    """
    begins = _BEGINS.match(detector.pattern.pattern)
    # One that begins with a sign is found by it, and has no need of edges.
    if begins is None or not detector.gate.startswith("["):
        return detector.gate
    pattern = _NAME.sub("", (begins["first"] or "") + detector.pattern.pattern[begins.end() :])
    before = _before(begins["first"] or "", begins["looks"])
    gate, rest = _items(detector.gate)
    items, behind = _items(pattern)
    if not before or rest or items[: len(gate)] != gate or "|" in _at_top(behind):
        return detector.gate
    return f"{before}{detector.gate}"


def _before(first: str, looks: str) -> str:
    """What may stand before the first character; nothing if that is not known."""
    one = two = ""
    for look in _LOOK.finditer(looks):
        if look["two"] and first and look["first"] is None:
            one = look["kept"]
        elif look["two"]:
            two = look["kept"]
        elif (look["first"] or "") == first:
            one = look["kept"]
    if two not in ("", one):
        return f"{EDGE}[^{two}])[{two.replace(one, '')}]?"
    return f"{EDGE}[^{one}])" if one else ""


def _items(pattern: str) -> tuple[list[str], str]:
    """What a pattern consists of, each as often as it must be there; and what is not understood."""
    items: list[str] = []
    place = 0
    while found := _ITEM.match(pattern, place):
        item, repeat = found["item"], found["repeat"]
        count = _COUNT.fullmatch(repeat)
        if count is None:
            items.append(item + repeat)
        else:
            items += [item] * int(count[1])
            if count[2] is not None:
                items.append(f"{item}{{0,{count[2] and int(count[2]) - int(count[1])}}}")
        place = found.end()
    return items, pattern[place:]


def _at_top(pattern: str) -> str:
    """What of a pattern is in no group and in no class."""
    while (outer := _INNERMOST.sub("", pattern)) != pattern:
        pattern = outer
    return pattern
