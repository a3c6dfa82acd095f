"""What stands for a match, where the tool's schema takes no placeholder.

A parameter that is a number gets the smallest number that the schema allows, zero if it may be; one
with a pattern or a length gets the value's own shape in `0`, `x` and `X`. What fits nothing is
refused: a tool is not handed what it does not take.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

from enforcecore_core.decision.patterns import UnusablePattern, compile_pattern
from enforcecore_core.redaction.inspection import NotInspectable

__all__ = ["fitted"]

_MOST_STEPS = 16
# A schema that asks for one of these asks for a real value.
_FREE_FORMATS = frozenset({None, "password"})

Schema = Mapping[str, object]
IsClean = Callable[[str], bool]


def fitted(
    redacted: Mapping[str, object], original: Mapping[str, object], schema: Schema, clean: IsClean
) -> dict[str, object]:
    """Return the redacted arguments as the JSON schema of the tool takes them.

    `clean` says of a text that nothing in it matches. Raises `NotInspectable` for a match that
    nothing fitting can stand for.
    """
    fit = _Fit(schema, clean)
    return {
        name: value
        if name not in original or value is original[name]
        else fit(value, original[name], fit.property_of(schema, name), _MOST_STEPS)
        for name, value in redacted.items()
    }


class _Fit:
    def __init__(self, root: Schema, clean: IsClean) -> None:
        self._root = root
        self._clean = clean

    def __call__(self, new: object, old: object, schema: Schema, steps: int) -> object:
        if new is old or not schema or steps == 0:
            return new
        for choice in self._choices(schema, steps):
            found = self._fit(new, old, choice, steps)
            if found is not None:
                return found
        raise NotInspectable("nothing that the tool's schema takes can stand for a match")

    def property_of(self, schema: Schema, name: str) -> Schema:
        properties = schema.get("properties")
        stated = properties.get(name) if isinstance(properties, Mapping) else None
        return _schema(stated if stated is not None else schema.get("additionalProperties"))

    def _fit(self, new: object, old: object, schema: Schema, steps: int) -> object | None:
        if isinstance(new, str):
            return self._leaf(new, old, schema)
        if type(new) is dict and isinstance(old, Mapping):
            return {
                key: self(value, old.get(key), self.property_of(schema, key), steps - 1)
                for key, value in new.items()
            }
        if type(new) is list and isinstance(old, list) and len(new) == len(old):
            items = _schema(schema.get("items"))
            return [self(a, b, items, steps - 1) for a, b in zip(new, old, strict=True)]
        return new

    def _leaf(self, new: str, old: object, schema: Schema) -> object | None:
        kinds = _kinds(schema)
        if not kinds or "string" in kinds:
            for text in (new, _shape(old)):
                if _takes(schema, text) and (text is new or self._clean(text)):
                    return text
        if kinds & {"integer", "number"}:
            return _number(schema)
        return None

    def _choices(self, schema: Schema, steps: int) -> Iterator[Schema]:
        """Yield the schemas of which one has to hold, references followed."""
        reference = schema.get("$ref")
        if isinstance(reference, str) and steps:
            yield from self._choices(self._referred(reference), steps - 1)
            return
        for union in ("anyOf", "oneOf", "allOf"):
            parts = schema.get(union)
            if isinstance(parts, list) and steps:
                for part in parts:
                    yield from self._choices(_schema(part), steps - 1)
                return
        yield schema

    def _referred(self, reference: str) -> Schema:
        found: object = self._root
        for step in reference.removeprefix("#/").split("/"):
            found = found.get(step) if isinstance(found, Mapping) else None
        return _schema(found)


def _schema(stated: object) -> Schema:
    return stated if isinstance(stated, Mapping) else {}


def _kinds(schema: Schema) -> frozenset[str]:
    stated = schema.get("type")
    kinds = stated if isinstance(stated, list) else [stated]
    return frozenset(kind for kind in kinds if isinstance(kind, str))


def _takes(schema: Schema, text: str) -> bool:
    least, most = schema.get("minLength", 0), schema.get("maxLength", math.inf)
    if not isinstance(least, int | float) or not isinstance(most, int | float):
        return False
    if "enum" in schema or "const" in schema or schema.get("format") not in _FREE_FORMATS:
        return False
    return least <= len(text) <= most and _has_pattern(schema.get("pattern"), text)


def _has_pattern(pattern: object, text: str) -> bool:
    if pattern is None:
        return True
    try:
        return compile_pattern(f"(?s:.*)(?:{pattern})(?s:.*)")(text)
    except (UnusablePattern, UnicodeEncodeError):
        return False


def _shape(value: object) -> str:
    def sign(char: str) -> str:
        if char.isdigit():
            return "0"
        return ("X" if char.isupper() else "x") if char.isalpha() else char

    return "".join(map(sign, str(value)))


def _number(schema: Schema) -> int | None:
    least = schema.get("minimum", 0)
    above = schema.get("exclusiveMinimum", -1)
    most, below = schema.get("maximum", math.inf), schema.get("exclusiveMaximum", math.inf)
    bounds = (least, above, most, below)
    if "enum" in schema or "const" in schema or "multipleOf" in schema:
        return None
    if not all(type(bound) in (int, float) for bound in bounds):
        return None
    number = max(0, math.ceil(float(str(least))), math.floor(float(str(above))) + 1)
    return number if number <= float(str(most)) and number < float(str(below)) else None
