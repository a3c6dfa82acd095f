from __future__ import annotations

import pickle

import pytest

from enforcecore_core.calls import ToolCall
from enforcecore_core.decision.checks import ConditionError
from enforcecore_core.decision.compiling import compiled
from enforcecore_core.decision.expressions import (
    DEEPEST_EXPRESSION,
    LONGEST_EXPRESSION,
    ExpressionError,
    caret,
    parse_expression,
)
from enforcecore_core.decision.facts import Facts
from enforcecore_core.decision.language import (
    And,
    Argument,
    AtLeast,
    AtMost,
    Constant,
    Contains,
    EndsWith,
    Equals,
    Holds,
    LessThan,
    Matches,
    MoreThan,
    Negation,
    NotOneOf,
    OneOf,
    Or,
    Present,
    Principal,
    Relation,
    Session,
    Size,
    StartsWith,
)

FACTS = Facts(working_directory="/", resolve_path=str)
X, Y, Z = Argument(("x",)), Argument(("y",)), Argument(("z",))


def is_true(term):
    return Holds(term, Equals(value=True))


def answer(expression, arguments, **call):
    try:
        return compiled(parse_expression(expression))(ToolCall("t", arguments, **call), FACTS)
    except ConditionError:
        return "error"


def refused(text):
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("args.x == 1", Holds(X, Equals(1))),
        ("1 == args.x", Holds(X, Equals(1))),
        ("args.x != 1", Holds(X, NotOneOf((1,)))),
        ("null != args.x", Holds(X, NotOneOf((None,)))),
        ("args.x == false", Holds(X, Equals(value=False))),
        ("args.x < 1", Holds(X, LessThan(1))),
        ("1 < args.x", Holds(X, MoreThan(1))),
        ("args.x <= 1", Holds(X, AtMost(1))),
        ("1 <= args.x", Holds(X, AtLeast(1))),
        ("args.x > 1", Holds(X, MoreThan(1))),
        ("1 > args.x", Holds(X, LessThan(1))),
        ("args.x >= 1", Holds(X, AtLeast(1))),
        ("1 >= args.x", Holds(X, AtMost(1))),
        ('args.x >= "2026"', Relation(X, ">=", Constant("2026"))),
        ('"2026" < args.x', Relation(X, ">", Constant("2026"))),
        ("args.x == args.y", Relation(X, "==", Y)),
        ("args.x != args.y", Relation(X, "!=", Y)),
        ("args.x < args.y", Relation(X, "<", Y)),
        ("args.x in [1, -2, 'a', true, null]", Holds(X, OneOf((1, -2, "a", True, None)))),
        ("'a' in args.x", Relation(Constant("a"), "in", X)),
        ("null in args.x", Relation(Constant(None), "in", X)),
        ("args.x in args.y", Relation(X, "in", Y)),
        ("size(args.x) in args.y", Relation(Size(X), "in", Y)),
        ("'x' in args", Present(X, wanted=True)),
        ("'role' in principal", Present(Principal(("role",)), wanted=True)),
        ("'id' in session", Present(Session(("id",)), wanted=True)),
        ("has(args.x)", Present(X, wanted=True)),
        ("has(args['x'].y)", Present(Argument(("x", "y")), wanted=True)),
        ("!has(args.x)", Negation(Present(X, wanted=True))),
        ("size(args.x) < 3", Holds(Size(X), LessThan(3))),
        ("args.x.size() == 3", Holds(Size(X), Equals(3))),
        ("size(args.x) in [1, 2]", Holds(Size(X), OneOf((1, 2)))),
        ("size(args.x) == args.y", Relation(Size(X), "==", Y)),
        ("args.x.startsWith('a')", Holds(X, StartsWith("a"))),
        ("args.x.endsWith('a')", Holds(X, EndsWith("a"))),
        ("args.x.contains('a')", Holds(X, Contains("a"))),
        ("args.x.matches('^a$')", Holds(X, Matches("^a$"))),
        ("args.x.startsWith(args.y)", Relation(X, "startsWith", Y)),
        ("'abc'.endsWith(args.x)", Relation(Constant("abc"), "endsWith", X)),
        ("args.x.contains(principal.id)", Relation(X, "contains", Principal(("id",)))),
        ("session.id == 's'", Holds(Session(("id",)), Equals("s"))),
        ("args.x", is_true(X)),
        ("!args.x", Negation(is_true(X))),
        ("!!args.x", Negation(Negation(is_true(X)))),
        ("args.x && args.y && args.z", And((is_true(X), is_true(Y), is_true(Z)))),
        ("args.x || args.y || args.z", Or((is_true(X), is_true(Y), is_true(Z)))),
        ("args.x && args.y || args.z", Or((And((is_true(X), is_true(Y))), is_true(Z)))),
        ("args.x && (args.y || args.z)", And((is_true(X), Or((is_true(Y), is_true(Z)))))),
        ("!args.x && args.y", And((Negation(is_true(X)), is_true(Y)))),
        ("(args.x) == (1)", Holds(X, Equals(1))),
        ("(args).x", is_true(X)),
        ("args.x.y", is_true(Argument(("x", "y")))),
        ("args.x['y z']", is_true(Argument(("x", "y z")))),
        ("args['x.y']", is_true(Argument(("x.y",)))),
        ("args.size", is_true(Argument(("size",)))),
        ("args.package", is_true(Argument(("package",)))),
        ("\targs .\nx  ==\r\n1 ", Holds(X, Equals(1))),
        ("args.x in['a']", Holds(X, OneOf(("a",)))),
        ("'a'in args.x", Relation(Constant("a"), "in", X)),
    ],
    ids=str,
)
def test_an_expression_becomes_this_formula(text, formula):
    assert parse_expression(text) == formula


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        ("0", 0),
        ("9223372036854775807", 2**63 - 1),
        ("100000000000000000000", 10**20),
        ("- 5", -5),
        ("-0x10", -16),
        ("0xfF", 255),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1.5E-3", 0.0015),
        ("''", ""),
        ('"it\'s"', "it's"),
        (r'"\"\\\'\`\?"', "\"\\'`?"),
        (r"'\a\b\f\n\r\t\v'", "\a\b\f\n\r\t\v"),
        (r"'\x41\X42\u00e9\U0001d11e\101'", "AB\u00e9\U0001d11eA"),
        (r"'\\n'", r"\n"),
        (r'r"\d"', r"\d"),
        (r"R'\'", "\\"),
        ("'\u00e9 \u2028'", "\u00e9 \u2028"),
    ],
)
def test_a_literal_is_this_value(literal, value):
    found = parse_expression(f"args.x == {literal}").condition.value
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("", 0, "the expression is empty (write a comparison)"),
        ("  ", 0, "the expression is empty (write a comparison)"),
        ("args.x &&", 9, "unexpected the end"),
        ("args.x args.y", 7, "unexpected 'args'"),
        ("args.x and args.y", 7, "unexpected 'and' (write '&&')"),
        ("not args.x", 0, "unknown name 'not' (write '!')"),
        ("args.x == True", 10, "unknown name 'True' (write 'true')"),
        ("amount > 5", 0, "unknown name 'amount' (write 'args.amount' for an argument)"),
        ("in args", 0, "unexpected 'in'"),
        ("(args.x", 7, "expected ')', found the end"),
        ("args.", 5, "expected a name, found the end"),
        ("args['x'", 8, "expected ']', found the end"),
        ("args[args.x]", 5, "expected a name in quotes, found 'args'"),
        (
            "args.x[0]",
            7,
            (
                "expected a name in quotes, found '0' "
                "(lists have no positions here; use 'in', or 'each' and 'some' under 'args:')"
            ),
        ),
        ("args.in == 1", 5, "'in' is no name (write [\"in\"])"),
        ("args.true", 5, "'true' is no name (write [\"true\"])"),
        ("args.x = 1", 7, "unexpected character '=' (write '==')"),
        ("args.x & args.y", 7, "unexpected character '&' (write '&&')"),
        ("args.x | args.y", 7, "unexpected character '|' (write '||')"),
        ("args.x + 1 > 2", 7, "unexpected character '+' (expressions do not calculate)"),
        ("args.x - 1 > 2", 7, "unexpected '-' (expressions do not calculate)"),
        ("-args.x > 2", 0, "a '-' stands before a number only (expressions do not calculate)"),
        ("-'a' == args.x", 0, "a '-' stands before a number only (expressions do not calculate)"),
        ("args.x == --1", 10, "a '-' stands before a number only (expressions do not calculate)"),
        (
            "args.x ? 1 : 2",
            7,
            "unexpected character '?' (there is no conditional; use '&&' and '||')",
        ),
        (
            "args.x == {}",
            10,
            "unexpected character '{' (there are no mappings; compare one field at a time)",
        ),
        ("args.`x` == 1", 5, "unexpected character '`' (write args[\"name\"])"),
        (
            "args.x // why",
            7,
            (
                "unexpected character '/' "
                "(expressions do not calculate, and a comment belongs into the YAML, after '#')"
            ),
        ),
        (
            "args.x == \u201ca\u201d",
            10,
            "unexpected character '\u201c' (put a text in straight quotes)",
        ),
        ("args.x\xa0== 1", 6, r"unexpected character '\xa0'"),
        ("args.x == 1u", 10, "'1u' is no number (write it without the 'u')"),
        ("args.x == 1.", 10, "'1.' is no number"),
        ("args.x == 1_000", 10, "'1_000' is no number"),
        ("args.x == 0Xff", 10, "'0Xff' is no number"),
        ("args.x == 007", 10, "'007' is no number (leave out the zeros)"),
        ("args.x == 01.5", 10, "'01.5' is no number (leave out the zeros)"),
        ("args.x == 1e999", 10, "'1e999' is too large for a number"),
        ("args.x == 'a", 10, "a text is not closed (end it with the same quote)"),
        ("args.x == 'a\nb'", 10, "a text is not closed (end it with the same quote)"),
        ("args.x == '''a'''", 10, "unexpected three quotes (put the text in single quotes)"),
        (
            "args.x == b'a'",
            10,
            (
                "unexpected 'b' before a text "
                "(a text is written without a prefix, or with 'r' if it has backslashes)"
            ),
        ),
        (
            r"args.x == 'a\d'",
            12,
            r"unknown escape in a text (write '\\' for a backslash, or put 'r' before the text)",
        ),
        (r"args.x == '\ud800'", 11, r"'\\ud800' is no character"),
        (r"args.x == '\udfff'", 11, r"'\\udfff' is no character"),
        ("args.x == '\udfff'", 11, "a text has a lone surrogate"),
        (r"args.x == '\U00110000'", 11, r"'\\U00110000' is no character"),
        ("args.x == 'a\ud800'", 12, "a text has a lone surrogate"),
        ("0 < args.x < 5", 11, "a comparison cannot be compared (write 'a < b && b < c')"),
        (
            "!args.x == 1",
            0,
            (
                "a comparison cannot be compared "
                "(write '&&' between comparisons, and '!' before parentheses)"
            ),
        ),
        (
            "args.x == (args.y > 1)",
            10,
            (
                "a comparison cannot be compared "
                "(write '&&' between comparisons, and '!' before parentheses)"
            ),
        ),
        (
            "1 < 2",
            0,
            "this says nothing about the call (compare something of the call, such as 'args.name')",
        ),
        (
            "args.x && true",
            10,
            "this says nothing about the call (compare something of the call, such as 'args.name')",
        ),
        (
            "'a' in ['a']",
            0,
            "this says nothing about the call (compare something of the call, such as 'args.name')",
        ),
        (
            "'a'.contains('a')",
            0,
            "this says nothing about the call (compare something of the call, such as 'args.name')",
        ),
        ("args", 0, "this is neither true nor false (compare it)"),
        ("size(args.x)", 0, "this is neither true nor false (compare it)"),
        ("args == 1", 0, "say which field (write 'args.name')"),
        ("args.x == args", 10, "say which field (write 'args.name')"),
        ("args in args.x", 0, "say which field (write 'args.name')"),
        ("args.x < true", 9, "only numbers and texts have an order"),
        ("null < args.x", 0, "only numbers and texts have an order"),
        ("args.x == [1]", 10, "lists are not compared (write 'args.name in [...]')"),
        ("[1] in args.x", 0, "lists are not compared (write 'args.name in [...]')"),
        ("args.x in []", 10, "the list is empty (write what may be in it)"),
        ("args.x in [[1]]", 11, "expected a literal, found '['"),
        ("args.x in [args.y]", 11, "expected a literal, found 'args'"),
        ("args.x in [1, ]", 14, "expected a literal, found ']'"),
        (
            "args.x in 'abc'",
            10,
            "'in' wants a list (for a part of a text, write 'text.contains(part)')",
        ),
        ("args.x in size(args.y)", 10, "'in' wants a list (name one, or write one)"),
        ("args.x in args", 10, "'in' wants a list (name one, or write one)"),
        ("1 in args", 5, "'in' wants a list (name one, or write one)"),
        ("size(args.x) == 1.5", 16, "a size is compared with a whole number"),
        ("size(args.x) == true", 16, "a size is compared with a whole number"),
        ("size(args.x) in ['a']", 16, "a size is compared with a whole number"),
        ("size(args) > 1", 5, "size() wants a field (write 'size(args.name)')"),
        ("size('abc') > 1", 5, "size() wants a field (write 'size(args.name)')"),
        ("args.x.size(1)", 12, "expected ')', found '1'"),
        ("args.x.contains(1)", 16, "contains() wants a text (name one, or write one)"),
        ("size(args.x).contains('a')", 0, "contains() wants a text (name one, or write one)"),
        ("args.x.contains('a', 'b')", 19, "expected ')', found ','"),
        ("args.x.contains()", 16, "unexpected ')'"),
        ("args.x.matches(args.y)", 15, "matches() wants a literal pattern"),
        ("has(args)", 4, "has() wants a field (write 'has(args.name)')"),
        ("has(args['x'])", 4, "has() wants a field (write '\"name\" in args')"),
        ("has((args.x))", 4, "has() wants a field (write 'has(args.name)')"),
        ("has(null)", 4, "has() wants a field (write 'has(args.name)')"),
        ("has(args.x == args.y)", 4, "has() wants a field (write 'has(args.name)')"),
        ("session.user == 'a'", 0, "a session has one field (write 'session.id')"),
        ("session.id.id == 'a'", 0, "a session has one field (write 'session.id')"),
        ("'user' in session", 10, "a session has one field (write 'session.id')"),
        ("'a'.x == 1", 0, "only 'args', 'principal' and 'session' have fields"),
        ("size(args.x)['y'] == 1", 0, "only 'args', 'principal' and 'session' have fields"),
        ("args.x.startWith('a')", 7, "unknown function 'startWith' (did you mean 'startsWith'?)"),
        (
            "args.x.exists(y, y > 1)",
            7,
            "unknown function 'exists' (there are no loops; use 'each' and 'some' under 'args:')",
        ),
        (
            "int(args.x) > 1",
            0,
            "unknown function 'int' (there are has, contains, endsWith, matches, size, startsWith)",
        ),
        (
            "startsWith(args.x)",
            0,
            "unknown function 'startsWith' (write 'args.name.startsWith(...)')",
        ),
        ("args.x.has()", 7, "unknown function 'has' (write 'has(args.name)')"),
    ],
    ids=str,
)
def test_what_is_no_expression_is_refused_with_its_place(text, offset, message):
    error = refused(text)
    assert (str(error), error.offset) == (message, offset)


