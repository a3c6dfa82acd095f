"""Expressions for the oracle: generated as trees that know their text, judged as trees.

A tree is a tuple: ("and", left, right), ("or", left, right), ("not", inner), ("has", field),
("truth", field), or (operator, left, right), where each side is ("args", name, ...),
("principal", name), ("session", "id"), ("size", field) or ("is", constant).
"""

import json

from hypothesis import strategies as st
from reference import oracle
from reference.oracle import ERROR, MISSING

METHODS = ["startsWith", "endsWith", "contains"]
ORDERS = ["<", "<=", ">", ">="]


class Expression(str):
    """The text of an expression, and the tree that it was written from."""

    __slots__ = ("tree",)

    def __new__(cls, tree):
        self = super().__new__(cls, written(tree))
        self.tree = tree
        return self

    def judged(self, world):
        """Return True, False or ERROR. `world` has `args`, `principal` and `session`."""
        return judged(self.tree, world)


def written(tree):
    head, *rest = tree
    match head:
        case "and" | "or":
            return f"({written(rest[0])} {'&&' if head == 'and' else '||'} {written(rest[1])})"
        case "not":
            return f"!({written(rest[0])})"
        case "truth":
            return written(rest[0])
        case "is":
            return json.dumps(rest[0])
        case "args" | "principal" | "session":
            return ".".join(tree)
        case "has" | "size":
            return f"{head}({written(rest[0])})"
        case "startsWith" | "endsWith" | "contains":
            return f"{written(rest[0])}.{head}({written(rest[1])})"
    return f"{written(rest[0])} {head} {written(rest[1])}"


def judged(tree, world):
    head, *rest = tree
    if head in {"and", "or"}:
        answers = [judged(one, world) for one in rest]
        if ERROR in answers:
            return ERROR
        return all(answers) if head == "and" else any(answers)
    if head == "not":
        answer = judged(rest[0], world)
        return answer if answer == ERROR else not answer
    if head == "has":
        value = value_of(rest[0], world)
        return value if value is ERROR else value is not MISSING
    if head == "truth":
        return oracle.member(value_of(rest[0], world), [True], negated=False)
    left, right = (value_of(one, world) for one in rest)
    if any(one is MISSING or one is ERROR for one in (left, right)):
        return ERROR
    if rest[1][0] == "is":
        return compared(head, left, right, second_is_constant=True)
    if rest[0][0] == "is":
        mirrored = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
        if head == "in" or head in METHODS:
            return compared(head, left, right, second_is_constant=False)
        return compared(mirrored.get(head, head), right, left, second_is_constant=True)
    return compared(head, left, right, second_is_constant=False)


def value_of(term, world):
    head, *path = term
    if head == "is":
        return path[0]
    if head == "size":
        value = value_of(path[0], world)
        if value is MISSING or value is ERROR:
            return value
        return len(value) if type(value) in (str, list, tuple, dict) else ERROR
    value = world[head]
    for step in path:
        if value is MISSING:
            return MISSING
        if not isinstance(value, dict):
            return ERROR
        value = value.get(step, MISSING)
    return value


def compared(operator, left, right, *, second_is_constant):
    if operator in {"==", "!="} and second_is_constant:
        return oracle.member(left, [right], operator == "!=")
    if operator == "in":
        if second_is_constant:
            return oracle.member(left, right, negated=False)
        return contained(left, right)
    kinds = oracle.kind(left), oracle.kind(right)
    if ERROR in kinds or kinds[0] != kinds[1]:
        return ERROR
    if operator in {"==", "!="}:
        return (left == right) is (operator == "==")
    if kinds[0] != "text" and (operator in METHODS or kinds[0] != "number"):
        return ERROR
    return {
        "<": lambda: left < right,
        "<=": lambda: left <= right,
        ">": lambda: left > right,
        ">=": lambda: left >= right,
        "startsWith": lambda: left[: len(right)] == right,
        "endsWith": lambda: right == "" or left[-len(right) :] == right,
        "contains": lambda: left.find(right) >= 0,
    }[operator]()


def contained(item, container):
    kind = oracle.kind(item)
    if isinstance(container, dict):
        return item in container if kind == "text" else ERROR
    if type(container) not in (list, tuple) or kind == ERROR:
        return ERROR
    if any(oracle.kind(one) != kind for one in container):
        return ERROR
    return any(one == item for one in container)


def expressions_over(fields, texts, numbers):
    """Return a strategy of expressions; `fields` are terms, the rest are constants."""
    fields = st.sampled_from(fields)
    scalars = texts | numbers | st.booleans() | st.none()

    def constants(values):
        return values.map(lambda value: ("is", value))

    several = constants(st.lists(scalars, min_size=1, max_size=3))
    sizes = st.tuples(st.just("size"), fields)
    equalities, orders = st.sampled_from(["==", "!="]), st.sampled_from(ORDERS)
    ordered = constants(texts | numbers)
    leaves = st.one_of(
        st.tuples(st.just("has"), fields),
        st.tuples(st.just("truth"), fields),
        st.tuples(equalities, fields, constants(scalars)),
        st.tuples(equalities, constants(scalars), fields),
        st.tuples(equalities | orders, fields | sizes, fields | sizes),
        st.tuples(orders, fields, ordered),
        st.tuples(orders, ordered, fields),
        st.tuples(equalities | orders, sizes, constants(st.integers(0, 3))),
        st.tuples(st.just("in"), fields, several),
        st.tuples(st.just("in"), fields, fields),
        st.tuples(st.just("in"), constants(texts | numbers), fields),
        st.tuples(st.sampled_from(METHODS), fields, constants(texts)),
        st.tuples(st.sampled_from(METHODS), fields, fields),
    )
    trees = st.recursive(
        leaves,
        lambda inner: (
            st.tuples(st.sampled_from(["and", "or"]), inner, inner)
            | st.tuples(st.just("not"), inner)
        ),
        max_leaves=3,
    )
    return trees.map(Expression)
