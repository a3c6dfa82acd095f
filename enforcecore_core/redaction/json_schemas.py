"""What a JSON Schema of 2020-12 says of a value: that it takes it, that it does not, or neither.

Neither, `None`, is the answer wherever a word counts that is not read, such as `contains`, a
reference out of the schema, or a pattern that the engine does not know. `format` says nothing.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from itertools import chain, product
from typing import Any
from urllib.parse import unquote

from enforcecore_core.decision.patterns import UnusablePattern, compile_pattern
from enforcecore_core.redaction.inspection import NotInspectable

__all__ = ["OPAQUE", "JsonSchema", "Schema", "Way"]

Schema = Mapping[str, object]
Way = tuple[Schema, ...]
Verdict = bool | None

# What stands for a value that has no form in JSON.
OPAQUE = object()

_MOST_LOOKS = 500_000
_NUMBER = (int, float)
# These are about ASCII in ECMA-262, which patterns in a schema are written in.
_ABOUT_ASCII = re.compile(r"\\[dDwWbB]")


class JsonSchema:
    """A schema that refers to its own parts. `unread` is the last word in it that was not read.

    Raises `NotInspectable` after a number of looks that no schema of a tool needs.
    """

    def __init__(self, root: Schema) -> None:
        self._root = root
        self._left = _MOST_LOOKS
        self._open: set[tuple[int, int]] = set()
        self.unread: str | None = None

    def takes(self, value: object, schema: object) -> Verdict:
        """Whether a part of the schema takes a value that is as JSON has it."""
        self._look()
        if isinstance(schema, bool):
            return schema
        if not isinstance(schema, Mapping):
            return None
        here = id(schema), id(value)
        if here in self._open or self._is_elsewhere(schema):
            self.unread = "$ref"
            return None
        self._open.add(here)
        try:
            return _all(chain(self._verdicts(value, schema), self._combined(value, schema)))
        finally:
            self._open.remove(here)

    def ways(self, schema: object, above: tuple[int, ...] = ()) -> Iterator[Way]:
        """Yield the schemas that hold together where this one does, for each choice it leaves."""
        self._look()
        if schema is True:
            yield ()
        if not isinstance(schema, Mapping):
            return
        if id(schema) in above or self._is_elsewhere(schema):
            self.unread = "$ref"
            return
        above = (*above, id(schema))
        parts: list[list[Way]] = [[(schema,)]]
        parts += [
            [way for choice in choices for way in self.ways(choice, above)]
            for choices in self._choices(schema)
        ]
        for chosen in product(*parts):
            self._look()
            yield tuple(chain(*chosen))

    def of_part(self, schema: Schema, key: str | int) -> list[object]:
        """Return what a schema says of a property, or of the item at an index."""
        if isinstance(key, int):
            first = schema.get("prefixItems", [])
            if not isinstance(first, list):
                return [None]
            return [first[key]] if key < len(first) else [schema.get("items", True)]
        properties = schema.get("properties", {})
        patterns = schema.get("patternProperties", {})
        if not isinstance(properties, Mapping) or not isinstance(patterns, Mapping):
            return [None]
        found = [properties[key]] if key in properties else []
        for pattern, stated in patterns.items():
            match = _has_pattern(key, pattern)
            if match is None:
                self.unread = "patternProperties"
            found += [] if match is False else [stated if match else None]
        return found or [schema.get("additionalProperties", True)]

    def _look(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise NotInspectable("the tool's schema takes too long to fit a match into")

    def _is_elsewhere(self, schema: Schema) -> bool:
        """Whether references in it are not to parts of this schema."""
        return "$id" in schema and schema is not self._root

    def _choices(self, schema: Schema) -> Iterator[list[object]]:
        if "$ref" in schema:
            yield [self._referred(schema["$ref"])]
        for part in _listed(schema.get("allOf", [])):
            yield [part]
        for union in ("anyOf", "oneOf"):
            if union in schema:
                yield _listed(schema[union])
        if "if" in schema:
            yield [{"allOf": [schema["if"], schema.get("then", True)]}, schema.get("else", True)]

    def _referred(self, reference: object) -> object:
        """Return the part that a JSON pointer (RFC 6901) in a fragment names, or None."""
        found: object = self._root
        if not isinstance(reference, str) or (reference != "#" and reference[:2] != "#/"):
            reference, found = "", None
        for step in unquote(reference[1:]).split("/")[1:]:
            name = step.replace("~1", "/").replace("~0", "~")
            if isinstance(found, list) and name.isdecimal() and len(name) < len("10000"):
                found = dict(enumerate(found)).get(int(name))
            else:
                found = found.get(name) if isinstance(found, Mapping) else None
        if found is None:
            self.unread = "$ref"
        return found

    def _verdicts(self, value: object, schema: Schema) -> Iterator[Verdict]:
        if value is OPAQUE:
            yield True if schema.keys().isdisjoint(_DIRECT) else None
            return
        for word, stated in schema.items():
            about, stated_as, rule = _WORDS.get(word, _NOTE)
            if _is(value, about):
                verdict = rule(value, stated) if _is(stated, stated_as) else None
                if verdict is None:
                    self.unread = word
                yield verdict
        if isinstance(value, dict | list):
            held = value.items() if isinstance(value, dict) else enumerate(value)
            for key, part in held:
                yield from (self.takes(part, stated) for stated in self.of_part(schema, key))
        if "propertyNames" in schema and isinstance(value, dict):
            yield from (self.takes(name, schema["propertyNames"]) for name in value)

    def _combined(self, value: object, schema: Schema) -> Iterator[Verdict]:
        if "$ref" in schema:
            yield self.takes(value, self._referred(schema["$ref"]))
        for part in _listed(schema.get("allOf", [])):
            yield self.takes(value, part)
        if "anyOf" in schema:
            yield _not(_all(_not(self.takes(value, one)) for one in _listed(schema["anyOf"])))
        if "oneOf" in schema:
            verdicts = [self.takes(value, one) for one in _listed(schema["oneOf"])]
            several = verdicts.count(True) > 1
            yield False if several else None if None in verdicts else True in verdicts
        if "not" in schema:
            yield _not(self.takes(value, schema["not"]))
        if "if" in schema:
            condition = self.takes(value, schema["if"])
            then = schema.get("then" if condition else "else", True)
            yield None if condition is None else self.takes(value, then)


def _all(verdicts: Iterable[Verdict]) -> Verdict:
    found: Verdict = True
    for verdict in verdicts:
        if verdict is False:
            return False
        found = found and verdict
    return found


def _not(verdict: Verdict) -> Verdict:
    return None if verdict is None else not verdict


def _listed(stated: object) -> list[object]:
    return stated if isinstance(stated, list) else [None]


def _is(value: object, kinds: Any) -> bool:
    """As `isinstance`, but True and False are no numbers."""
    if isinstance(value, bool):
        return kinds in (object, bool)
    return isinstance(value, kinds)


def _has_pattern(text: str, pattern: str) -> Verdict:
    if not text.isascii() and _ABOUT_ASCII.search(pattern):
        return None
    try:
        return compile_pattern(f"(?s:.*)(?:{pattern})(?s:.*)")(text)
    except (UnusablePattern, UnicodeEncodeError):
        return None


def _has_type(value: object, stated: str | list[object]) -> Verdict:
    named = stated if isinstance(stated, list) else [stated]
    whole = _is(value, int) or (isinstance(value, float) and value.is_integer())
    return any(
        whole if name == "integer" else isinstance(name, str) and _is(value, _TYPES.get(name, ()))
        for name in named
    )


def _is_multiple(value: float, stated: float) -> Verdict:
    if value == 0 and stated > 0:
        return True
    # Of fractions, the remainder is not exact.
    whole = isinstance(value, int) and isinstance(stated, int) and stated > 0
    return value % stated == 0 if whole else None


def _comparable(value: object) -> object:
    """A value that equals another where JSON Schema says so: True is not 1, and 1.0 is."""
    if isinstance(value, bool):
        return "bool", value
    if isinstance(value, list):
        return tuple(map(_comparable, value))
    if isinstance(value, dict):
        return frozenset((name, _comparable(part)) for name, part in value.items())
    return value


def _are_unique(value: list[object], stated: bool) -> bool:  # noqa: FBT001 - a schema's word
    return not stated or len(set(map(_comparable, value))) == len(value)


def _is_listed(value: object, stated: list[object]) -> Verdict:
    return _comparable(value) in map(_comparable, stated)


def _is_at_least(value: Sized, least: float) -> bool:
    return len(value) >= least


def _is_at_most(value: Sized, most: float) -> bool:
    return len(value) <= most


def _is_not_read(_value: object, stated: object) -> Verdict:
    return True if stated is True else None


_TYPES: dict[object, Any] = {
    "null": type(None),
    "boolean": bool,
    "number": _NUMBER,
    "string": str,
    "array": list,
    "object": dict,
}

# Each word with the values that it is about, what may be stated under it, and what it says.
_WORDS: dict[str, tuple[Any, Any, Callable[[Any, Any], Verdict]]] = {
    "type": (object, (str, list), _has_type),
    "const": (object, object, lambda value, stated: _is_listed(value, [stated])),
    "enum": (object, list, _is_listed),
    "minLength": (str, _NUMBER, _is_at_least),
    "maxLength": (str, _NUMBER, _is_at_most),
    "pattern": (str, str, _has_pattern),
    "minimum": (_NUMBER, _NUMBER, operator.ge),
    "maximum": (_NUMBER, _NUMBER, operator.le),
    "exclusiveMinimum": (_NUMBER, _NUMBER, operator.gt),
    "exclusiveMaximum": (_NUMBER, _NUMBER, operator.lt),
    "multipleOf": (_NUMBER, _NUMBER, _is_multiple),
    "minItems": (list, _NUMBER, _is_at_least),
    "maxItems": (list, _NUMBER, _is_at_most),
    "uniqueItems": (list, bool, _are_unique),
    "minProperties": (dict, _NUMBER, _is_at_least),
    "maxProperties": (dict, _NUMBER, _is_at_most),
    "required": (dict, list, lambda value, names: all(n in list(value) for n in names)),
    "contains": (list, object, _is_not_read),
    "unevaluatedItems": (list, object, _is_not_read),
    "unevaluatedProperties": (dict, object, _is_not_read),
    "dependentRequired": (dict, object, _is_not_read),
    "dependentSchemas": (dict, object, _is_not_read),
    "dependencies": (dict, object, _is_not_read),
    "$dynamicRef": (object, object, _is_not_read),
    "$recursiveRef": (object, object, _is_not_read),
}
# A word that is about no value.
_NOTE = ((), (), _is_not_read)
_DIRECT = _WORDS.keys() | {
    *("propertyNames", "prefixItems", "items"),
    *("properties", "patternProperties", "additionalProperties"),
}
