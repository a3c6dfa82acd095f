import math
import re
from collections import UserDict

import pytest

from enforcecore_core.calls import ToolCall
from enforcecore_core.decision.checks import ConditionError
from enforcecore_core.decision.compiling import compiled, compiled_all, compiled_condition
from enforcecore_core.decision.facts import Facts
from enforcecore_core.decision.language import (
    AllOf,
    And,
    AnyOf,
    Argument,
    AtLeast,
    AtMost,
    Constant,
    Contains,
    Each,
    EndsWith,
    Equals,
    Holds,
    Host,
    Keys,
    LessThan,
    Like,
    Matches,
    MaxItems,
    MaxLength,
    MinItems,
    MinLength,
    MoreThan,
    Negation,
    Not,
    NotOneOf,
    OneOf,
    Only,
    Or,
    Port,
    Present,
    Principal,
    Relation,
    Scheme,
    Session,
    Size,
    Some,
    StartsWith,
    TypeIs,
    Under,
)


def without_addresses(value):
    return re.sub(" at 0x[0-9a-f]+", "", repr(value))


FACTS = Facts(working_directory="/", resolve_path=lambda path: path)
ERROR = "error"
X, Y = Argument(("x",)), Argument(("y",))


class Items(list):
    """A list that may say anything of what is in it."""


class Words(str):
    """A text that may say anything of itself."""

    __slots__ = ()


def of_value(condition, value):
    try:
        return compiled_condition(condition, "argument 'x'")(value, FACTS)
    except ConditionError:
        return ERROR


def of_call(formula, session=None, principal=None, **arguments):
    try:
        return compiled(formula)(ToolCall("tool", arguments, session, principal), FACTS)
    except ConditionError:
        return ERROR


# A value that meets each condition, one that does not, and one for which that cannot be told.
CONDITIONS = [
    (Equals("a"), "a", "b", 1),
    (OneOf(("a", 1)), 1, "b", True),
    (NotOneOf(("a",)), "b", "a", None),
    (TypeIs("text"), "", 1, b""),
    (TypeIs("number"), 0, "0", math.nan),
    (TypeIs("number"), 0.5, True, math.inf),
    (TypeIs("truth"), False, 0, {1}),
    (TypeIs("list"), (), {}, range(1)),
    (TypeIs("mapping"), UserDict(), [], object()),
    (TypeIs("null"), None, "", 1j),
    (MoreThan(1), 2, 1, "2"),
    (AtLeast(1), 1, 0, True),
    (LessThan(1), 0, 1, math.nan),
    (AtMost(1), 1, 2, None),
    (StartsWith("a"), "ab", "ba", ["a"]),
    (EndsWith("a"), "ba", "ab", 5),
    (Contains("a"), "bab", "b", ["a"]),
    (Like("a*"), "ab", "ba", None),
    (Matches("a+"), "aa", "ab", 5),
    (Matches("a+"), "a", "a\n", "a\ud800"),
    (Matches("é|[0-9]"), "é", "e", "\udc00"),
    (MinLength(1), "a", "", [1]),
    (MaxLength(1), "a", "ab", {}),
    (Under(("/data",)), "/data/a", "/etc", "~/data"),
    (Host(("a.example",)), "https://a.example/", "https://b.example/", "a.example"),
    (Scheme(("https",)), "https://a/", "http://a/", "//a/"),
    (Port((443,)), "https://a/", "https://a:444/", "https://a:0443/"),
    (Port((80, 8080)), "http://a:8080/", "https://a/", "other://a/"),
    (Each(Equals("a")), ["a", "a"], ["a", "b"], []),
    (Each(Equals("a")), ("a",), ("b",), ["b", 1]),
    (Some(Equals("a")), ["b", "a"], ["b"], []),
    (Some(Equals("a")), ("a",), ("b", "c"), ["a", 1]),
    (Keys(Like("x-*")), {"x-a": 1}, {"x-a": 1, "b": 1}, {}),
    (Keys(Like("x-*")), UserDict({"x-a": 1}), {"b": 1}, {5: 1, "x-a": 1}),
    (Keys(Like("x-*")), {"x-": 1}, {"": 1}, ["x-a"]),
    (MinItems(1), [1], [], "a"),
    (MinItems(1), {"a": 1}, {}, {1}),
    (MaxItems(1), (1,), [1, 2], None),
    (Not(Equals("a")), "b", "a", 1),
    (Not(Each(Equals("a"))), ["b"], ["a"], []),
    (AllOf((AtLeast(1), AtMost(2))), 1, 3, "1"),
    (AnyOf((Equals("a"), StartsWith("b"))), "bc", "c", 1),
    (AnyOf((Equals("a"), Equals(1))), ERROR, ERROR, "a"),
]


@pytest.mark.parametrize(
    ("condition", "meets", "misses", "untold"), CONDITIONS, ids=without_addresses
)
def test_a_condition_is_true_false_or_an_error(condition, meets, misses, untold):
    if meets != ERROR:
        assert of_value(condition, meets) is True
        assert of_value(condition, misses) is False
    assert of_value(condition, untold) is ERROR


