"""Names that stand beside their values: `{"name": "DB_PASSWORD", "value": "..."}`.

Variables of an environment, headers, tags and fields of forms are often written so; and what is
typed in a page beside what selects or describes the field (`{"selector": "#password", ...}`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Final

from enforcecore_core.redaction.elements import of_element, of_heading, of_phrase
from enforcecore_core.redaction.names import announced

__all__ = ["VALUES", "holds_secrets", "names", "names_beside"]

_Reading = tuple[int, Callable[[str], str]]

# Where there are several, the first of these says most.
_NAMES: dict[str, _Reading] = dict.fromkeys(
    (
        *("name", "key", "field", "header", "label", "parameter", "param", "variable", "attribute"),
        *("parameterkey", "parametername", "optionname", "option"),
    ),
    (0, of_phrase),
)
# Beside one of these, a value is a selector: `{"by": "id", "value": "password", "text": "..."}`.
_STRATEGIES = frozenset({"by", "using", "strategy"})
_WAYS = frozenset({"id", "name", "css", "css selector", "xpath", "class name", "accessibility id"})
_LOCATED = "value"
_ELEMENTS: dict[str, _Reading] = dict.fromkeys(
    ("selector", "element", "locator", "xpath", "css", "placeholder", _LOCATED), (1, of_element)
)
_HEADINGS: dict[str, _Reading] = dict.fromkeys(("id", "title", "prop", "property"), (2, of_heading))
_READINGS = {**_NAMES, **_ELEMENTS, **_HEADINGS}
_LONGEST_NAME = 64
# Of a manifest of Kubernetes whose kind is `Secret`.
_DATA = frozenset({"data", "stringData"})
_OF_SECRET = "password"  # noqa: S105 - a name

_ANY = frozenset(_READINGS) - {_LOCATED}
VALUES: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(("value", "Value", "VALUE", "val"), _ANY),
    **dict.fromkeys(("ParameterValue", "parameterValue", "parameter_value"), _ANY),
    **dict.fromkeys(("stringValue", "StringValue", "string_value"), _ANY),
    **dict.fromkeys(("secureValue", "SecureValue", "secure_value"), _ANY),
    **dict.fromkeys(("defaultValue", "DefaultValue", "default_value", "default"), _ANY),
    # Beside a name stands a text about it.
    **dict.fromkeys(("text", "Text"), frozenset({*_ELEMENTS, "label"})),
}
"""Names that say nothing of what stands under them, and names beside them that do."""


def names(held: Sequence[tuple[object, object]], said: Callable[[str], str]) -> list[object]:
    """Under which name each content stands: its own, or what those beside it say.

    `said` is what is left of such a name.
    """
    own = [name for name, _ in held]
    # Of a subclass, the text itself: its methods are foreign code.
    places = [
        (place, str.__str__(name))
        for place, name in enumerate(own)
        if isinstance(name, str) and str.__str__(name) in VALUES
    ]
    if _is_secret(held):
        own = [_OF_SECRET if type(name) is str and name in _DATA else name for name in own]
    for place, name in places:
        beside = [(one, said(content)) for one, content in _stated(held, name)]
        own[place] = _chosen(beside) or own[place]
    return own


def holds_secrets(held: Mapping[object, object]) -> bool:
    """Whether a mapping is a manifest of Kubernetes all of whose data are secret."""
    return "kind" in held and _is_secret(held.items())


def _is_secret(held: Iterable[tuple[object, object]]) -> bool:
    return any(
        type(name) is str and name == "kind" and type(content) is str and content == "Secret"
        for name, content in held
    )


def names_beside(held: Mapping[object, object], value: str) -> str:
    """All that may say what stands under one of `VALUES`, if the names are plain texts."""
    naming = VALUES[value]
    beside = [
        content
        for name, content in held.items()
        if type(name) is str and name.lower() in naming and type(content) is str
    ]
    return " ".join(beside) if beside else ""


def _stated(held: Collection[tuple[object, object]], value: str) -> Iterator[tuple[str, str]]:
    """What the names for one of `VALUES` state."""
    naming = VALUES[value]
    for name, content in held:
        if isinstance(name, str) and isinstance(content, str):
            called = str.lower(name)
            if called in naming and (called != _LOCATED or _locates(held)):
                yield called, str.__str__(content)


def _locates(held: Collection[tuple[object, object]]) -> bool:
    """Whether something says how an element is found by a value."""
    return any(
        isinstance(name, str)
        and str.lower(name) in _STRATEGIES
        and isinstance(way, str)
        and str.lower(way) in _WAYS
        for name, way in held
    )


def _chosen(beside: Iterable[tuple[str, str]]) -> str:
    """What they say: the first, with the first that announces a secret."""
    said = sorted(((*_READINGS[name], content) for name, content in beside), key=itemgetter(0))
    names = [name for name in (read(content) for _, read, content in said) if name]
    secret = next(filter(announced, names), "")
    if not names or secret in {"", names[0]}:
        return names[0] if names else ""
    return f"{names[0]} {secret}"[-_LONGEST_NAME:]
