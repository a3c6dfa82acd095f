"""A tool's parameters: which a caller may fill, which the program has filled, in which order."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from llama_index.core.tools import BaseTool, FunctionTool
from llama_index.core.workflow import Context
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

__all__ = ["ArgumentsRefused", "Bound", "Parameters"]


class ArgumentsRefused(Exception):
    """The arguments are none that the tool takes. The text holds no value of them.

    `arguments` is what the caller sent, by name as far as it could be named.
    """

    def __init__(self, reason: str, arguments: Mapping[str, object]) -> None:
        super().__init__(reason)
        self.arguments = arguments


@dataclass(frozen=True, slots=True)
class Bound:
    """One call's arguments, taken apart.

    `arguments` is everything that the policy sees. `hidden` is what the program gives the tool
    past it, the workflow's context among them. `sent` names what the caller sent.
    """

    arguments: Mapping[str, object]
    hidden: Mapping[str, object]
    sent: Collection[str]

    def shown(self, given: Mapping[str, object]) -> dict[str, object]:
        """Return what the caller sent, as the tool was `given` it."""
        return {name: value for name, value in given.items() if name in self.sent}


class Parameters:
    """What one tool takes, fixed when the tool is wrapped."""

    def __init__(self, tool: BaseTool, injected: Collection[str] = ()) -> None:
        self._schema: type[BaseModel] | None = tool.metadata.fn_schema
        self._declared = frozenset(_declared(self._schema))
        self._injected = frozenset(injected)
        self._context: str | None = None
        self._fixed: dict[str, Any] = {}
        self._defaults: dict[str, Callable[[], Any]] = {}
        self.order = tuple(_declared(self._schema))
        if isinstance(tool, FunctionTool):
            self._context = tool.ctx_param_name if tool.requires_context else None
            self._fixed = dict(tool.partial_params)
            self._read_signature(tool)

    def bind(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Bound:
        """Take a call's arguments apart. Raises `ArgumentsRefused` for those the tool has not."""
        sent = dict(kwargs)
        # What is too deep to copy is too deep to pass.
        with suppress(RecursionError):
            sent = _copied(sent, {})
        context = sent.pop(self._context, None) if self._context else None
        self._name_positional(args, sent)
        self._check(sent, context)
        everything = {n: default() for n, default in self._defaults.items() if n not in sent}
        everything |= {**self._fixed, **sent}
        arguments = {n: v for n, v in everything.items() if n not in self._injected}
        hidden = {n: v for n, v in self._fixed.items() if n in self._injected}
        if self._context:
            hidden[self._context] = context
        return Bound(arguments, hidden, frozenset(sent))

    def schema(self, tool: BaseTool) -> dict[str, Any]:
        """Return the JSON schema of what the policy sees of a call of the tool."""
        stated = tool.metadata.get_parameters_dict()
        properties = stated["properties"]
        seen = {n: properties.get(n, {}) for n in self._declared | self._defaults.keys()}
        # What the program has fixed is there as it is, whatever the schema says.
        seen |= {n: {} for n in self._fixed}
        shown = {n: one for n, one in seen.items() if n not in {*self._injected, self._context}}
        return {**stated, "properties": shown, "additionalProperties": False}

    def _read_signature(self, tool: FunctionTool) -> None:
        named = [
            p
            for p in inspect.signature(tool.real_fn).parameters.values()
            if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD) and p.name != self._context
        ]
        taken = self._fixed.keys() | self._injected
        positional = [p.name for p in named if p.kind is not p.KEYWORD_ONLY]
        self.order = tuple(n for n in positional if n not in taken) or self.order
        self._defaults = {
            p.name: _default_of(p.default)
            for p in named
            if p.name not in taken and _has_default(p.default)
        }

    def _name_positional(self, args: tuple[Any, ...], sent: dict[str, Any]) -> None:
        if len(args) > len(self.order):
            raise ArgumentsRefused("more positional arguments than parameters", sent)
        for name, value in zip(self.order, args, strict=False):
            if name in sent:
                raise ArgumentsRefused("an argument was given twice", sent)
            sent[name] = value

    def _check(self, sent: dict[str, Any], context: object) -> None:
        if self._context and not isinstance(context, Context):
            raise ArgumentsRefused("the workflow's context is missing or is none", sent)
        if sent.keys() & (self._fixed.keys() | self._injected):
            raise ArgumentsRefused("an argument would override one that the program fixed", sent)
        if undeclared := sent.keys() - self._declared:
            reason = f"{len(undeclared)} arguments are not in the tool's schema"
            raise ArgumentsRefused(reason, sent)
        if self._schema is None:
            return
        fixed = {n: v for n, v in self._fixed.items() if n in self._declared}
        try:
            self._schema.model_validate({**fixed, **sent})
        except ValidationError as error:
            raise ArgumentsRefused(_describe(error, self._declared), sent) from None
        except Exception as error:  # noqa: BLE001 - a schema's validator is foreign code
            reason = f"the tool's schema raised {type(error).__name__}"
            raise ArgumentsRefused(reason, sent) from None


def _copied(value: Any, copies: dict[int, Any]) -> Any:
    """A copy of what a model can write, so that the tool writes nothing into the caller's own."""
    if type(value) not in (dict, list):
        return value
    if id(value) in copies:
        return copies[id(value)]
    if type(value) is dict:
        copies[id(value)] = copy = {}
        copy.update({key: _copied(item, copies) for key, item in value.items()})
        return copy
    items: list[Any] = []
    copies[id(value)] = items
    items.extend(_copied(item, copies) for item in value)
    return items


def _has_default(default: object) -> bool:
    if isinstance(default, FieldInfo):
        return not default.is_required()
    return default is not inspect.Parameter.empty


def _default_of(default: Any) -> Callable[[], Any]:
    # A `Field(...)` is no value, and its factory makes a fresh one for each call.
    if isinstance(default, FieldInfo):
        return functools.partial(default.get_default, call_default_factory=True)
    return lambda: default


def _declared(schema: type[BaseModel] | None) -> Iterator[str]:
    """The names that the tool's schema shows to a model, in order."""
    if schema is None:
        yield "input"
        return
    for name, field in schema.model_fields.items():
        alias = field.validation_alias or field.alias
        yield alias if isinstance(alias, str) else name


def _describe(error: ValidationError, declared: frozenset[str]) -> str:
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    names = [p["loc"][0] for p in problems if p["loc"]]
    # Deeper parts of a location can be keys that the caller wrote.
    shown = sorted({str(name) for name in names if name in declared})
    return f"arguments that do not fit the tool's schema: {', '.join(shown)}"
