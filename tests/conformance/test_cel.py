"""Expressions mean what they mean in CEL: compared with Google's implementation.

Every comparison of a generated expression is put to both. They answer alike, or one of DEVIATIONS
says why not; what is then joined by `&&`, `||` and `!` answers alike too, but for absorbed errors.
"""

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from enforcecore_core.calls import ToolCall
from enforcecore_core.decision.checks import ConditionError
from enforcecore_core.decision.compiling import compiled
from enforcecore_core.decision.expressions import parse_expression
from enforcecore_core.decision.facts import Facts

cel = pytest.importorskip(
    "cel_expr_python.cel",
    reason="cel-expr-python has no wheel for this platform",
)

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "expressions.md"
FACTS = Facts(working_directory="/", resolve_path=str)
ENV = cel.NewEnv(
    variables={
        name: cel.Type.Map(cel.Type.STRING, cel.Type.DYN)
        for name in ("args", "principal", "session")
    }
)
MISSING = object()
Answer = Literal["true", "false", "error", "refused"]
NAN, INFINITY = math.nan, math.inf
LARGE = 2**53 + 1


def ours(expression, arguments):
    call = ToolCall("tool", arguments, principal="alice", session="s1")
    test = compiled(parse_expression(expression))
    try:
        return "true" if test(call, FACTS) else "false"
    except ConditionError:
        return "error"


def cels(expression, arguments):
    """Answer with the library's own names for the call's parts."""
    known = {"args": arguments, "principal": {"id": "alice"}, "session": {"id": "s1"}}
    try:
        program = ENV.compile(expression)
    except Exception:  # noqa: BLE001  # the library raises what C++ threw
        return "refused"
    try:
        answer = program.eval(data=known)
    except Exception:  # noqa: BLE001  # as above
        return "error"
    return (
        {True: "true", False: "false"}[answer.value()]
        if answer.type() == cel.Type.BOOL
        else "error"
    )


@dataclass(frozen=True)
class Deviation:
    """What a page says of a difference, and an example of it with both answers."""

    title: str
    expression: str
    arguments: dict
    ours: Answer
    cels: Answer


DEVIATIONS = [
    Deviation(
        "Errors are never absorbed", "args.x == 1 && args.y == 1", {"x": 2}, "error", "false"
    ),
    Deviation("NaN and infinities", "args.x > 1", {"x": NAN}, "error", "false"),
    Deviation("Different kinds", "args.x == 1", {"x": "1"}, "error", "false"),
    Deviation("Lists and mappings", "args.x == args.y", {"x": [1], "y": [1]}, "error", "true"),
    Deviation("Order of truth values", "args.x < args.y", {"x": False, "y": True}, "error", "true"),
    Deviation("Large integers", "args.x > 1", {"x": 2**70}, "true", "error"),
    Deviation("Exact comparison", "args.x > 9007199254740992.0", {"x": LARGE}, "true", "false"),
    Deviation("Lone surrogates", 'args.x != "a"', {"x": "\ud800"}, "true", "error"),
    Deviation("NUL characters", "size(args.x) == 0", {"x": "\0"}, "false", "true"),
    Deviation("Missing parents", "has(args.x.y)", {}, "false", "error"),
    Deviation("Tuples", "1 in args.x", {"x": (1,)}, "true", "error"),
    Deviation("Digits, words and blanks", r"args.x.matches(r'^\d$')", {"x": "٣"}, "true", "false"),
]
TITLES = [one.title for one in DEVIATIONS]


@pytest.mark.parametrize("deviation", DEVIATIONS, ids=lambda one: one.title)
def test_every_deviation_is_one(deviation):
    assert ours(deviation.expression, deviation.arguments) == deviation.ours
    assert cels(deviation.expression, deviation.arguments) == deviation.cels


def test_the_page_lists_the_same_deviations():
    section = PAGE.read_text("utf-8").split("## Where it differs from CEL")[1].split("\n## ")[0]
    assert re.findall(r"^\| ([A-Z][^|`]*?) \|", section, re.MULTILINE)[1:] == TITLES


def kind(value):
    if isinstance(value, bool) or value is None:
        return type(value)
    return float if isinstance(value, int | float) else type(value)


