import string
import subprocess
import sys

import pytest

from enforcecore_core import ConfigurationError
from enforcecore_core.redaction import Redactor
from enforcecore_core.redaction.detectors import CATALOGUE
from enforcecore_core.redaction.engines import chosen_engine, lookup
from enforcecore_core.redaction.gates import Gates, compiled

re2 = pytest.importorskip("re2", reason="the extra fast is not installed")

# Gates of the kinds that the catalogue has, and texts in which some of them match.
PATTERNS = [
    *("ghp_[A-Za-z]{4}", "sk-[A-Za-z0-9]{20}", "(?i:pass|word)[a-z]{0,20}=", "[a-f]{8}", "(?i:ſk)"),
    *(r"://[^\t\n\v\f\r /]*:[^\s]+@", "(?i-u:pan)", "(?i:инн)", "a.b", r"\x22x\x22"),
    *(r"x[\s]y", r"\wé", "a{2,}b", "(?:ab|cd)+e", "[12][0-9]{3}"),
]
TEXTS = [
    *("ghp_abcd", "sk-" + "a1" * 10, "PASSphrase=", "abcdefab", "Sk \u017f\u212a", "http://a:b@c"),
    *(" PAN ", "(ИНН)", "a\nb", "a\u2028b", "aéb", '"x"', "x\u00a0y", "x\u3000y", "wé", "ßé"),
    *("aab", "aaaaaab", "ababcde", "1999", "", "\0", "\ufffd", "ghp_abcd sk-" + "b" * 20),
]
WITHOUT = """
import sys, types
sys.modules["re2"] = None if sys.argv[1] == "none" else types.ModuleType("re2")
from enforcecore_core import ConfigurationError, Redactor
print(Redactor().engine, Redactor().redact("to ada@example.org").value)
try:
    Redactor(engine="re2")
except ConfigurationError as error:
    print(error)
"""


def by_themselves(text):
    return {place for place, pattern in enumerate(PATTERNS) if compiled([pattern])(text)}


@pytest.mark.parametrize("text", TEXTS)
def test_both_engines_say_of_each_gate_what_it_says_by_itself(text):
    for engine in ("rust", "re2"):
        gates = Gates(PATTERNS, engine)
        assert set(gates.which(text)) >= by_themselves(text)
        assert gates.open(text) == bool(gates.which(text))
    assert set(Gates(PATTERNS, "re2").which(text)) == set(Gates(PATTERNS).which(text))


def test_re2_is_used_where_it_is_installed_and_can_be_switched_off():
    assert Redactor().engine == "re2"
    assert Redactor(engine="rust").engine == "rust"


@pytest.mark.parametrize("module", ["none", "another"])
def test_without_the_extra_the_other_engine_is_used_and_re2_is_an_error(module):
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, module], capture_output=True, text=True, check=True
    )
    first, second = done.stdout.splitlines()
    assert first == "rust to <EMAIL>"
    assert 'pip install "enforcecore-core[fast]"' in second


def test_the_engines_that_are_there_can_be_chosen():
    assert [chosen_engine(choice) for choice in ("auto", "rust", "re2")] == ["re2", "rust", "re2"]


@pytest.mark.parametrize(
    "pattern",
    [
        *(r"\w", r"\d", r"\s", r"\bx", "^x", "x$", "(?s:.)", "(?x: a)", r"\pL", "[[:alpha:]]"),
        *("[a&&b]", "[a--b]", "[a~~b]", "[a[b]]", "a{,3}", "a{1001}", "{", r"\<a", "[^\\w]"),
    ],
)
def test_what_the_engines_may_read_in_two_ways_is_not_given_to_re2(pattern):
    assert lookup(["plain", pattern])[1] == {0}


def test_what_re2_refuses_is_left_to_the_other_engine():
    patterns = ["a", "x**y", "b"]
    assert compiled(patterns[1:2])("xxy")
    assert lookup(patterns)[1] == {0, 2}
    assert sorted(Gates(patterns, "re2").which("a xxy")) == [0, 1]


def test_all_gates_of_the_catalogue_that_begin_with_something_telling_are_read_alike():
    gates = [one.gate for one in CATALOGUE if not one.gate.startswith("[")]
    assert lookup(gates)[1] == set(range(len(gates)))


@pytest.fixture
def with_memory(monkeypatch):
    """Give RE2 so much memory for gates of the catalogue; they and a text for them."""

    def limited(exponent):
        monkeypatch.setattr("enforcecore_core.redaction.engines._STATES", 1 << exponent)
        # One of its own, for what is made of the same gates is kept.
        gates = [*(one.gate for one in CATALOGUE if one.gate[0] != "["), f"memory{exponent}"]
        return gates, " ".join(text for one in CATALOGUE for text, _ in one.examples)[:1_500]

    return limited


@pytest.mark.parametrize("exponent", [10, 14, 17, 19, 21, 24])
def test_what_re2_has_no_memory_for_is_told_by_the_other_engine(exponent, with_memory):
    gates, text = with_memory(exponent)
    assert set(Gates(gates, "re2").which(text)) == set(Gates(gates).which(text)) != set()


@pytest.mark.parametrize("exponent", [10, 17], ids=["for-the-gates", "for-their-states"])
def test_re2_without_memory_gives_no_answer(exponent, with_memory):
    gates, text = with_memory(exponent)
    assert lookup(gates)[0](text) is None


def test_white_space_is_the_same_to_both_engines():
    rust, (asked, _) = compiled(["[\\s]"]), lookup(["[\\s]"])
    characters = map(chr, (*range(0xD800), *range(0xE000, 0x10000)))
    assert all(rust(char) == bool(asked(char)) for char in characters)


def test_a_letter_of_a_cue_is_the_same_letter_to_both_engines():
    letters = {char for one in CATALOGUE if one.cues for word in one.cues.words for char in word}
    letters = sorted(filter(str.isalpha, letters | set(string.ascii_letters)))
    everything = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x110000))))
    any_letter = f"(?i:[{''.join(letters)}])"
    alike = set(re2.findall(any_letter, everything))
    assert not compiled([any_letter])(everything.translate(dict.fromkeys(map(ord, alike))))
    for letter in letters:
        rust, (asked, _) = compiled([f"(?i:{letter})"]), lookup([f"(?i:{letter})"])
        assert {char for char in alike if rust(char)} == {char for char in alike if asked(char)}


def test_the_engine_that_is_asked_for_is_an_error_without_its_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "re2", None)
    assert chosen_engine("auto") == "rust"
    with pytest.raises(ConfigurationError, match=r"enforcecore-core\[fast\]"):
        chosen_engine("re2")
