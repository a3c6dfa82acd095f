"""`when` expressions: one line in the syntax of CEL, parsed into the formulas of the language.

Every comparison is about the call: what compares two literals is refused, and so is whatever CEL
has beyond comparing (macros, arithmetic, conversions). Texts are bounded in length and in depth.
"""

from __future__ import annotations

from enforcecore_core.decision.expression_lexing import (
    LONGEST_EXPRESSION,
    ExpressionError,
    Token,
    caret,
    quoted,
    tokens_of,
)
from enforcecore_core.decision.expression_meaning import (
    COMPARISONS,
    METHODS,
    Part,
    compared,
    is_field,
    membership,
    size_of,
    step,
    tested_text,
    truth,
    unknown_function,
)
from enforcecore_core.decision.language import (
    And,
    Argument,
    Constant,
    Formula,
    Negation,
    Or,
    Present,
    Principal,
    Scalar,
    Session,
)

__all__ = [
    "DEEPEST_EXPRESSION",
    "LONGEST_EXPRESSION",
    "ExpressionError",
    "caret",
    "parse_expression",
]

DEEPEST_EXPRESSION = 32

_ROOTS: dict[str, Argument | Principal | Session] = {
    "args": Argument(()),
    "principal": Principal(()),
    "session": Session(()),
}
_WORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None}
_INSTEAD = {
    "and": "write '&&'",
    "or": "write '||'",
    "not": "write '!'",
    "True": "write 'true'",
    "False": "write 'false'",
    "None": "write 'null'",
}
_NO_ARITHMETIC = "expressions do not calculate"


def parse_expression(text: str) -> Formula:
    """Return what an expression says, or raise ExpressionError with the place at fault."""
    return _Parser(tokens_of(text)).whole()


