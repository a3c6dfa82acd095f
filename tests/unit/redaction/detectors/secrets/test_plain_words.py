"""Words that are passwords, and words that open a wallet."""

import json

import pytest

from enforcecore_core.redaction import Redactor

REDACTOR = Redactor()
TWELVE = "legal winner thank year wave sausage worth useful legal winner thank yellow"
TWENTY_FOUR = f"{TWELVE} {TWELVE}"


@pytest.mark.parametrize(
    "line", ["my password is {}", "Password: {}", "user ada, password {}", "Our pw is: '{}'."]
)
def test_a_word_that_is_said_to_be_a_password_is_one(line):
    assert REDACTOR.redact(line.format("swordfish")).value == line.format("<PASSWORD>")


@pytest.mark.parametrize("line", ["my password is {}", "Password: {}", "user ada, password {}"])
@pytest.mark.parametrize(
    "word", ["expired", "wrong", "required", "resetting", "visible", "changeme", "password", "also"]
)
def test_a_word_about_a_password_is_none(line, word):
    text = line.format(word)
    assert REDACTOR.redact(text).value is text


@pytest.mark.parametrize("line", ["my password is {} today", "Password: {} or so"])
def test_what_goes_on_is_a_sentence(line):
    text = line.format("swordfish")
    assert REDACTOR.redact(text).value is text


@pytest.mark.parametrize("phrase", [TWELVE, TWENTY_FOUR], ids=["twelve", "twenty-four"])
@pytest.mark.parametrize("name", ["seed phrase", "Recovery Phrase", "MNEMONIC", "backupWords"])
def test_a_seed_phrase_is_found_behind_its_name_and_under_it(name, phrase):
    assert REDACTOR.redact(f"{name}: {phrase}").value == f"{name}: <SEED_PHRASE>"
    assert REDACTOR.redact({name: phrase}).value == {name: "<SEED_PHRASE>"}


@pytest.mark.parametrize("between", [" ", "\n", ", ", ",\r\n  "])
def test_the_words_of_a_phrase_stand_in_a_row_or_in_lines(between):
    text = f"mnemonic: {between.join(TWELVE.split())}\n\n7 wallets"
    assert REDACTOR.redact(text).value == "mnemonic: <SEED_PHRASE>\n\n7 wallets"


@pytest.mark.parametrize(
    ("case", "behind"),
    [(str.upper, "Keep"), (str.title, "KEEP"), (str.capitalize, "KEEP"), (str.lower, "Keep")],
)
def test_the_words_of_a_phrase_are_in_one_case(case, behind):
    text = f"seed phrase: {case(TWELVE)}\n{behind} it safe."
    assert REDACTOR.redact(text).value == f"seed phrase: <SEED_PHRASE>\n{behind} it safe."


@pytest.mark.parametrize("size", [12, 13, 24])
@pytest.mark.parametrize("kind", [list, tuple])
def test_a_phrase_may_be_a_list_of_its_words(size, kind):
    words = kind(TWENTY_FOUR.split()[:size])
    hidden = kind(["<SEED_PHRASE>"] * size) if size in {12, 24} else words
    assert REDACTOR.redact({"mnemonic": words}).value == {"mnemonic": hidden}
    assert REDACTOR.redact({"months": words}).value["months"] is words
    text = json.dumps({"mnemonic": words})
    assert "sausage" not in REDACTOR.redact(text).value


@pytest.mark.parametrize("count", [1, 5, 11])
def test_fewer_words_are_no_phrase(count):
    text = f"seed phrase: {' '.join(TWELVE.split()[:count])}"
    assert REDACTOR.redact(text).value is text


@pytest.mark.parametrize("size", [1, 7, 40, 500])
@pytest.mark.parametrize("phrase", [TWELVE, TWENTY_FOUR], ids=["twelve", "twenty-four"])
def test_a_stream_finds_a_phrase_as_well(phrase, size):
    text = f"{'word ' * 90}my seed phrase is\n{phrase}\n{'Word ' * 90}"
    stream = REDACTOR.stream()
    pieces = [stream.feed(text[place : place + size]) for place in range(0, len(text), size)]
    assert "".join((*pieces, stream.flush())) == REDACTOR.redact(text).value
    assert "sausage" not in "".join(pieces)


@pytest.mark.parametrize("value", [{"pin": 4821}, {"card_pin": "0417"}, {"Geheimzahl": "4821"}])
def test_a_pin_is_found_under_its_name(value):
    [name] = value
    assert REDACTOR.redact(value).value == {name: "<PIN>"}


@pytest.mark.parametrize(
    "value", [{"pin": 13}, {"pin": "482113"}, {"spin": "4821"}, {"pins": 4821}]
)
def test_other_numbers_are_no_pins(value):
    assert REDACTOR.redact(value).value is value


@pytest.mark.parametrize("place", range(2_300, 2_560, 16))
def test_a_phrase_is_found_whose_last_words_are_written_otherwise(place):
    """Far behind its name, in a text that is looked at in parts."""
    *first, last = TWELVE.split()
    wide = "".join(chr(ord(char) + 0xFEE0) for char in last)
    before = ("word " * 520)[:place]
    text = f"{before}\nmnemonic: {' '.join(first)}{' ' * 330}{wide}\n{'Bye now. ' * 60}"
    redacted = REDACTOR.redact(text).value
    assert "mnemonic: <SEED_PHRASE>\n" in redacted
