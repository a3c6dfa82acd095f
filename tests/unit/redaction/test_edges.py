import re
from dataclasses import replace

import pytest

from enforcecore_core.redaction.detectors import CATALOGUE
from enforcecore_core.redaction.edges import edged
from enforcecore_core.redaction.gates import Gates, compiled


def detector(gate, pattern):
    return replace(CATALOGUE[0], gate=gate, pattern=re.compile(pattern))


ALNUM = "0-9A-Za-z"


@pytest.mark.parametrize(
    ("gate", "pattern", "expected"),
    [
        ("[0-9]{3}x", "[0-9](?<![0-9][0-9])[0-9]{2}x", "(?:^|[^0-9])[0-9]{3}x"),
        ("[0-9]{3}", "[0-9](?<![0-9]{2})[0-9]{2}(?![0-9])", "(?:^|[^0-9])[0-9]{3}"),
        ("[0-9]{3}", "[0-9](?<![0-9]{2})[0-9]{2,8}(?![0-9])", "(?:^|[^0-9])[0-9]{3}"),
        ("[a-f]{2}", f"(?<![{ALNUM}])(?P<body>[a-f]{{2}}-x)(?![-])", f"(?:^|[^{ALNUM}])[a-f]{{2}}"),
        (
            "[0-9]{2}-[0-9]",
            "[0-9](?<![0-9][0-9])(?<![0-9A-F]{2}[0-9])(?<![0-9]\\.[0-9])[0-9]-[0-9](?!\\.)",
            "(?:^|[^0-9A-F])[A-F]?[0-9]{2}-[0-9]",
        ),
    ],
    ids=["unlike", "two", "goes-on", "in-a-group", "two-before"],
)
def test_a_gate_asks_for_the_edges_that_its_pattern_asks_for(gate, pattern, expected):
    assert edged(detector(gate, pattern)) == expected


@pytest.mark.parametrize(
    ("gate", "pattern"),
    [
        ("[0-9]{3}", "[0-9](?<![0-9]{2})[0-9]-[0-9]{3}"),
        ("[0-9]{3}|[a-f]{9}", "[0-9](?<![0-9]{2})[0-9]{2}"),
        ("[0-9]{3}", "(?<![0-9])[0-9]{3}|x[0-9]{3}"),
        ("[0-9]{3}", "(?<![0-9])(?P<a>[0-9]{3})x?|x[0-9]{3}"),
        ("[0-9]{3}", "[0-9]{3}(?![0-9])"),
        ("[0-9]{3}", "[0-9](?<![0-9]\\.[0-9])[0-9]{2}"),
        ("[0-9]{3}", "(?<![^ ])[0-9]{3}"),
        ("x[0-9]{3}", "(?<![0-9])x[0-9]{3}"),
    ],
    ids=["inside", "or", "pattern-or", "group-or", "no-edge", "unlike", "not-not", "sign"],
)
def test_any_other_gate_stays_as_it_is(gate, pattern):
    assert edged(detector(gate, pattern)) == gate


def test_most_gates_that_could_open_anywhere_have_edges():
    free = [one for one in CATALOGUE if one.gate.startswith("[")]
    assert sum(edged(one) != one.gate for one in free) > len(free) * 3 // 4


@pytest.mark.parametrize("engine", ["rust", "re2"])
def test_each_gate_with_edges_is_told_from_the_others_in_each_example(engine):
    if engine == "re2":
        pytest.importorskip("re2")
    gates = Gates([edged(one) for one in CATALOGUE], engine)
    for place, one in enumerate(CATALOGUE):
        for text, _ in one.examples:
            if compiled([one.gate])(text):
                assert place in gates.which(text)


def test_a_code_of_letters_and_digits_opens_none_of_the_gates_with_edges():
    gates = Gates([edged(one) for one in CATALOGUE if edged(one) != one.gate])
    for code in (
        "3f2b8c1e-9d47-4c1a-8e55-1f0a2b3c4d5e",
        "9fceb02d0ae598e95dc970b74767f19372d61af8",
    ):
        assert not gates.open(code)
