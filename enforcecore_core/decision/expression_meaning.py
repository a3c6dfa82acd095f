"""What the parts of an expression mean: which formula a comparison of two operands becomes.

What has a literal on one side becomes a condition on the other, as in the rest of a policy; what
has none relates two values of the call; what has two says nothing about the call and is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeGuard

from enforcecore_core.decision.expression_lexing import ExpressionError, Token
from enforcecore_core.decision.expression_patterns import ambiguity
from enforcecore_core.decision.language import (
    Argument,
    AtLeast,
    AtMost,
    Condition,
    Constant,
    Contains,
    EndsWith,
    Equals,
    Formula,
    Holds,
    LessThan,
    Matches,
    MoreThan,
    NotOneOf,
    OneOf,
    Operator,
    Present,
    Principal,
    Relation,
    Scalar,
    Session,
    Size,
    StartsWith,
    Term,
)

__all__ = [
    "COMPARISONS",
    "METHODS",
    "Part",
    "compared",
    "is_field",
    "membership",
    "size_of",
    "step",
    "tested_text",
    "truth",
    "unknown_function",
]

Field = Argument | Principal | Session
Asked = Argument | Principal | Session | Size

COMPARISONS: dict[str, Operator] = {
    "==": "==",
    "!=": "!=",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
}
METHODS = ("contains", "endsWith", "matches", "size", "startsWith")

_MACROS = {"all", "exists", "exists_one", "filter", "map"}
_MIRRORED: dict[Operator, Operator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_BOUNDS: dict[Operator, Callable[[int | float], Condition]] = {
    "<": LessThan,
    "<=": AtMost,
    ">": MoreThan,
    ">=": AtLeast,
}
_TEXT_CONDITIONS: dict[str, Callable[[str], Condition]] = {
    "contains": Contains,
    "endsWith": EndsWith,
    "matches": Matches,
    "startsWith": StartsWith,
}
_TEXT_RELATIONS: dict[str, Operator] = {
    "contains": "contains",
    "endsWith": "endsWith",
    "startsWith": "startsWith",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an expression, and where it begins."""

    node: Term | Formula
    offset: int


def is_field(node: Term | Formula) -> TypeGuard[Field]:
    """Tell whether this names one value of the call; `args` alone names none."""
    return isinstance(node, Field) and node.path != ()


def step(part: Part, name: str) -> Part:
    """Return the field of that name."""
    if not isinstance(part.node, Field):
        raise ExpressionError("only 'args', 'principal' and 'session' have fields", part.offset)
    return Part(_field_of(part.node, name, part.offset), part.offset)


def truth(part: Part) -> Formula:
    """Return the formula that a part is, or that a field is true."""
    if isinstance(part.node, Formula):
        return part.node
    if is_field(part.node):
        return Holds(part.node, Equals(value=True))
    if isinstance(part.node, Constant):
        raise _says_nothing(part)
    raise ExpressionError("this is neither true nor false", part.offset, "compare it")


def compared(left: Part, operator: Operator, right: Part) -> Formula:
    """Return the formula of one of the operators in COMPARISONS."""
    first, second = _operand(left), _operand(right)
    if isinstance(first, Constant) and isinstance(second, Constant):
        raise _says_nothing(left)
    if isinstance(first, Constant):
        return _compared_with(_asked(second, right), _MIRRORED.get(operator, operator), first, left)
    if isinstance(second, Constant):
        return _compared_with(_asked(first, left), operator, second, right)
    return Relation(_asked(first, left), operator, _asked(second, right))


def membership(left: Part, right: Part) -> Formula:
    """Return the formula of `left in right`."""
    item, container = _operand(left), _operand(right)
    if isinstance(item, Constant):
        value = _scalar(item, left)
        if isinstance(container, Field) and not container.path and isinstance(value, str):
            return Present(_field_of(container, value, right.offset), wanted=True)
    if isinstance(container, Constant):
        if not isinstance(container.value, tuple):
            hint = "for a part of a text, write 'text.contains(part)'"
            raise ExpressionError("'in' wants a list", right.offset, hint)
        if isinstance(item, Constant):
            raise _says_nothing(left)
        asked = _asked(item, left)
        for one in container.value:
            _of_one_kind(asked, one, right)
        return Holds(asked, OneOf(container.value))
    if not is_field(container):
        raise ExpressionError("'in' wants a list", right.offset, "name one, or write one")
    return Relation(item if isinstance(item, Constant) else _asked(item, left), "in", container)


