"""What stands for a match, where the tool's schema takes no placeholder.

A parameter that is a number gets the smallest number that the schema allows, zero if it may be; one
with a pattern or a length gets the value's own shape in `0`, `x` and `X`. What fits nothing is
refused: a tool is not handed what it does not take. Nothing else in the arguments is judged, but
where the schema leaves a choice that depends on it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import cast

from enforcecore_core.redaction.forms import Part, as_json, is_record, parts_of, remade
from enforcecore_core.redaction.inspection import NotInspectable
from enforcecore_core.redaction.json_schemas import OPAQUE, JsonSchema, Schema, Way

__all__ = ["fitted"]

# A schema that asks for one of the others asks for a real value.
_FREE_FORMATS = (None, "password", "path", "binary")
# What these say of a value depends on all of its parts.
_ABOUT_ALL = frozenset(
    {"anyOf", "oneOf", "not", "if", "enum", "const", "uniqueItems", "contains", "dependencies"}
    | {"dependentSchemas", "$dynamicRef", "$recursiveRef"}
)
_UNEVALUATED = ("unevaluatedItems", "unevaluatedProperties")
_LARGE = 10**64
# Where nothing is known of what was there before.
_GONE = object()

IsClean = Callable[[str], bool]


def fitted(
    redacted: Mapping[str, object], original: Mapping[str, object], schema: Schema, clean: IsClean
) -> dict[str, object]:
    """Return the redacted arguments as the JSON schema of the tool takes them.

    `clean` says of a text that nothing in it matches. Raises `NotInspectable` for a match that
    nothing fitting can stand for, and where the schema says of it what is not read.
    """
    return cast("dict[str, object]", _Fit(JsonSchema(schema), clean)(redacted, original, schema))


class _Fit:
    def __init__(self, schema: JsonSchema, clean: IsClean) -> None:
        self._schema = schema
        self._clean = clean

    def __call__(self, new: object, old: object, schema: object) -> object:
        if new is old or schema is True:
            return new
        parts = parts_of(new)
        ways = list(self._schema.ways(schema))
        if parts is None:
            return self._leaf(new, old, ways)
        before = _before(parts, parts_of(old) or [], new)
        # First the choice that was made before.
        held = as_json(old) if len(ways) > 1 else None
        for way in sorted(ways, key=lambda way: len(ways) > 1 and not self._takes(way, held)):
            try:
                made = self._made(new, parts, before, way)
            except NotInspectable:
                if len(ways) == 1:
                    raise
                continue
            if self._stands(made, parts, before, way):
                return made
        raise self._refusal()

    def _leaf(self, new: object, old: object, ways: list[Way]) -> object:
        for candidate, way in self._candidates(new, old, ways):
            if _is_free(candidate, way) and self._takes(way, as_json(candidate)):
                is_number = type(candidate) is int and isinstance(old, Decimal)
                return Decimal(cast("int", candidate)) if is_number else candidate
        raise self._refusal()

    def _candidates(
        self, new: object, old: object, ways: list[Way]
    ) -> Iterator[tuple[object, Way]]:
        is_text, was_number = isinstance(new, str), isinstance(old, int | float | Decimal)
        if is_text and was_number:
            yield from self._clean_numbers(ways)
        yield from ((new, way) for way in ways)
        if not is_text:
            return
        shape = _shape(old)
        # Asked late, for it takes the longest.
        if shape is not None and self._clean(shape):
            yield from ((shape, way) for way in ways)
        if not was_number:
            yield from self._clean_numbers(ways)

    def _clean_numbers(self, ways: list[Way]) -> Iterator[tuple[object, Way]]:
        for way in ways:
            for number in _numbers(way):
                # A bound may lie right beside the very match.
                if number == 0 or self._clean(_printed(number)):
                    yield number, way

    def _made(self, new: object, parts: list[Part], before: list[Part], way: Way) -> object:
        made = []
        for (name, part), (_, old) in zip(parts, before, strict=True):
            if part is not old and is_record(new) and not self._names(way, name):
                raise NotInspectable("a field that the tool's schema does not name")
            stated = [one for schema in way for one in self._schema.of_part(schema, name)]
            whole = stated[0] if len(stated) == 1 else {"allOf": stated}
            made.append(part if part is old else self(part, old, whole))
        return remade(new, made)

    def _names(self, way: Way, name: str | int) -> bool:
        stated = [schema.get("properties") for schema in way]
        named = any(isinstance(one, Mapping) and name in one for one in stated)
        return named or self._takes(way, OPAQUE)

    def _stands(self, made: object, parts: list[Part], before: list[Part], way: Way) -> bool:
        """Whether the schema takes the value, as far as that is about what was replaced in it."""
        same_names = [name for name, _ in parts] == [name for name, _ in before]
        if not same_names or any(map(_is_about_all, way)):
            return self._takes(way, as_json(made))
        kind: object = [] if parts and isinstance(parts[0][0], int) else {}
        return self._takes(tuple({"type": s["type"]} for s in way if "type" in s), kind)

    def _takes(self, way: Way, value: object) -> bool:
        return all(self._schema.takes(value, schema) for schema in way)

    def _refusal(self) -> NotInspectable:
        unread = self._schema.unread
        if unread is None:
            return NotInspectable("nothing that the tool's schema takes can stand for a match")
        return NotInspectable(f"the tool's schema says of a match by {unread!r} what is not read")


def _before(parts: list[Part], old: list[Part], new: object) -> list[Part]:
    """Return what each part was before: sets keep no order, all else does."""
    if isinstance(new, set | frozenset):
        kept = [one for _, one in old]
        return [(name, part if part in kept else _GONE) for name, part in parts]
    return old if len(old) == len(parts) else [(name, _GONE) for name, _ in parts]


def _is_about_all(schema: Schema) -> bool:
    return not _ABOUT_ALL.isdisjoint(schema) or any(
        not isinstance(schema.get(word, True), bool) for word in _UNEVALUATED
    )


def _is_free(candidate: object, way: Way) -> bool:
    return not isinstance(candidate, str) or all(s.get("format") in _FREE_FORMATS for s in way)


def _shape(value: object) -> str | None:
    def sign(char: str) -> str:
        if char.isdigit():
            return "0"
        return ("X" if char.isupper() else "x") if char.isalpha() else char

    try:
        return "".join(map(sign, str(value))) if isinstance(value, str | int | float) else None
    except ValueError:
        # The interpreter's limit on converting integers to text.
        return None


def _printed(number: int) -> str:
    # What has too many digits to print is no match either.
    return str(number) if -_LARGE < number < _LARGE else ""


def _numbers(way: Way) -> Iterator[int]:
    """Yield zero and what lies just above the bounds, where the schema asks for a number."""
    stated = [schema.get("type") for schema in way]
    kinds = [kind for one in stated for kind in (one if isinstance(one, list) else [one])]
    if "integer" not in kinds and "number" not in kinds:
        return
    yield 0
    for schema in way:
        step = schema.get("multipleOf", 1)
        for word, more in (("minimum", 0), ("exclusiveMinimum", 1)):
            least = schema.get(word)
            if type(least) is int or (isinstance(least, float) and math.isfinite(least)):
                number = math.floor(least) + 1 if more else math.ceil(least)
                yield -(-number // step) * step if type(step) is int and step > 0 else number