@pytest.mark.parametrize(
    "pattern",
    [
        "^a$",
        "^$",
        "(?i)^a$",
        "(?is)^a.b$",
        "^(?:a|b)$",
        "^[|]$",
        "^[]|(]$",
        "^[^]|]a$",
        r"^[\]|]$",
        r"^[^\]|]$",
        r"^[^\[|]$",
        r"^\|a$",
        r"^\(a\$$",
        "^[a[b|]]$",
        "^(a)(?i:b|c)$",
    ],
)
def test_a_pattern_that_can_be_read_in_one_way_is_taken(pattern):
    assert parse_expression(f"args.x.matches(r'{pattern}')") == Holds(X, Matches(pattern))


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("a", "stands between"),
        ("^a", "stands between"),
        ("a$", "stands between"),
        ("^*a$", "stands between"),
        ("^a(b$)", "stands between"),
        ("^a[b$]", "stands between"),
        (r"^a\$", "stands between"),
        ("(^a$)", "stands between"),
        ("^a|b$", "in parentheses"),
        ("^(a)|b$", "in parentheses"),
        ("^[(]a|b$", "in parentheses"),
        ("(?m)^a$", "flags"),
        ("^a(?m:$)b$", "flags"),
        ("(?x)^a#$", "flags"),
    ],
)
def test_a_pattern_that_cel_reads_otherwise_is_refused(pattern, message):
    error = refused(f"args.x.matches('{pattern}')".replace("\\", r"\\"))
    assert message in error.message
    assert error.offset == len("args.x.matches(")