class _Parser:
    """One method per level of the grammar, from `||` down to names and literals."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._position = 0
        self._depth = 0

    def whole(self) -> Formula:
        if self._at_end():
            raise ExpressionError("the expression is empty", 0, "write a comparison")
        formula = truth(self._either())
        if not self._at_end():
            raise self._unexpected()
        return formula

    @property
    def _next(self) -> Token:
        return self._tokens[self._position]

    def _at_end(self) -> bool:
        return self._next.kind == "end"

    def _advance(self) -> Token:
        token = self._next
        self._position += 1
        return token

    def _next_is(self, *symbols: str) -> bool:
        return self._next.kind in {"symbol", "name"} and self._next.written in symbols

    def _expect(self, symbol: str) -> None:
        if not self._next_is(symbol):
            raise self._unexpected(f"expected {quoted(symbol)}, found")
        self._advance()

    def _unexpected(self, message: str = "unexpected") -> ExpressionError:
        token = self._next
        hint = _NO_ARITHMETIC if token.written == "-" else _INSTEAD.get(token.written)
        return ExpressionError(f"{message} {token}", token.offset, hint)

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > DEEPEST_EXPRESSION:
            message = f"an expression has at most {DEEPEST_EXPRESSION} levels"
            raise ExpressionError(message, self._next.offset, "split it into clauses")

    def _either(self) -> Part:
        first = self._both()
        if not self._next_is("||"):
            return first
        formulas = [truth(first)]
        while self._next_is("||"):
            self._advance()
            formulas.append(truth(self._both()))
        return Part(Or(tuple(formulas)), first.offset)

    def _both(self) -> Part:
        first = self._relation()
        if not self._next_is("&&"):
            return first
        formulas = [truth(first)]
        while self._next_is("&&"):
            self._advance()
            formulas.append(truth(self._relation()))
        return Part(And(tuple(formulas)), first.offset)

    def _relation(self) -> Part:
        left = self._unary()
        if not self._next_is(*COMPARISONS, "in"):
            return left
        operator = self._advance().written
        right = self._unary()
        if self._next_is(*COMPARISONS, "in"):
            hint = "write 'a < b && b < c'"
            raise ExpressionError("a comparison cannot be compared", self._next.offset, hint)
        if operator == "in":
            return Part(membership(left, right), left.offset)
        return Part(compared(left, COMPARISONS[operator], right), left.offset)

    def _unary(self) -> Part:
        offset = self._next.offset
        if self._next_is("!"):
            self._advance()
            self._deeper()
            formula = Negation(truth(self._unary()))
            self._depth -= 1
            return Part(formula, offset)
        if self._next_is("-"):
            return Part(Constant(self._negative()), offset)
        return self._member()

    def _member(self) -> Part:
        part = self._primary()
        while self._next_is(".", "["):
            if self._advance().written == "[":
                part = step(part, self._key())
                continue
            if self._next.kind != "name":
                raise self._unexpected("expected a name, found")
            name = self._advance()
            if self._next_is("("):
                part = self._method(part, name)
            elif name.written in {*_WORDS, "in"}:
                hint = f'write ["{name.written}"]'
                raise ExpressionError(f"{name} is no name", name.offset, hint)
            else:
                part = step(part, name.written)
        return part

    def _key(self) -> str:
        token = self._next
        hint = None
        if token.kind == "number":
            hint = "lists have no positions here; use 'in', or 'each' and 'some' under 'args:'"
        if token.kind != "text":
            raise ExpressionError(f"expected a name in quotes, found {token}", token.offset, hint)
        self._advance()
        self._expect("]")
        return str(token.value)

    def _primary(self) -> Part:
        token = self._next
        if token.kind in {"number", "text"}:
            return Part(Constant(self._advance().value), token.offset)
        if self._next_is("("):
            return self._group()
        if self._next_is("["):
            return self._list()
        if token.kind == "name" and token.written != "in":
            return self._named(self._advance())
        raise self._unexpected()

    def _group(self) -> Part:
        offset = self._advance().offset
        self._deeper()
        part = self._either()
        self._expect(")")
        self._depth -= 1
        return Part(part.node, offset)

    def _list(self) -> Part:
        offset = self._advance().offset
        if self._next_is("]"):
            raise ExpressionError("the list is empty", offset, "write what may be in it")
        values = [self._literal()]
        while self._next_is(","):
            self._advance()
            values.append(self._literal())
        self._expect("]")
        return Part(Constant(tuple(values)), offset)

    def _literal(self) -> Scalar:
        if self._next.kind in {"number", "text"}:
            return self._advance().value
        if self._next_is("-"):
            return self._negative()
        if self._next_is(*_WORDS):
            return _WORDS[self._advance().written]
        raise self._unexpected("expected a literal, found")

    def _negative(self) -> int | float:
        minus = self._advance()
        value = self._next.value
        if isinstance(value, str) or value is None:
            raise ExpressionError("a '-' stands before a number only", minus.offset, _NO_ARITHMETIC)
        self._advance()
        return -value

    def _named(self, name: Token) -> Part:
        if self._next_is("("):
            return self._function(name)
        if name.written in _WORDS:
            return Part(Constant(_WORDS[name.written]), name.offset)
        if name.written in _ROOTS:
            return Part(_ROOTS[name.written], name.offset)
        hint = _INSTEAD.get(name.written, f"write 'args.{name.written}' for an argument")
        raise ExpressionError(f"unknown name {name}", name.offset, hint)

    def _function(self, name: Token) -> Part:
        if name.written == "has":
            return self._has(name.offset)
        if name.written != "size":
            raise unknown_function(name)
        return Part(size_of(self._argument()).node, name.offset)

    def _method(self, receiver: Part, name: Token) -> Part:
        if name.written not in METHODS:
            raise unknown_function(name)
        if name.written == "size":
            self._advance()
            self._expect(")")
            return size_of(receiver)
        return tested_text(receiver, name.written, self._argument())

    def _argument(self) -> Part:
        """Return the one argument that a function has."""
        self._advance()
        self._deeper()
        part = self._either()
        self._expect(")")
        self._depth -= 1
        return part

    def _has(self, offset: int) -> Part:
        part = self._argument()
        # CEL takes here only what ends in a dot and a name.
        last = self._tokens[self._position - 2]
        if is_field(part.node) and last.kind == "name":
            return Part(Present(part.node, wanted=True), offset)
        hint = "write '\"name\" in args'" if last.written == "]" else "write 'has(args.name)'"
        raise ExpressionError("has() wants a field", part.offset, hint)
