import pytest

from enforcecore_core.decision import language as say
from enforcecore_core.decision.language import (
    AllOf,
    And,
    AnyOf,
    Argument,
    Constant,
    Each,
    Equals,
    Holds,
    Keys,
    Negation,
    Not,
    Only,
    Or,
    Present,
    Principal,
    Relation,
    Session,
    Size,
    Some,
)
from enforcecore_core.decision.wording import Mood, sentence, term_words

X, Y = Argument(("x",)), Argument(("y",))
FIVE, SIX = Equals(5), Equals(6)

CONDITIONS = {
    Equals("a"): ('is "a"', 'is not "a"', 'were "a"'),
    Equals(None): ("is null", "is not null", "were null"),
    Equals(value=True): ("is true", "is not true", "were true"),
    say.OneOf(("EUR", "USD")): (
        "is one of EUR, USD",
        "is not one of EUR, USD",
        "were one of EUR, USD",
    ),
    say.OneOf(("true", True, "a b")): (
        'is one of "true", true, "a b"',
        'is not one of "true", true, "a b"',
        'were one of "true", true, "a b"',
    ),
    say.NotOneOf((5,)): ("is not 5", "is 5", "were not 5"),
    say.TypeIs("text"): ("is a text", "is not a text", "were a text"),
    say.MoreThan(5): ("is more than 5", "is at most 5", "were more than 5"),
    say.AtLeast(5): ("is at least 5", "is less than 5", "were at least 5"),
    say.LessThan(0.5): ("is less than 0.5", "is at least 0.5", "were less than 0.5"),
    say.AtMost(5): ("is at most 5", "is more than 5", "were at most 5"),
    say.StartsWith("a"): ('starts with "a"', 'does not start with "a"', 'started with "a"'),
    say.EndsWith("a"): ('ends with "a"', 'does not end with "a"', 'ended with "a"'),
    say.Contains("a"): ('contains "a"', 'does not contain "a"', 'contained "a"'),
    say.Like("a*"): (
        'matches the glob "a*"',
        'does not match the glob "a*"',
        'matched the glob "a*"',
    ),
    say.Matches("[a]"): (
        'matches the pattern "[a]"',
        'does not match the pattern "[a]"',
        'matched the pattern "[a]"',
    ),
    say.MinLength(1): (
        "has at least 1 character",
        "has fewer than 1 character",
        "had at least 1 character",
    ),
    say.MaxLength(9): (
        "has at most 9 characters",
        "has more than 9 characters",
        "had at most 9 characters",
    ),
    say.MinItems(2): ("has at least 2 items", "has fewer than 2 items", "had at least 2 items"),
    say.MaxItems(2): ("has at most 2 items", "has more than 2 items", "had at most 2 items"),
    say.Under(("/a", "/b c")): (
        'lies in /a or "/b c"',
        'does not lie in /a or "/b c"',
        'lay in /a or "/b c"',
    ),
    say.Host(("*.example.org",)): (
        "leads to *.example.org",
        "does not lead to *.example.org",
        "led to *.example.org",
    ),
    say.Scheme(("https", "http")): (
        "has the scheme https or http",
        "does not have the scheme https or http",
        "had the scheme https or http",
    ),
    say.Port((443,)): ("has the port 443", "does not have the port 443", "had the port 443"),
    Not(FIVE): ("is not 5", "is 5", "were not 5"),
    AllOf((FIVE, SIX)): ("is 5 and is 6", "is not 5 or is not 6", "were 5 and were 6"),
    AnyOf((FIVE, AllOf((FIVE, SIX)))): (
        "is 5 or (is 5 and is 6)",
        "is not 5 and (is not 5 or is not 6)",
        "were 5 or (were 5 and were 6)",
    ),
}


@pytest.mark.parametrize(("condition", "words"), CONDITIONS.items(), ids=repr)
def test_a_condition_is_said_denied_and_wished(condition, words):
    said = [sentence(Holds(X, condition), mood) for mood in (Mood.IS, Mood.IS_NOT, Mood.WERE)]
    assert said == [f"args.x {one}" for one in words]


