"""Strict models as JSON Schema of draft 7, the one that editors of YAML read.

A schema is for writing a file, not for trusting one: it takes whatever the models take, and some
more. What loads is decided by loading alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

__all__ = ["Additions", "Descriptions", "schema_of"]

_DRAFT = "http://json-schema.org/draft-07/schema#"

# What each key means, by the name of its model.
Descriptions = Mapping[str, Mapping[str, str]]
# What validators check and pydantic cannot tell, by model and key. Of a model itself the key is "".
Additions = Mapping[tuple[str, str], dict[str, Any]]

_Schema = dict[str, Any]


class _Generator(GenerateJsonSchema):
    """Leaves out what means nothing to a reader: titles, and what stands for an unset key."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - pydantic's hook
        return False


def schema_of(
    model: type[BaseModel],
    *,
    urn: str,
    title: str,
    descriptions: Descriptions,
    additions: Additions,
) -> _Schema:
    """Return the schema of a model. A key that `descriptions` does not describe is a KeyError."""
    generated = model.model_json_schema(by_alias=True, schema_generator=_Generator)
    models: _Schema = generated.pop("$defs", {})
    for name, schema in [(model.__name__, generated), *models.items()]:
        _describe(name, schema, descriptions, additions)
    definitions = {name: _tidied(models[name]) for name in sorted(models)}
    return {
        "$schema": _DRAFT,
        "$id": urn,
        "title": title,
        **_tidied(generated),
        "definitions": definitions,
    }


def _describe(
    name: str,
    schema: _Schema,
    descriptions: Descriptions,
    additions: Additions,
) -> None:
    schema.update(additions.get((name, ""), {}))
    properties = schema["properties"]
    for key, stated in properties.items():
        described = {"description": descriptions[name][key], **stated}
        properties[key] = {**described, **additions.get((name, key), {})}


def _tidied(schema: _Schema) -> _Schema:
    """Return a schema in the words of draft 7, with unions of plain types in one `type`."""
    return _flat({key: _value(key, value) for key, value in schema.items() if key != "title"})


def _value(key: str, value: Any) -> Any:
    if key == "$ref":
        return value.replace("#/$defs/", "#/definitions/")
    if key == "properties":
        return {name: _with_reference(_tidied(schema)) for name, schema in value.items()}
    if isinstance(value, dict):
        return _tidied(value)
    if key in {"anyOf", "oneOf"}:
        return list(map(_tidied, value))
    return value


def _with_reference(schema: _Schema) -> _Schema:
    """Wrap a reference: in draft 7, what stands beside one counts for nothing."""
    if "$ref" not in schema or len(schema) == 1:
        return schema
    rest = {key: value for key, value in schema.items() if key != "$ref"}
    return {**rest, "allOf": [{"$ref": schema["$ref"]}]}


def _flat(schema: _Schema) -> _Schema:
    for union in ("anyOf", "oneOf"):
        choices = schema.get(union)
        if choices is None:
            continue
        types = {kind for choice in choices for kind in _plain_types(choice)}
        others = [choice for choice in choices if not list(_plain_types(choice))]
        if types >= {"integer", "number"}:
            types.remove("integer")
        rest = {key: value for key, value in schema.items() if key != union}
        named: object = sorted(types) if len(types) > 1 else next(iter(types), None)
        if not others:
            return {**rest, "type": named}
        plain = [{"type": named}] if types else []
        # Forms are told apart by their shape, so `anyOf` and `oneOf` are the same here.
        return {**rest, "anyOf": [*others, *plain]}
    return schema


def _plain_types(schema: _Schema) -> Iterator[str]:
    if schema.keys() == {"type"}:
        stated = schema["type"]
        yield from stated if isinstance(stated, list) else [stated]