@pytest.mark.parametrize("opening", ["(", "!", "size(", "args.x.contains("])
def test_nesting_has_a_bound(opening):
    assert "32 levels" in refused(opening * 100 + "args.x").message


def test_what_is_as_deep_as_the_bound_parses():
    depth = DEEPEST_EXPRESSION
    text = "(" * depth + "args.x" + ")" * depth
    assert parse_expression(f"{text} && {text}") == And((is_true(X), is_true(X)))


def test_signs_and_functions_leave_the_depth_as_it_was():
    assert len(parse_expression(" && ".join(["!has(args.x)"] * 100)).formulas) == 100


@pytest.mark.parametrize("before", ["!args.x", "(args.x)", "has(args.x)", "size(args.x) > 1"])
def test_nothing_that_went_before_allows_for_more_depth(before):
    deep = "(" * (DEEPEST_EXPRESSION + 1) + "args.x" + ")" * (DEEPEST_EXPRESSION + 1)
    assert refused(f"{' && '.join([before] * 40)} && {deep}").message == refused(deep).message


@pytest.mark.parametrize("character", ["\ud7ff", "\ue000", "\U0010ffff"])
def test_every_character_can_be_escaped(character):
    expected = Holds(X, Equals(character))
    assert parse_expression(f"args.x == '{character}'") == expected
    assert parse_expression(f"args.x == '\\U{ord(character):08x}'") == expected