def parts(value):
    """Return a value with all that is in it."""
    if isinstance(value, dict):
        return [value, *(part for one in value.values() for part in parts(one))]
    return (
        [value, *(part for one in value for part in parts(one))]
        if isinstance(value, list)
        else [value]
    )


def deviation_of(atom, arguments):
    """Return the title under which an atom is answered differently, or None if it may not be."""
    # The library converts all arguments, also those that an expression does not name.
    for value in parts(arguments):
        if isinstance(value, int) and abs(value) >= 2**63:
            return "Large integers"
        if isinstance(value, str) and "\ud800" in value:
            return "Lone surrogates"
        if isinstance(value, str) and "\0" in value:
            return "NUL characters"
    values = [*parts(atom.left), *parts(atom.right)]
    numbers = [value for value in values if kind(value) is float]
    if any(isinstance(one, int) and abs(one) >= 2**63 for one in numbers):
        return "Large integers"
    if not all(map(math.isfinite, numbers)):
        return "NaN and infinities"
    if any(abs(one) > 2**53 for one in numbers):
        return "Exact comparison"
    return deviation_of_kinds(atom.operator, atom.left, atom.right)


def deviation_of_kinds(operator, left, right):
    match operator:
        case "==" | "!=" if kind(left) is kind(right):
            return "Lists and mappings" if kind(left) in {list, dict} else None
        case "==" | "!=":
            return "Different kinds"
        case "<" | "<=" | ">" | ">=" if kind(left) is kind(right) is bool:
            return "Order of truth values"
        case "in" if isinstance(right, list):
            if kind(left) in {list, dict}:
                return "Lists and mappings"
            return None if all(kind(left) is kind(one) for one in right) else "Different kinds"
        case "in" if isinstance(right, dict) and not isinstance(left, str):
            return "Different kinds"
        case "matches" if left == "٣":
            return "Digits, words and blanks"
        case "parent" if left is MISSING:
            return "Missing parents"
    return None


SCALARS = [None, True, False, 0, 1, -1, 7, 2**31, LARGE, 2**70, -(2**70), 1.0, 0.5, -0.0, 2.0**53]
SCALARS += [1e300, NAN, INFINITY, "", "a", "ab", "b", "é", "\U0001d11ea", "1", "٣", "\ud800", "\0"]
VALUES = [*SCALARS, [], [1, "a"], ["a", "ab"], [1.0, 2], [None], [NAN], [[1]], {}, {"k": 1}]
VALUES += [{"k": "a", "a": None}, {"k": [1]}]
LITERALS = [one for one in SCALARS if one not in (NAN, INFINITY, "\ud800")]
NAMES = ["a", "b", "c-d", "in", "size"]


@dataclass(frozen=True)
class Operand:
    text: str
    value: object


def written_text(value, style):
    if style == "raw" and not {'"', "\n", "\0"} & set(value):
        return f'r"{value}"'
    if style == "coded":
        return "'" + "".join(f"\\U{ord(one):08x}" for one in value) + "'"
    return '"' + value.replace("\\", "\\\\").replace("\0", r"\x00") + '"'


@st.composite
def literals(draw, values=tuple(LITERALS)):
    value = draw(st.sampled_from(values))
    if isinstance(value, str):
        return Operand(written_text(value, draw(st.sampled_from(["raw", "coded", "plain"]))), value)
    words = {None: "null", True: "true", False: "false"}
    is_word = value is None or isinstance(value, bool)
    return Operand(words[value] if is_word else repr(value), value)


@st.composite
def fields(draw, arguments):
    name = draw(st.sampled_from(NAMES))
    value = arguments.get(name, MISSING)
    text = f"args.{name}" if name.isalpha() and name != "in" else f'args["{name}"]'
    if isinstance(value, dict) and draw(st.booleans()):
        return Operand(f"{text}.k", value.get("k", MISSING))
    return draw(st.sampled_from([Operand(text, value)] * 4 + [Operand("principal.id", "alice")]))


@dataclass(frozen=True)
class Atom:
    """One comparison, and what it compares."""

    text: str
    operator: str
    left: object
    right: object = None


def mirrored(draw, left, operator, right):
    mirror = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
    if draw(st.booleans()):
        return f"{right.text} {mirror[operator]} {left.text}"
    return f"{left.text} {operator} {right.text}"


