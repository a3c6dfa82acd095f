"""Keys that a file may leave out, and may not set to null."""

from __future__ import annotations

from typing import Annotated, TypeVar, cast

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

__all__ = ["Omissible"]

_Value = TypeVar("_Value")


class _NeverNull:
    """Takes the null out of an optional type: only the default is None."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        optional = cast("core_schema.NullableSchema", handler(source))
        return optional["schema"]


Omissible = Annotated[_Value | None, _NeverNull()]
