"""Whatever the text: a formula or an ExpressionError with a place in the text, in bounded time."""

import time

from hypothesis import example, given, settings
from hypothesis import strategies as st

from enforcecore_core.decision.compiling import compiled
from enforcecore_core.decision.expressions import (
    LONGEST_EXPRESSION,
    ExpressionError,
    caret,
    parse_expression,
)

NAMES = "args principal session x id has size startsWith contains matches exists in true null and"
SIGNS = "( ) [ ] . , - ! && || == != < <= > >= = + ? : ' \" \\ \x00 \ud800 é"
LITERALS = r"""0 1.5 .5 1e999 0x1F 1u 'a' "b" r'\d' '^a$' r'x '\ud800' '''"""
WORDS = [*NAMES.split(), *SIGNS.split(" "), *LITERALS.split(" "), "\n"]
STEPS = ["args", ".x", "['x']", "==", "1", "&&", "(", ")", "!"]

texts = st.one_of(
    st.text(),
    st.text(alphabet=st.characters(exclude_categories=())),
    st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=30).map("".join),
    st.lists(st.sampled_from(STEPS)).map(" ".join),
)


def parsed(text):
    try:
        return parse_expression(text), None
    except ExpressionError as error:
        return None, error


@settings(max_examples=1000, deadline=None)
@given(texts)
@example("")
@example("(" * LONGEST_EXPRESSION)
@example("!" * LONGEST_EXPRESSION)
@example("[" * LONGEST_EXPRESSION)
@example("args" + ".x" * 2000)
@example("args.x" + " && args.x" * 400)
@example("'" + "\\" * (LONGEST_EXPRESSION - 1))
@example("args.x == " + "9" * 4000)
@example("args.x == 0." + "9" * 4000 + "e-4000")
@example("args.x.matches('^" + "[" * 4000 + "$')")
@example("args.x.matches('" + "(?i)" * 1000 + "$')")
@example("a" * 10**6)
def test_every_text_is_a_formula_or_an_error_with_a_place(text):
    formula, error = parsed(text)
    if error is None:
        assert formula == parse_expression(text)
        return
    assert 0 <= error.offset <= len(text)
    line, under = caret(text, error.offset).split("\n")
    assert line in text
    assert under.strip(" \t") == "^"
    assert len(under) <= len(line) + 1


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="'\"\\[](){}.!&|=<>-args0x \n", max_size=LONGEST_EXPRESSION))
def test_no_text_takes_long(text):
    before = time.process_time()
    parsed(text)
    assert time.process_time() - before < 0.5


def test_the_longest_expression_compiles():
    one = "args.x == 1 || "
    text = one * (LONGEST_EXPRESSION // len(one) - 1) + "args.y"
    assert callable(compiled(parse_expression(text)))