FAILING, FALSE, TRUE = Holds(X, Equals(1)), Holds(Y, Equals("b")), Holds(Y, Equals("a"))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (And((FALSE, FAILING)), ERROR),
        (And((FAILING, FALSE)), ERROR),
        (And((TRUE, TRUE)), True),
        (And((TRUE, FALSE)), False),
        (Or((TRUE, FAILING)), ERROR),
        (Or((FAILING, TRUE)), ERROR),
        (Or((FALSE, TRUE)), True),
        (Or((FALSE, FALSE)), False),
        (Negation(FAILING), ERROR),
        (Negation(TRUE), False),
        (Negation(FALSE), True),
        (Holds(Y, AnyOf((Equals("a"), Equals(1)))), ERROR),
        (Holds(Y, AllOf((Equals("b"), Equals(1)))), ERROR),
        (Holds(Y, Not(Equals(1))), ERROR),
        (Holds(Argument(("z",)), Equals(None)), ERROR),
    ],
    ids=without_addresses,
)
def test_an_error_is_never_absorbed(formula, expected):
    assert of_call(formula, x="no number", y="a") is expected


def test_conditions_on_one_value_look_it_up_once():
    looked_up = []

    class Watched(dict):
        def get(self, key, default=None):
            looked_up.append(key)
            return super().get(key, default)

    formulas = [Holds(X, AtLeast(1)), Holds(X, AtMost(5)), Holds(Y, Equals("a"))]
    call = ToolCall("tool", Watched(x=3, y="a"))
    assert compiled_all(formulas)(call, FACTS) is True
    assert looked_up == ["x", "y"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a/", True),
        ("https://a:8443/", False),
        ("http://a:443/", False),
        ("https://b/", False),
        ("https://u@a/", ERROR),
    ],
)
def test_conditions_on_one_url_hold_together(url, expected):
    formulas = (
        Holds(X, Host(("a",))),
        Holds(X, Scheme(("https",))),
        Holds(X, Port((443,))),
    )
    assert of_call(And(formulas), x=url) is expected
    assert of_call(And((formulas[0], *formulas)), x=url) is expected


def test_of_two_conditions_on_the_host_of_a_url_neither_is_lost():
    hosts = Holds(X, Host(("*.example",))), Holds(X, Host(("a.example",)))
    for formulas in (hosts, (*hosts, Holds(X, Scheme(("https",)))), (*reversed(hosts),)):
        assert of_call(And(formulas), x="https://a.example/") is True
        assert of_call(And(formulas), x="https://b.example/") is False


def test_a_url_of_another_scheme_is_refused_before_it_is_asked_where_it_leads():
    scheme, host = Scheme(("https",)), Host(("a",))
    for conditions in ((host, scheme), (scheme, host)):
        assert of_value(AllOf(conditions), "gopher://a/") is False
        assert of_call(And(tuple(Holds(X, one) for one in conditions)), x="gopher://a/") is False
    assert of_value(host, "gopher://a/") is ERROR


def test_an_error_of_a_url_names_the_first_condition_on_it():
    for conditions, named in (
        ((Host(("a",)), Scheme(("https",)), Port((1,))), "x: host:"),
        ((Scheme(("https",)), Port((1,)), Host(("a",))), "x: scheme:"),
    ):
        with pytest.raises(ConditionError, match=f"^{named} the URL"):
            compiled_condition(AllOf(conditions), "x")("//", FACTS)


@pytest.mark.parametrize(
    ("left", "operator", "right", "expected"),
    [
        (1, "==", 1.0, True),
        (1, "==", 2, False),
        (1, "==", True, ERROR),
        ("1", "==", 1, ERROR),
        (None, "==", None, True),
        (None, "==", "a", ERROR),
        ([1], "==", [1], ERROR),
        (math.nan, "==", math.nan, ERROR),
        ("a", "!=", "b", True),
        ("a", "!=", "a", False),
        ("a", "!=", 1, ERROR),
        (1, "<", 2, True),
        (2, "<", 2, False),
        (2, "<=", 2, True),
        (3, ">", 2, True),
        (2, ">=", 2.5, False),
        ("a", "<", "b", True),
        ("Z", "<", "a", True),
        ("b", ">=", "a", True),
        (1, "<", "b", ERROR),
        ("a", "<", 1, ERROR),
        (True, "<", 2, ERROR),
        (None, "<", None, ERROR),
        (1, "<", math.inf, ERROR),
        ("a", "in", ["b", "a"], True),
        ("a", "in", ("b",), False),
        ("a", "in", [], False),
        ("a", "in", ["a", 1], ERROR),
        (1, "in", [True], ERROR),
        (1, "in", [1.0], True),
        (None, "in", [None], True),
        ([1], "in", [[1]], ERROR),
        ("a", "in", {"a": 1}, True),
        ("b", "in", {"a": 1}, False),
        (1, "in", {1: 1}, ERROR),
        ("a", "in", "abc", ERROR),
        ("a", "in", {"a"}, ERROR),
        ("a", "in", Items(["a"]), ERROR),
        ("abc", "startsWith", "a", True),
        ("abc", "startsWith", "c", False),
        ("abc", "endsWith", "c", True),
        ("abc", "contains", "b", True),
        ("abc", "contains", 1, ERROR),
        (["a"], "contains", "a", ERROR),
    ],
    ids=without_addresses,
)
def test_two_values_of_a_call_are_compared_strictly(left, operator, right, expected):
    assert of_call(Relation(X, operator, Y), x=left, y=right) is expected


