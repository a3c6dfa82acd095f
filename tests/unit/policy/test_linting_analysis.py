"""What lint says of conditions is compared with what the engine does, on generated values."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, find, given, settings
from hypothesis import strategies as st

from enforcecore_core.calls import ToolCall
from enforcecore_core.decision.checks import ConditionError
from enforcecore_core.decision.compiling import compiled_all, compiled_condition
from enforcecore_core.decision.facts import Facts
from enforcecore_core.decision.globs import compile_glob
from enforcecore_core.decision.language import (
    AllOf,
    And,
    AnyOf,
    Argument,
    AtLeast,
    AtMost,
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
    Relation,
    Scheme,
    Size,
    Some,
    StartsWith,
    TypeIs,
    Under,
)
from enforcecore_core.policy.lint_clauses import can_hold, conflict, holds_always
from enforcecore_core.policy.lint_implication import glob_covers, implies
from enforcecore_core.policy.lint_literals import Literal
from enforcecore_core.policy.lint_ranges import can_meet

FACTS = Facts("/work", lambda path: path)
A, B, INNER = Argument(("a",)), Argument(("b",)), Argument(("a", "x"))

numbers = st.sampled_from([0, 1, 2, 1.0, 1.5, -1, 2**60])
texts = st.sampled_from(
    ["", "x", "xy", "yx", "a.b", "/d", "https://a.example/x", "http://b.example:81/"]
)
pieces = st.sampled_from(["x", "y", "xy", "/", "https://"])
globs = st.sampled_from(["*", "x*", "*y", "x?", "?", "x*y", "**", "xy", "*x*"])
scalars = numbers | texts | st.booleans() | st.none()
some_scalars = st.lists(scalars, min_size=1, max_size=3).map(tuple)
counts = st.integers(0, 3)
hosts = st.sampled_from(
    [("a.example",), ("*.example",), ("b.example", "a.example"), ("*.a.example",)]
)
leaves = st.one_of(
    st.builds(Equals, scalars),
    st.builds(OneOf, some_scalars),
    st.builds(NotOneOf, some_scalars),
    st.builds(TypeIs, st.sampled_from(["text", "number", "truth", "list", "mapping", "null"])),
    *(st.builds(one, numbers) for one in (MoreThan, AtLeast, LessThan, AtMost)),
    *(st.builds(one, pieces) for one in (StartsWith, EndsWith, Contains)),
    st.builds(Like, globs),
    st.builds(Matches, st.sampled_from(["x*", "[xy]+"])),
    *(st.builds(one, counts) for one in (MinLength, MaxLength, MinItems, MaxItems)),
    st.builds(Under, st.sampled_from([("/d",), ("/", "/d")])),
    st.builds(Host, hosts),
    st.builds(Scheme, st.sampled_from([("https",), ("http", "https")])),
    st.builds(Port, st.sampled_from([(443,), (81, 443), (80,)])),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        *(st.builds(one, inner) for one in (Each, Some, Keys, Not)),
        *(
            st.builds(one, st.lists(inner, min_size=1, max_size=2).map(tuple))
            for one in (AllOf, AnyOf)
        ),
    ),
    max_leaves=3,
)
values = st.recursive(
    scalars | st.just(float("nan")) | st.just(b"x"),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["x", "y", "xy"]), inner, max_size=2)
    ),
    max_leaves=3,
)
terms = st.sampled_from([A, A, A, B, INNER, Size(A)])
atoms = st.one_of(
    st.builds(Holds, terms, conditions),
    st.builds(Holds, st.just(A), conditions),
    st.builds(Present, st.sampled_from([A, B, INNER]), st.booleans()),
    st.just(Relation(A, "==", B)),
    st.builds(Only, st.sampled_from([("a",), ("a", "b"), ("b",), ()])),
)
formulas = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds(Negation, inner),
        *(st.builds(one, st.lists(inner, min_size=1, max_size=2).map(tuple)) for one in (And, Or)),
    ),
    max_leaves=3,
)
clauses = st.lists(formulas, min_size=1, max_size=3)
calls = st.fixed_dictionaries({}, optional={"a": values, "b": values}).map(
    lambda arguments: ToolCall("t", arguments)
)


def told(test, *given):
    try:
        return test(*given)
    except ConditionError:
        return None


def answer(condition, value):
    return told(compiled_condition(condition, "value"), value, FACTS)


def holds(clause, call):
    return told(compiled_all(clause), call, FACTS)


def true_of(value, stated):
    """Return those of the conditions that can be told, each with its answer."""
    answers = [(condition, answer(condition, value)) for condition in stated]
    return [Literal(*one) for one in answers if one[1] is not None]


def true_for(call, stated):
    """Return those of the formulas that can be told, negated where they are false."""
    answers = [(formula, holds([formula], call)) for formula in stated]
    return [one if truth else Negation(one) for one, truth in answers if truth is not None]


@settings(max_examples=200)
@given(st.lists(conditions, min_size=3, max_size=8), values)
def test_a_value_that_meets_conditions_is_never_said_to_be_impossible(stated, value):
    assert can_meet(true_of(value, stated))


@settings(max_examples=200)
@given(st.lists(formulas, min_size=3, max_size=8), calls)
def test_a_clause_that_holds_is_never_said_to_be_impossible(stated, call):
    clause = true_for(call, stated)
    assert can_hold(clause)
    assert conflict(clause) is None


@settings(max_examples=150)
@given(clauses, st.lists(calls, min_size=5, max_size=10))
def test_a_clause_that_is_said_to_be_impossible_never_holds(clause, some_calls):
    assume(not can_hold(clause))
    assert not any(holds(clause, call) for call in some_calls)


@settings(max_examples=200)
@given(st.lists(conditions, min_size=3, max_size=8), st.lists(conditions, min_size=5), values)
@example([Equals(1)], [Equals(value=True)], 1)
@example([NotOneOf((1,))], [NotOneOf((True,))], 2)
@example([AtMost(1)], [TypeIs("text")], 0)
@example([Some(AtMost(1))], [Some(AtMost(2))], [1, "x"])
@example([Under(("/d",))], [Under(("/", "/d"))], "/d")
def test_a_value_meets_what_follows_from_the_conditions_that_it_meets(stated, others, value):
    met = [Holds(A, one.condition) for one in true_of(value, stated) if one.wanted]
    for other in others:
        if implies(met, [Holds(A, other)]):
            assert answer(other, value) is True


@settings(max_examples=200)
@given(st.lists(formulas, min_size=3, max_size=8), st.lists(formulas, min_size=5), calls)
def test_a_call_meets_the_clauses_that_follow_from_one_that_it_meets(stated, others, call):
    clause = true_for(call, stated)
    for other in others:
        if implies(clause, [other]):
            assert holds([other], call) is True


@settings(max_examples=300)
@given(clauses, calls)
def test_a_clause_that_is_said_to_hold_always_does(clause, call):
    if holds_always(clause):
        assert holds(clause, call) is True


names = st.text("ab_", max_size=4)
patterns = st.text("ab*?", min_size=1, max_size=5)


@settings(max_examples=200)
@given(patterns, patterns, names)
def test_a_glob_that_covers_another_matches_all_its_names(wide, narrow, name):
    if glob_covers(wide, narrow) and compile_glob(narrow)(name):
        assert compile_glob(wide)(name)


@given(patterns, names)
def test_a_glob_covers_exactly_the_names_that_it_matches(glob, name):
    assert glob_covers(glob, name) is compile_glob(glob)(name)


IMPOSSIBLE = {
    "an interval without numbers": [MoreThan(50), AtMost(10)],
    "an open interval at one number": [AtLeast(5), LessThan(5)],
    "the one number that is excluded": [AtLeast(5), AtMost(5), NotOneOf((5,))],
    "the one number that is refused": [AtLeast(5), AtMost(5), Not(Equals(5))],
    "both truth values, refused": [TypeIs("truth"), NotOneOf((True, False))],
    "null, refused": [TypeIs("null"), Not(Equals(None))],
    "a list without rest": [OneOf(("EUR", "USD")), NotOneOf(("EUR", "USD", "CHF"))],
    "two values": [Equals("EUR"), Equals("USD")],
    "a value outside of the interval": [Equals(60), AtMost(50)],
    "two beginnings": [StartsWith("/srv/docs"), StartsWith("/home")],
    "two ends": [EndsWith(".md"), EndsWith(".txt")],
    "a beginning and a glob": [StartsWith("a"), Like("b*")],
    "a beginning that is too long": [StartsWith("hello"), MaxLength(3)],
    "two lengths": [MinLength(5), MaxLength(3)],
    "a beginning that is refused": [StartsWith("/srv/docs"), Not(StartsWith("/srv"))],
    "an end that is refused": [EndsWith(".tar.gz"), Not(EndsWith(".gz"))],
    "a part that is refused": [StartsWith("/srv/docs"), Not(Contains("srv"))],
    "any text, refused": [MaxLength(3), Not(Like("*"))],
    "a length that is refused": [MaxLength(3), Not(MaxLength(3))],
    "a least length that is refused": [Not(MinLength(3)), StartsWith("abc")],
    "a glob of one length": [Like("ab?"), MinLength(4)],
    "hosts below two names": [Host(("*.a.example",)), Host(("*.b.example",))],
    "a host and another name": [Host(("*.b.example",)), Host(("a.example",))],
    "two hosts": [Host(("a.example",)), Host(("b.example",))],
    "a condition and its opposite": [Matches("[a-z]+"), Not(Matches("[a-z]+"))],
    "a number and a text": [AtMost(10), StartsWith("x")],
    "a kind and another": [TypeIs("number"), MaxLength(3)],
    "a list and a text": [Each(Equals("x")), MaxLength(3)],
    "items that cannot be": [Each(AllOf((AtMost(1), AtLeast(2))))],
    "an item that all exclude": [Each(AtMost(1)), Some(MoreThan(1))],
    "too many items": [MinItems(3), MaxItems(2)],
    "items in an empty list": [Each(AtMost(1)), MaxItems(0)],
    "keys that cannot be": [Keys(AtMost(1)), Keys(StartsWith("x"))],
    "two schemes": [Scheme(("https",)), Scheme(("http",))],
    "two ports": [Port((443,)), Port((80,))],
    "a path and a URL": [Under(("/srv",)), Host(("a.example",))],
    "alternatives that both fail": [AtMost(1), AnyOf((MoreThan(1), AtLeast(2)))],
    "alternatives of two kinds": [AnyOf((AtMost(1), StartsWith("x")))],
}


@pytest.mark.parametrize("stated", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_conditions_that_exclude_each_other_are_found(stated):
    clause = [Holds(A, condition) for condition in stated]
    assert not can_hold(clause)
    assert can_hold([Holds(B, TypeIs("text"))])


@pytest.mark.parametrize(
    "clause",
    [
        [Present(A, wanted=False), Holds(A, AtMost(1))],
        [Present(A, wanted=True), Present(A, wanted=False)],
        [Holds(A, AtMost(1)), Holds(INNER, AtMost(1))],
        [Holds(Size(A), AtMost(1)), Holds(A, Equals(5))],
        [Holds(Size(A), LessThan(0))],
        [Only(("b",)), Holds(A, AtMost(1))],
        [Or((Holds(A, AtMost(1)), Holds(A, StartsWith("x"))))],
        [Negation(Or((Holds(A, AtMost(5)), Holds(A, AtLeast(5)))))],
    ],
    ids=repr,
)
def test_formulas_that_exclude_each_other_are_found(clause):
    assert not can_hold(clause)


@pytest.mark.parametrize(
    "stated",
    [
        [TypeIs("number"), Not(TypeIs("text"))],
        [TypeIs("truth"), Not(Equals(value=True))],
        [AtLeast(5), AtMost(6), Not(Equals(5))],
    ],
    ids=repr,
)
def test_conditions_that_some_value_meets_are_not_called_impossible(stated):
    assert can_hold([Holds(A, condition) for condition in stated])


def test_a_conflict_is_the_fewest_formulas_that_make_it():
    small, large, text = Holds(A, AtMost(1)), Holds(A, AtLeast(2)), Holds(B, MaxLength(3))
    assert conflict([small, text, large]) == [small, large]


FOLLOWS = {
    "anything": ([AtMost(1)], []),
    "a wider interval": ([MoreThan(0), AtMost(50)], [LessThan(100), AtLeast(0)]),
    "an interval around a value": ([Equals(5)], [AtMost(5)]),
    "a longer list": ([OneOf(("a", "b"))], [OneOf(("a", "b", "c"))]),
    "a shorter beginning": ([StartsWith("/srv/docs")], [StartsWith("/srv")]),
    "a part of a beginning": ([StartsWith("/srv/docs")], [Contains("docs")]),
    "a glob of a beginning": ([StartsWith("docs-")], [Like("do*")]),
    "a glob of an end": ([EndsWith("-docs")], [Like("*docs")]),
    "a glob of any text": ([MaxLength(3)], [Like("*")]),
    "a wider glob": ([Like("docs-*-x")], [Like("docs-*")]),
    "a smaller least length": ([StartsWith("docs")], [MinLength(2)]),
    "a greater most length": ([MaxLength(3)], [MaxLength(5)]),
    "fewer exclusions": ([NotOneOf(("a", "b"))], [NotOneOf(("a",))]),
    "an exclusion outside of the interval": ([AtMost(5)], [NotOneOf((6, 7))]),
    "a wider host": ([Host(("x.a.example",))], [Host(("*.a.example",))]),
    "another scheme": ([Scheme(("https",))], [Scheme(("http", "https"))]),
    "another port": ([Port((443,))], [Port((80, 443))]),
    "wider items": ([Each(AtMost(1))], [Each(AtMost(2))]),
    "an item": ([Each(AtMost(1))], [Some(AtMost(2))]),
    "wider keys": ([Keys(StartsWith("ab"))], [Keys(StartsWith("a"))]),
    "fewer items at least": ([MinItems(3)], [MinItems(2)]),
    "an item at least": ([Each(AtMost(1))], [MinItems(1)]),
    "more items at most": ([MaxItems(2)], [MaxItems(3)]),
    "a least length of a glob": ([Like("ab?*")], [MinLength(3)]),
    "a least length of another": ([MinLength(3)], [MinLength(2)]),
    "any length": ([MaxLength(3)], [MinLength(0)]),
    "two hosts below one name": ([Host(("*.x.a.example",))], [Host(("*.a.example",))]),
    "items that meet all": ([Each(AtMost(1))], [Each(AllOf((AtMost(2), AtMost(3))))]),
    "the same item": ([Each(Matches("x*"))], [Some(Matches("x*"))]),
    "another host": ([Host(("a.example",))], [Host(("a.example", "b.example"))]),
    "a shorter end": ([EndsWith(".tar.gz")], [EndsWith(".gz")]),
    "the kind of a number": ([AtMost(1)], [TypeIs("number")]),
    "the kind of a text": ([StartsWith("x")], [TypeIs("text")]),
    "all that follow": ([AtMost(1)], [AllOf((AtMost(2), AtMost(3)))]),
}


@pytest.mark.parametrize(("stated", "others"), FOLLOWS.values(), ids=FOLLOWS)
def test_what_follows_from_conditions_is_found(stated, others):
    clause, other = ([Holds(A, one) for one in some] for some in (stated, others))
    assert implies(clause, other)
    assert not implies(other, clause) or set(map(repr, clause)) == set(map(repr, other))


NOT_TOLD = {
    "a path in a wider directory": ([Under(("/d/e",))], Under(("/d",))),
    "a value in a directory": ([Equals("/d")], Under(("/d",))),
    "a value of another kind": ([Equals("x")], AtMost(1)),
    "an item of some": ([Some(AtMost(1))], Some(AtMost(2))),
    "items of no number": ([MaxItems(3)], MinItems(1)),
    "a length of any text": ([Matches("x*")], MinLength(1)),
    "a length of a short text": ([MaxLength(3)], MinLength(1)),
    "an alternative": ([AtMost(1)], AnyOf((AtMost(2), StartsWith("x")))),
    "a shorter glob": ([Like("ab")], Contains("a")),
    "a number of a limited range": ([AtMost(1)], StartsWith("1")),
}


@pytest.mark.parametrize(("stated", "other"), NOT_TOLD.values(), ids=NOT_TOLD)
def test_what_cannot_be_told_does_not_follow(stated, other):
    assert not implies([Holds(A, one) for one in stated], [Holds(A, other)])


def test_more_alternatives_than_can_be_gone_through_are_taken_for_possible():
    either = Or((Holds(A, AtMost(1)), Holds(A, AtMost(2))))
    any_of = AnyOf((AtMost(1), AtMost(2)))
    never = Holds(A, AtLeast(3))
    assert not can_hold([*[either] * 5, never])
    assert can_hold([*[either] * 7, never])
    assert can_hold([Or((And((*[either] * 7, never)), never)), never])
    assert can_hold([And((*[either] * 7, never)), never])
    assert can_meet([*[Literal(any_of)] * 7, Literal(AtLeast(3))])
    assert can_meet([Literal(AnyOf((AllOf((any_of,) * 7), AtMost(1)))), Literal(AtLeast(3))])
    assert can_meet([Literal(AllOf((any_of,) * 7)), Literal(AtLeast(3))])


def test_a_conflict_of_many_formulas_is_told_as_a_whole():
    small, large = Holds(A, AtMost(1)), Holds(A, AtLeast(2))
    others = [Holds(Argument((f"x{n}",)), AtMost(1)) for n in range(50)]
    assert conflict([small, *others, large]) == [small, *others, large]


def test_a_conflict_of_three_is_told_without_the_others():
    three = [Holds(A, OneOf((1, 5))), Holds(A, AtLeast(2)), Holds(A, AtMost(4))]
    assert conflict([three[0], Holds(B, AtMost(1)), *three[1:]]) == three


def test_presence_follows_from_a_condition():
    assert implies([Holds(A, AtMost(1))], [Present(A, wanted=True)])
    assert not implies([Holds(A, AtMost(1))], [Present(B, wanted=True)])
    assert implies([Only(("a",))], [Only(("a", "b"))])


def test_of_two_values_compared_nothing_follows_but_the_same():
    less = Relation(A, "<", B)
    assert implies([less], [less])
    assert not implies([less], [Relation(A, "<=", B)])


def test_asking_for_an_argument_and_for_its_absence_holds_always():
    assert holds_always([])
    assert holds_always([Or((Present(A, wanted=True), Present(A, wanted=False)))])
    assert not holds_always([Present(A, wanted=True)])
    assert not holds_always([Or((Present(INNER, wanted=True), Present(INNER, wanted=False)))])


def test_the_generated_clauses_have_impossible_ones_and_implications_among_them():
    assert find(clauses, lambda clause: not can_hold(clause))
    pairs = st.tuples(clauses, clauses)
    assert find(pairs, lambda pair: repr(pair[0]) != repr(pair[1]) and implies(*pair))
