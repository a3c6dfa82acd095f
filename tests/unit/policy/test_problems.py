import pytest

from enforcecore_core.policy.problems import Place, Problem, Reporter, guess


def test_no_two_problems_share_a_code():
    assert len({problem.value for problem in Problem}) == len(Problem.__members__)


def test_an_error_says_where_what_and_what_to_do():
    error = Reporter("p.yaml").error(Problem.UNKNOWN_KEY, "unknown key 'x'", Place(3, 7), "try y")
    assert str(error) == "p.yaml:3:7: unknown key 'x' (try y) [EC-P003]"


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("alow", ["allow", "block"], "did you mean 'allow'?"),
        ("ALLOW", ["allow", "block"], "did you mean 'allow'?"),
        ("deny", ["allow", "block"], "did you mean 'block'?"),
        ("deny", ["equals"], "what can stand here: equals"),
        ("zzz", ["allow", "block"], "what can stand here: allow, block"),
    ],
)
def test_a_hint_names_the_word_that_was_probably_meant(word, known, hint):
    assert guess(word, known) == hint