FORMULAS = {
    Holds(X, Each(FIVE)): ("every item of args.x is 5", "some item of args.x is not 5"),
    Holds(X, Some(FIVE)): ("some item of args.x is 5", "no item of args.x is 5"),
    Holds(X, Keys(FIVE)): ("every key of args.x is 5", "some key of args.x is not 5"),
    Holds(X, Each(Some(FIVE))): (
        "every item of args.x is a list in which some item is 5",
        "some item of args.x is a list in which no item is 5",
    ),
    Holds(X, Some(Keys(FIVE))): (
        "some item of args.x is a mapping in which every key is 5",
        "no item of args.x is a mapping in which every key is 5",
    ),
    Holds(X, AllOf((Some(FIVE), Some(SIX)))): (
        "some item of args.x is 5 and some item of args.x is 6",
        "no item of args.x is 5 or no item of args.x is 6",
    ),
    Holds(X, AllOf((Each(AnyOf((FIVE, SIX))), say.MinItems(2)))): (
        "(every item of args.x is 5 or is 6) and args.x has at least 2 items",
        "(some item of args.x is not 5 and is not 6) or args.x has fewer than 2 items",
    ),
    Present(X, wanted=True): ("args.x is given", "args.x is not given"),
    Present(X, wanted=False): ("args.x is not given", "args.x is given"),
    Relation(X, "==", Y): ("args.x is the same as args.y", "args.x is not the same as args.y"),
    Relation(X, "!=", Y): ("args.x is not the same as args.y", "args.x is the same as args.y"),
    Relation(X, "<", Constant("m")): ('args.x is less than "m"', 'args.x is not less than "m"'),
    Relation(Constant("a"), "in", Y): ('"a" is in args.y', '"a" is not in args.y'),
    Relation(X, "contains", Y): ("args.x contains args.y", "args.x does not contain args.y"),
    Relation(X, "startsWith", Y): (
        "args.x starts with args.y",
        "args.x does not start with args.y",
    ),
    And((Holds(X, FIVE), Holds(X, SIX), Holds(Y, FIVE))): (
        "args.x is 5 and is 6 and args.y is 5",
        "args.x is not 5 or is not 6 or args.y is not 5",
    ),
    And((Holds(Y, SIX), Or((Holds(X, FIVE), Holds(Y, FIVE))))): (
        "args.y is 6 and (args.x is 5 or args.y is 5)",
        "args.y is not 6 or (args.x is not 5 and args.y is not 5)",
    ),
    And((Or((Holds(X, FIVE), Holds(X, SIX))), Holds(X, say.MoreThan(1)), Holds(Y, FIVE))): (
        "(args.x is 5 or is 6) and args.x is more than 1 and args.y is 5",
        "(args.x is not 5 and is not 6) or args.x is at most 1 or args.y is not 5",
    ),
    And((Holds(X, Each(FIVE)), Holds(X, Each(SIX)), Holds(Y, FIVE))): (
        "every item of args.x is 5 and every item of args.x is 6 and args.y is 5",
        "some item of args.x is not 5 or some item of args.x is not 6 or args.y is not 5",
    ),
    Negation(Holds(X, FIVE)): ("args.x is not 5", "args.x is 5"),
    Only(("a", "b")): (
        "the call has no arguments other than a and b",
        "the call has arguments other than a and b",
    ),
    Only(()): ("the call has no arguments", "the call has arguments"),
}


@pytest.mark.parametrize(("formula", "words"), FORMULAS.items(), ids=repr)
def test_a_formula_is_said_and_denied(formula, words):
    assert (sentence(formula), sentence(formula, Mood.IS_NOT)) == words
    assert sentence(Negation(formula)) == words[1]


def test_what_would_not_be_so_is_said():
    assert sentence(Holds(X, Each(Each(FIVE))), Mood.WERE_NOT) == (
        "some item of args.x were a list in which some item were not 5"
    )
    assert sentence(Only(("a",)), Mood.WERE) == "the call had no arguments other than a"


@pytest.mark.parametrize(
    ("term", "words"),
    [
        (Argument(("a", "b")), "args.a.b"),
        (Argument(("a b",)), 'args["a b"]'),
        (Argument(("a\x1b",)), r'args["a\x1b"]'),
        (Principal(("role",)), "principal.role"),
        (Session(("id",)), "session.id"),
        (Size(X), "the size of args.x"),
        (Constant(("a", 1)), "[a, 1]"),
        (Constant("a"), '"a"'),
    ],
)
def test_a_term_is_named_as_in_an_expression(term, words):
    assert term_words(term) == words


def test_long_operands_are_cut():
    many = say.OneOf(tuple(range(100)))
    assert sentence(Holds(X, many)).endswith("10, 11, or 88 more")
    assert len(sentence(Holds(X, Equals("x" * 10_000)))) < 300
