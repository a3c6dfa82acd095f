"""What names a field of a form: a selector, the description of an element, a heading.

`#password`, `//input[@name='password']` and `the password field` name a password, as `password`
does. `#show-password` and `label[for=password]` name something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from enforcecore_core.redaction.names import Announced, announced

__all__ = ["of_element", "of_heading", "of_phrase"]

# What is longer names nothing.
_LONGEST = 512
_LONGEST_NAME = 64

_KINDS_OF_FIELDS = "field|input|textbox|textarea|text|box|entry|element|control"
_FIELD = re.compile(
    rf"(?<![A-Za-z])(?i:{_KINDS_OF_FIELDS})(?![a-z])"
    r"|(?<=[a-z])(?:Field|Input|Text|Box|TextBox)+(?![a-z])",
    re.ASCII,
)
# Behind these stands where a field is.
_PLACE = re.compile(
    r"[ ](?:in|on|at|inside|within|below|above|beside|near|next|under|after|before|behind)[ ]",
    re.ASCII | re.IGNORECASE,
)
# What is done about a password, but not by typing it.
_DEED = re.compile(
    r"(?<![A-Za-z])(?i:show|hide|toggle|reveal|view|forgot|forgotten|lost|remember|generate|copy"
    r"|search|find|filter)(?![a-z])",
    re.ASCII,
)
_TASK = re.compile(
    r"(?:reset|change|update|set|rotate|recover|how|why|what|when|where|who|can|do)[ ]",
    re.ASCII | re.IGNORECASE,
)

_SELECTS = re.compile(r"[#\[=@{}>|]|//|\.[A-Za-z]|[A-Za-z]\(", re.ASCII)
_QUOTED = "\"[^\"]{0,128}+\"|'[^']{0,128}+'"
# What selects one element, up to what says how the next is found from there.
_STEP = re.compile(
    rf"(?:{_QUOTED}|\[(?:{_QUOTED}|[^\[\]\"']){{0,256}}+\]|\((?:{_QUOTED}|[^()\"']){{0,256}}+\)"
    r"|[^\s>+~/])++"
)
_SELECTED = re.compile(
    rf"(?P<quoted>{_QUOTED})|[#=](?P<bare>[A-Za-z_][\w-]{{1,63}})|\.(?P<styled>[A-Za-z_][\w-]{{1,63}})"
)
# How tools number what they show.
_REFERENCE = re.compile(r"\[ref=\w{0,16}\]", re.ASCII)
_NO_FIELD = re.compile(r"(?:label|button|a|legend|option|small|summary|h[1-6])(?![\w=-])", re.ASCII)


def of_element(text: str) -> str:
    """What the selector or the description of an element says of what is typed there."""
    if len(text) > _LONGEST:
        return ""
    named = _selected(text) if _SELECTS.search(text) else _described(text)
    return next(filter(_is_secret, named), "") or _harmless(text)


def of_heading(text: str) -> str:
    """What an id or a title says of the value beside it."""
    called = of_phrase(text)
    return called if announced(called) is None or _is_secret(called) else ""


def of_phrase(text: str) -> str:
    """What a name says that may be several words: of what kind the field is says nothing."""
    if len(text) > _LONGEST_NAME:
        return ""
    if " " not in text or announced(text) is not None:
        return text
    return next((one for one in _described(text) if announced(one)), text)


def _is_secret(name: str) -> bool:
    what = announced(name)
    is_other = what is Announced.PASSWORD and (_DEED.search(name) or _TASK.match(name))
    return what is not None and not is_other


def _harmless(text: str) -> str:
    """The end of a text as a name, but no secret's."""
    name = text[-_LONGEST_NAME:]
    return "" if announced(name) else name


def _described(text: str) -> Iterator[str]:
    """What a description calls the field, the likeliest first."""
    named = _PLACE.split(text, maxsplit=1)[0]
    yield _FIELD.split(named, maxsplit=1)[0]
    yield _FIELD.sub(" ", named)


def _selected(text: str) -> Iterator[str]:
    """What the innermost step of a selector says that says anything."""
    steps = _STEP.findall(_REFERENCE.sub("", text))
    if not steps or _NO_FIELD.match(steps[-1]):
        return
    for step in reversed(steps):
        names = [_FIELD.sub(" ", one).strip() for one in _names_in(step)]
        if any(names):
            yield from names
            return


def _names_in(step: str) -> list[str]:
    """The values of attributes, and behind them the classes."""
    found = [*_SELECTED.finditer(step)]
    names = [(one["quoted"] or "")[1:-1] or one["bare"] for one in found if not one["styled"]]
    return [*filter(None, names), *[one["styled"] for one in found if one["styled"]]]
