"""LangChain's values as plain ones, for the policy and the redactor to read, and back again."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from langchain_core.messages.tool import ToolOutputMixin
from pydantic import BaseModel, ValidationError

from enforcecore_core import ConfigurationError, View

__all__ = ["RESULT", "plain", "rebuilt", "snapshot"]


class _Opaque:
    """Stands for a value that could not be read. No redactor knows it, so it is refused."""


def plain(value: Any) -> Any:
    """Return `value` with models and graph commands as dicts; what is unknown stays as it is."""
    if isinstance(value, BaseModel):
        # Also what is no field: a cached property or a private attribute holds data too.
        hidden = {**(value.model_extra or {}), **(value.__pydantic_private__ or {})}
        shown = {name: one for name, one in hidden.items() if one is not None}
        return {name: plain(one) for name, one in (vars(value) | shown).items()}
    if (parts := _parts(value)) is not None:
        return {name: plain(part) for name, part in parts.items()}
    if type(value) is dict:
        return {key: plain(item) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(plain(item) for item in value)
    return value


def rebuilt(original: Any, redacted: Any) -> Any:
    """Return `redacted`, a rewritten `plain(original)`, in the types of `original`."""
    if isinstance(original, BaseModel):
        return original if redacted == plain(original) else _rebuilt_model(original, redacted)
    if (parts := _parts(original)) is not None:
        return _with_parts(original, _rebuilt_items(parts, redacted))
    if type(original) is dict:
        return _rebuilt_items(original, redacted)
    if type(original) in (list, tuple):
        pairs = zip(original, redacted, strict=True)
        return type(original)(rebuilt(one, other) for one, other in pairs)
    return redacted


def snapshot(value: Any) -> tuple[Any, Any]:
    """Return a copy of `value` that nobody else can change, and its plain form."""
    try:
        held = copy.deepcopy(value)
        return held, plain(held)
    except Exception:  # noqa: BLE001 - whatever cannot be copied is shown as unreadable
        return value, _Opaque()


def _rebuilt_model(original: BaseModel, redacted: Mapping[str, Any]) -> BaseModel:
    known = {*type(original).model_fields, *(original.model_extra or {})}
    given = {name: item for name, item in redacted.items() if name in known}
    kind = type(original).__name__
    try:
        made = type(original).model_validate(given, by_alias=False, by_name=True)
    except ValidationError:
        # From None: the validation error quotes what it saw.
        raise ConfigurationError(f"a {kind} is not valid any more after redaction") from None
    # A validator or a private default could bring back what was taken out.
    if any(redacted.get(name) != item for name, item in plain(made).items()):
        raise ConfigurationError(f"a {kind} does not keep what redaction made of it")
    return made


def _rebuilt_items(original: Mapping[Any, Any], redacted: Mapping[Any, Any]) -> dict[Any, Any]:
    return {
        key: rebuilt(original[key], item) if key in original else item
        for key, item in redacted.items()
    }


def _parts(value: Any) -> dict[str, Any] | None:
    if isinstance(value, ToolOutputMixin) and is_dataclass(value):
        return {one.name: getattr(value, one.name) for one in fields(value)}
    if _is_send(value):
        return {"node": value.node, "arg": value.arg}
    return None


def _with_parts(original: Any, parts: dict[str, Any]) -> Any:
    if not _is_send(original):
        return replace(original, **parts)
    sent = copy.copy(original)
    sent.node, sent.arg = parts["node"], parts["arg"]
    return sent


def _is_send(value: Any) -> bool:
    # LangGraph is no dependency, and its Send is neither a dataclass nor a model.
    return (type(value).__module__, type(value).__name__) == ("langgraph.types", "Send")


RESULT: View[Any] = View(read=plain, write=rebuilt)