@st.composite
def comparisons(draw, arguments):
    operator = draw(st.sampled_from(["==", "!=", "<", "<=", ">", ">="]))
    left = draw(fields(arguments))
    right = draw(st.one_of(fields(arguments), literals()))
    ordered = operator not in {"==", "!="}
    assume(not (ordered and right.text in {"null", "true", "false"}))
    return Atom(mirrored(draw, left, operator, right), operator, left.value, right.value)


@st.composite
def memberships(draw, arguments):
    field = draw(fields(arguments))
    if draw(st.booleans()):
        listed = draw(st.lists(literals(), min_size=1, max_size=3))
        text = f"{field.text} in [{', '.join(one.text for one in listed)}]"
        return Atom(text, "in", field.value, [one.value for one in listed])
    item = draw(st.one_of(fields(arguments), literals()))
    return Atom(f"{item.text} in {field.text}", "in", item.value, field.value)


@st.composite
def text_tests(draw, arguments):
    method = draw(st.sampled_from(["startsWith", "endsWith", "contains"]))
    texts = literals(values=("", "a", "b", "é", "1"))
    left = draw(fields(arguments))
    right = draw(st.one_of(fields(arguments), texts))
    return Atom(f"{left.text}.{method}({right.text})", method, left.value, right.value)


@st.composite
def pattern_tests(draw, arguments):
    field = draw(fields(arguments))
    pattern = draw(
        st.sampled_from([r"^a.*$", r"^(?:a|b)$", r"(?i)^AB?$", r"^\d$", r"^[^]a|]+$", "^$"])
    )
    return Atom(f"{field.text}.matches(r'{pattern}')", "matches", field.value, pattern)


@st.composite
def sizes(draw, arguments):
    field = draw(fields(arguments))
    size = draw(st.sampled_from([f"size({field.text})", f"{field.text}.size()"]))
    operator = draw(st.sampled_from(["==", "!=", "<", "<=", ">", ">="]))
    number = draw(st.integers(0, 3))
    return Atom(f"{size} {operator} {number}", "size", field.value)


@st.composite
def presences(draw, arguments):
    name = draw(st.sampled_from(NAMES))
    value = arguments.get(name, MISSING)
    if draw(st.booleans()):
        return Atom(f'"{name}" in args', "has", value)
    assume(name.isalpha() and name != "in")
    if draw(st.booleans()):
        return Atom(f"has(args.{name})", "has", value)
    return Atom(f"has(args.{name}.k)", "parent", value)


@st.composite
def truths(draw, arguments):
    field = draw(fields(arguments))
    return Atom(field.text, "truth", field.value)


def joined(children):
    """Join expressions; a joined one is its text and the atoms in it."""
    pairs = st.tuples(children, st.sampled_from(["&&", "||"]), children).map(
        lambda three: (f"({three[0][0]}) {three[1]} ({three[2][0]})", three[0][1] + three[2][1])
    )
    return st.one_of(pairs, children.map(lambda one: (f"!({one[0]})", one[1])))


@st.composite
def cases(draw):
    arguments = draw(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VALUES)))
    atoms = st.one_of(
        [make(arguments) for make in (comparisons, memberships, text_tests, pattern_tests)]
        + [make(arguments) for make in (sizes, presences, truths)]
    )
    text, found = draw(st.recursive(atoms.map(lambda one: (one.text, [one])), joined, max_leaves=4))
    return text, found, arguments


@settings(max_examples=100, deadline=None)
@given(cases())
def test_every_expression_is_one_of_cel(case):
    expression, _, arguments = case
    assert re.search(r"[0-9]{20}", expression) or cels(expression, arguments) != "refused"


@settings(max_examples=500, deadline=None)
@given(cases())
def test_every_expression_means_what_it_means_in_cel(case):
    expression, atoms, arguments = case
    answers = [(ours(one.text, arguments), cels(one.text, arguments)) for one in atoms]
    for one, (our, theirs) in zip(atoms, answers, strict=True):
        assert our == theirs or deviation_of(one, arguments) in TITLES, one
    whole = ours(expression, arguments)
    if all(our == theirs != "error" for our, theirs in answers):
        assert whole == cels(expression, arguments)
    else:
        assert (whole == "error") == any(our == "error" for our, _ in answers)