def test_what_is_quoted_in_a_message_has_at_most_40_characters():
    assert refused(f"{'x' * 40} > 1").message == f"unknown name '{'x' * 40}'"
    assert refused(f"{'x' * 41} > 1").message == f"unknown name '{'x' * 40}...'"


def test_length_has_a_bound():
    assert LONGEST_EXPRESSION == 4096
    longest = "args.x".ljust(LONGEST_EXPRESSION)
    assert parse_expression(longest) == is_true(X)
    assert refused(longest + " ").offset == LONGEST_EXPRESSION


def test_long_words_are_cut_in_messages():
    assert str(refused("a" * 50)).startswith(f"unknown name '{'a' * 40}...'")


def test_an_error_survives_pickling():
    error = pickle.loads(pickle.dumps(refused("args.x = 1")))
    assert (error.message, error.offset, error.hint) == (
        "unexpected character '='",
        7,
        "write '=='",
    )


@pytest.mark.parametrize(
    ("text", "offset", "shown"),
    [
        ("args.x = 1", 7, "args.x = 1\n       ^"),
        ("args.x", 6, "args.x\n      ^"),
        ("a\nb c\nd", 4, "b c\n  ^"),
        ("\ta b", 3, "\ta b\n\t  ^"),
        ("", 0, "\n^"),
    ],
)
def test_a_caret_stands_under_its_place(text, offset, shown):
    assert caret(text, offset) == shown


