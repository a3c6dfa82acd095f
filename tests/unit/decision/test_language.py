import pytest

from enforcecore_core.decision.expressions import parse_expression
from enforcecore_core.decision.language import Only, mentioned_arguments, patterns_of


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("args.a > 1", {"a"}),
        ("args.a.b > 1", {"a"}),
        ("has(args.a)", {"a"}),
        ("args.a == args.b", {"a", "b"}),
        ("size(args.a) > size(args.b)", {"a", "b"}),
        ("args.a > 1 && (has(args.b) || !(args.c < 1))", {"a", "b", "c"}),
        ("principal.role == 'clerk'", set()),
        ("session.id == args.a", {"a"}),
        ("args.a in [1, 2]", {"a"}),
        ("'x' in args.a", {"a"}),
    ],
)
def test_an_expression_mentions_the_arguments_that_it_names(expression, names):
    assert mentioned_arguments(parse_expression(expression)) == names


def test_that_there_are_no_other_arguments_mentions_none():
    assert mentioned_arguments(Only(("a",))) == frozenset()


@pytest.mark.parametrize(
    ("expression", "patterns"),
    [
        ("args.a > 1", []),
        ("args.a.matches('^a$')", ["^a$"]),
        ("args.a.matches('^a$') && !(args.b.matches('^b$') || has(args.c))", ["^a$", "^b$"]),
        ("args.a.startsWith(args.b)", []),
    ],
)
def test_every_pattern_of_an_expression_is_found(expression, patterns):
    assert list(patterns_of(parse_expression(expression))) == patterns