def test_a_missing_side_of_a_relation_is_an_error():
    relation = compiled(Relation(X, "==", Y))
    for arguments, missing in (({"x": 1}, "'y'"), ({"y": 1}, "'x'"), ({}, "'x'")):
        with pytest.raises(ConditionError, match=f"^argument {missing} is missing$"):
            relation(ToolCall("tool", arguments), FACTS)
    assert of_call(Relation(Constant("a"), "in", Y), y=["a"]) is True


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        ("ada", True),
        ("bob", False),
        ({"id": "ada", "role": "admin"}, True),
        ({"id": "bob"}, False),
        ({"id": 5}, ERROR),
        ({}, ERROR),
        (None, ERROR),
        (5, ERROR),
    ],
)
def test_a_principal_is_an_id_or_a_mapping(principal, expected):
    assert of_call(Holds(Principal(("id",)), Equals("ada")), principal=principal) is expected


def test_a_principal_can_be_asked_for_what_is_deep_in_it():
    role = Principal(("team", "role"))
    formula = Holds(role, Equals("admin"))
    assert of_call(formula, principal={"team": {"role": "admin"}}) is True
    assert of_call(formula, principal={"team": "admin"}) is ERROR
    assert of_call(formula, principal="ada") is ERROR
    assert of_call(Present(role, wanted=False), principal={"team": {}}) is True
    assert of_call(Present(role, wanted=True)) is False


def test_a_session_is_its_id():
    formula = Holds(Session(("id",)), Equals("s1"))
    assert of_call(formula, session="s1") is True
    assert of_call(formula, session="s2") is False
    assert of_call(formula) is ERROR
    assert of_call(Present(Session(("age",)), wanted=True), session="s1") is False


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("é💥", True),
        ([1, 2], True),
        ((1, 2), True),
        ({"a": 1, "b": 2}, True),
        ("abc", False),
        ([], False),
        (12, ERROR),
        (None, ERROR),
        (b"ab", ERROR),
        ({1, 2}, ERROR),
        (Items([1, 2]), ERROR),
        (Words("ab"), ERROR),
    ],
)
def test_texts_lists_and_mappings_have_a_size(value, expected):
    assert of_call(Holds(Size(X), Equals(2)), x=value) is expected


def test_what_is_missing_has_no_size():
    assert of_call(Holds(Size(X), Equals(0))) is ERROR


def test_only_the_arguments_that_are_named_may_be_there():
    formula = Only(("x", "y"))
    assert of_call(formula, x=1, y=2) is True
    assert of_call(formula) is True
    assert of_call(formula, x=1, z=2) is False


@pytest.mark.parametrize(
    ("formula", "named"),
    [
        (Holds(Argument(("f", "x")), Each(AtMost(5))), "argument 'f.x': each: at_most:"),
        (Holds(Argument(("f", "y")), AtMost(5)), "argument 'f.y' is missing"),
        (Holds(Principal(("role",)), AtMost(5)), "principal 'role': at_most:"),
        (Holds(Session(("id",)), AtMost(5)), "session 'id': at_most:"),
        (Holds(Size(Argument(("n",))), AtMost(5)), "argument 'n': a number has no size"),
        (Holds(Size(Argument(("s",))), Equals("5")), "size of argument 's': equals:"),
        (Holds(Argument(("n",)), AnyOf((Not(StartsWith("a")),))), "'n': any_of: not: starts_with:"),
        (Relation(Constant(5), "in", Argument(("s",))), "argument 's': expected a list"),
        (Relation(Argument(("s",)), "==", Argument(("n",))), "argument 's': a text cannot be"),
        (Relation(Constant(5), "<", Argument(("s",))), "the constant: expected a text"),
    ],
    ids=without_addresses,
)
def test_an_error_names_the_term_and_the_condition_and_no_value(formula, named):
    arguments = {"f": {"x": ["hunter2"]}, "n": 1, "s": "hunter2"}
    call = ToolCall("tool", arguments, "hunter2", {"role": "hunter2"})
    with pytest.raises(ConditionError) as caught:
        compiled(formula)(call, FACTS)
    assert named in str(caught.value)
    assert "hunter2" not in str(caught.value)