@pytest.mark.parametrize(
    ("expression", "arguments", "expected"),
    [
        ("args.x == 1", {"x": 1.0}, True),
        ("args.x == 1", {"x": True}, "error"),
        ("args.x == 1", {"x": "1"}, "error"),
        ("args.x == 1", {}, "error"),
        ("args.x != 1", {"x": "1"}, "error"),
        ("args.x != 1", {"x": float("nan")}, "error"),
        ("args.x == null", {"x": 1}, False),
        ("args.x > 9007199254740992.0", {"x": 2**53 + 1}, True),
        ("args.x == args.y", {"x": 2**53 + 1, "y": float(2**53)}, False),
        ("args.x == args.y", {"x": 1, "y": "1"}, "error"),
        ("args.x == args.y", {"x": [], "y": []}, "error"),
        ("args.x < args.y", {"x": "a", "y": "b"}, True),
        ("args.x < args.y", {"x": 1, "y": "b"}, "error"),
        ("args.x < 'b'", {"x": 1}, "error"),
        ("'a' in args.x", {"x": ["a"]}, True),
        ("'a' in args.x", {"x": []}, False),
        ("'a' in args.x", {"x": ["a", 1]}, "error"),
        ("'a' in args.x", {"x": "abc"}, "error"),
        ("'a' in args.x", {"x": {"a": 1}}, True),
        ("has(args.x) && args.x > 5", {}, "error"),
        ("args.x == 1 && args.y == 1", {"x": 2}, "error"),
        ("args.y == 1 || args.x == 1", {"x": 1}, "error"),
        ("size(args.x) == 1", {"x": "\U0001d11e"}, True),
        ("size(args.x) == 1", {"x": 1}, "error"),
        ("args.x.matches('^a$')", {"x": "ba"}, False),
    ],
    ids=str,
)
def test_an_expression_is_as_strict_as_a_condition(expression, arguments, expected):
    assert answer(expression, arguments) == expected


def test_a_principal_and_a_session_can_be_compared():
    call = {"principal": {"id": "alice", "role": "clerk"}, "session": "s1"}
    assert answer("principal.role == 'clerk' && session.id == 's1'", {}, **call) is True
    assert answer("session.id == 's1'", {}) == "error"
    assert answer("has(principal.id) || 'id' in session", {}) is False