def size_of(part: Part) -> Part:
    """Return the size of a field."""
    if not is_field(part.node):
        raise ExpressionError("size() wants a field", part.offset, "write 'size(args.name)'")
    return Part(Size(part.node), part.offset)


def tested_text(receiver: Part, method: str, argument: Part) -> Part:
    """Return the formula of one of the METHODS that look into a text."""
    whole, part = _text_operand(receiver, method), _text_operand(argument, method)
    if not isinstance(part, Constant):
        if method not in _TEXT_RELATIONS:
            raise ExpressionError("matches() wants a literal pattern", argument.offset)
        return Part(Relation(whole, _TEXT_RELATIONS[method], part), receiver.offset)
    if isinstance(whole, Constant):
        raise _says_nothing(receiver)
    operand = str(part.value)
    if method == "matches" and (found := ambiguity(operand)):
        message, hint = found
        raise ExpressionError(message, argument.offset, hint)
    return Part(Holds(whole, _TEXT_CONDITIONS[method](operand)), receiver.offset)


def unknown_function(name: Token) -> ExpressionError:
    """Return the error of a call of what is no function, or no method, of the language."""
    known = ["has", *METHODS]
    similar = get_close_matches(name.written, known, n=1)
    if name.written in _MACROS:
        hint = "there are no loops; use 'each' and 'some' under 'args:'"
    elif name.written in METHODS:
        hint = f"write 'args.name.{name.written}(...)'"
    elif name.written == "has":
        hint = "write 'has(args.name)'"
    elif similar:
        hint = f"did you mean {similar[0]!r}?"
    else:
        hint = f"there are {', '.join(known)}"
    return ExpressionError(f"unknown function {name}", name.offset, hint)


def _compared_with(term: Asked, operator: Operator, constant: Constant, place: Part) -> Formula:
    value = _scalar(constant, place)
    _of_one_kind(term, value, place)
    if operator == "==":
        return Holds(term, Equals(value))
    if operator == "!=":
        return Holds(term, NotOneOf((value,)))
    if isinstance(value, str):
        return Relation(term, operator, constant)
    if value is None or isinstance(value, bool):
        raise ExpressionError("only numbers and texts have an order", place.offset)
    return Holds(term, _BOUNDS[operator](value))


def _field_of(field: Field, name: str, offset: int) -> Field:
    if isinstance(field, Session) and (field.path or name != "id"):
        raise ExpressionError("a session has one field", offset, "write 'session.id'")
    return type(field)((*field.path, name))


def _operand(part: Part) -> Term:
    if isinstance(part.node, Formula):
        hint = "write '&&' between comparisons, and '!' before parentheses"
        raise ExpressionError("a comparison cannot be compared", part.offset, hint)
    return part.node


def _asked(term: Term, part: Part) -> Asked:
    if isinstance(term, Size) or is_field(term):
        return term
    raise ExpressionError("say which field", part.offset, "write 'args.name'")


def _scalar(constant: Constant, part: Part) -> Scalar:
    if isinstance(constant.value, tuple):
        raise ExpressionError("lists are not compared", part.offset, "write 'args.name in [...]'")
    return constant.value


def _of_one_kind(term: Asked, value: Scalar, part: Part) -> None:
    if isinstance(term, Size) and type(value) is not int:
        raise ExpressionError("a size is compared with a whole number", part.offset)


def _text_operand(part: Part, method: str) -> Field | Constant:
    node = part.node
    if is_field(node) or (isinstance(node, Constant) and isinstance(node.value, str)):
        return node
    raise ExpressionError(f"{method}() wants a text", part.offset, "name one, or write one")


def _says_nothing(part: Part) -> ExpressionError:
    hint = "compare something of the call, such as 'args.name'"
    return ExpressionError("this says nothing about the call", part.offset, hint)
