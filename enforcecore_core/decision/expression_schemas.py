"""What may stand at a place, as far as a JSON schema says it.

Types, fields, items, defaults, fixed values, unions and local references are read; of all else,
anything may come. A place is given by the list of schemas that its value meets one of. A schema is
foreign: how often it refers to itself changes nothing in the time that reading it takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from enforcecore_core.decision.language import Kind

__all__ = ["EVERY_KIND", "Kinds", "Schema", "SchemaTree", "kind_of"]

Schema = Mapping[str, object]
Kinds = frozenset[Kind]

EVERY_KIND: Kinds = frozenset(get_args(Kind))

_ANYTHING: Schema = {}
_TYPES: dict[object, Kind] = {
    "array": "list",
    "boolean": "truth",
    "integer": "number",
    "null": "null",
    "number": "number",
    "object": "mapping",
    "string": "text",
}
_KINDS_OF_VALUES: dict[type, Kind] = {
    bool: "truth",
    dict: "mapping",
    float: "number",
    int: "number",
    list: "list",
    str: "text",
    type(None): "null",
}


def kind_of(value: object) -> Kind:
    """Return the kind of a value that a policy or a schema states."""
    return _KINDS_OF_VALUES[type(value)]


class SchemaTree:
    """A schema with everything below it."""

    def __init__(self, root: Schema) -> None:
        self.root = root

    def kinds(self, schemas: list[Schema]) -> Kinds:
        """Return the kinds of values that may stand there."""
        return frozenset().union(*(_kinds_in(one) for one in self._alternatives(schemas)))

    def fields(self, schemas: list[Schema], name: str) -> list[Schema]:
        """Return what the field of that name may be; nothing if there can be none."""
        found: list[Schema] = []
        for one in self._alternatives(schemas):
            if "mapping" in _kinds_in(one):
                found += _field(one, name)
        return found + self._defaults(found)

    def is_open(self, schemas: list[Schema]) -> bool:
        """Tell whether a mapping there may have fields that are not stated.

        So it is unless the schema says the contrary; many do not say it.
        """
        return any(
            one.get("additionalProperties") is not False or "allOf" in one
            for one in self._alternatives(schemas)
            if "mapping" in _kinds_in(one)
        )

    def known_fields(self, schemas: list[Schema]) -> list[str]:
        """Return the names of all fields that are stated."""
        stated = [_mapping(one.get("properties")) for one in self._alternatives(schemas)]
        return sorted({name for properties in stated for name in properties})

    def items(self, schemas: list[Schema]) -> list[Schema]:
        """Return what the items of a list there may be."""
        lists = [one for one in self._alternatives(schemas) if "list" in _kinds_in(one)]
        return [_items(one) for one in lists] or [_ANYTHING]

    def values(self, schemas: list[Schema]) -> list[object] | None:
        """Return all values that may stand there, or None if they are not counted out."""
        values: list[object] = []
        for one in self._alternatives(schemas):
            fixed = _fixed(one)
            if fixed is None:
                return None
            values += fixed
        return values

    def _defaults(self, schemas: list[Schema]) -> list[Schema]:
        """Return the defaults of another kind: they are filled in, and nobody checks them."""
        stated = [one["default"] for one in schemas if "default" in one]
        values = [value for value in stated if type(value) in _KINDS_OF_VALUES]
        if not values:
            return []
        kinds = self.kinds(schemas)
        return [{"const": value} for value in values if kind_of(value) not in kinds]

    def _alternatives(self, schemas: list[Schema]) -> list[Schema]:
        """Return the schemas without references and unions at their top; at least one."""
        found: list[Schema] = []
        waiting, met = schemas[::-1], dict[int, Schema]()
        while waiting:
            one = waiting.pop()
            if id(one) in met:
                continue
            met[id(one)] = one
            inner = self._resolved(one)
            if inner is None:
                found.append(one)
            else:
                waiting += reversed(inner)
        return found or [_ANYTHING]

    def _resolved(self, schema: Schema) -> list[Schema] | None:
        reference = schema.get("$ref")
        if isinstance(reference, str):
            return [self._referred(reference)]
        for word in ("anyOf", "oneOf"):
            union = schema.get(word)
            if isinstance(union, list):
                return [_mapping(one) for one in union]
        return None

    def _referred(self, reference: str) -> Schema:
        file, *steps = reference.split("/")
        if file != "#":
            return _ANYTHING
        target: object = self.root
        for step in steps:
            target = _mapping(target).get(step)
        return _mapping(target)


def _mapping(value: object) -> Schema:
    return value if isinstance(value, Mapping) else _ANYTHING


def _items(schema: Schema) -> Schema:
    return _ANYTHING if "prefixItems" in schema else _mapping(schema.get("items"))


def _field(schema: Schema, name: str) -> list[Schema]:
    properties, others = schema.get("properties"), schema.get("additionalProperties")
    if name in _mapping(properties):
        return [_mapping(_mapping(properties)[name])]
    if others is True or isinstance(others, Mapping) or "patternProperties" in schema:
        return [_mapping(others)]
    return [] if isinstance(properties, Mapping) or others is False else [_ANYTHING]


def _fixed(schema: Schema) -> list[object] | None:
    if "const" in schema:
        return [schema["const"]]
    values = schema.get("enum")
    return values if isinstance(values, list) else None


def _kinds_in(schema: Schema) -> Kinds:
    stated = schema.get("type")
    types = stated if isinstance(stated, list) else [stated]
    if "contentMediaType" in schema:
        # The tool may get what is encoded there, which is of any kind.
        return EVERY_KIND
    if types and all(isinstance(one, str) and one in _TYPES for one in types):
        kinds = frozenset(_TYPES[one] for one in types)
        return kinds | {"null"} if schema.get("nullable") is True else kinds
    fixed = _fixed(schema)
    if fixed and all(type(one) in _KINDS_OF_VALUES for one in fixed):
        return frozenset(_KINDS_OF_VALUES[type(one)] for one in fixed)
    return EVERY_KIND
