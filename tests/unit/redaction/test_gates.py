import pytest

from enforcecore_core.redaction.gates import Gates, compiled, readable

PATTERNS = [
    "ghp_[A-Za-z]{4}",
    "[0-3][0-9][01][0-9]{10}",
    "AKC[0-9A-Z]{10}|AP[0-9A-F]{10}",
    "sk-[A-Za-z0-9]{20}",
    "[a-f]{32}",
    "(?i:pass|word)[a-z]{0,20}=",
]
TEXTS = [
    *("ghp_abcd", "3112991234567", "AP0123456789", "AKC0123456789", "sk-" + "a1" * 10, "a" * 32),
    *("PASSphrase=", "nothing", "ghp_", "sk-short", "311299"),
]


@pytest.mark.parametrize("text", TEXTS)
def test_in_groups_says_what_each_gate_says(text):
    places = {place for place, pattern in enumerate(PATTERNS) if compiled([pattern])(text)}
    gates = Gates(PATTERNS)
    assert set(gates.which(text)) == places
    assert gates.open(text) == bool(places)


def test_without_patterns_nothing_matches():
    assert not compiled([])("text")
    assert not Gates([]).open("text")


def test_digits_are_not_told_apart_by_a_group():
    assert list(Gates(["[0-3][0-9]{4}"]).which("99999")) == [0]


def test_a_lone_surrogate_hides_nothing_from_a_gate():
    assert Gates(["b@c"]).open(readable("\ud800 b@c"))
    assert readable("plain é") == "plain é"


@pytest.mark.parametrize(
    ("gate", "text"),
    [
        ("[0-9]Q~[a-z]{2}", "1Q~ab"),
        (r"a\.b[0-9]", "a.b1"),
        ("ab?c[0-9]", "ac1"),
        ("x|yz", "x"),
        (r"\x2Ex", ".x"),
        ("(?i:ab)c", "ABc"),
        (r"[0-9]\\u", "1\\u"),
        ("a{0}b", "b"),
        ("a.c", "abc"),
    ],
)
def test_text_that_a_gate_is_looked_for_by_is_in_all_that_it_matches(gate, text):
    assert compiled([gate])(text)
    assert Gates([gate, "never1"]).which(text) == [0]


def test_a_gate_with_a_class_by_name_is_looked_for_by_no_sign():
    gates = Gates([rf"[a-z]{{{one},40}}-\w+=" for one in range(2, 12)])
    assert gates.which("ab-c=") == [0]
