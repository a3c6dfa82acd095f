import pytest

from enforcecore_core.redaction import Redactor
from enforcecore_core.redaction.gates import compiled
from enforcecore_core.redaction.layout import rearranged
from enforcecore_core.redaction.spoken import SPOKEN, in_signs

REDACTOR = Redactor()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jane [at] example [dot] com", "jane@example.com"),
        ("jane(at)example(dot)com", "jane@example.com"),
        ("jane { AT } example { DOT } com", "jane@example.com"),
        ("jane <at> example <dot> com", "jane@example.com"),
        ("jane[@]example[.]com", "jane@example.com"),
        ("203[.]0[.]113(.)7", "203.0.113.7"),
        ("jane at example dot com", "jane@example.com"),
        ("jane dot doe at mail dot example dot co dot uk", "jane.doe@mail.example.co.uk"),
        ("jane.doe AT example\nDOT org, or", "jane.doe@example.org, or"),
        ("jane @ example dot com", "jane@example.com"),
        ("jane at example [dot] com", "jane@example.com"),
        ("jane_at_example_dot_com", "jane@example.com"),
        ("jane-at-example-dot-co-dot-uk", "jane@example.co.uk"),
    ],
)
def test_an_address_in_words_reads_as_one_in_signs(text, expected):
    assert rearranged(text)[0] == expected
    assert compiled(SPOKEN)(text)


@pytest.mark.parametrize(
    "text",
    [
        *("jane at example.com", "we meet at noon", "a dot com boom", "(atom) [dots] {a}"),
        *("it ends at the dot on the left", "at each dot in a row", "look at point dot product"),
        *("np_at_point_dot_product", "x <AT> y <DOT> z", "at dot com"),
    ],
)
def test_words_are_left_as_they_are(text):
    assert list(in_signs(text)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("to jane [at] example [dot] com.", "to <EMAIL>."),
        ("from 203[.]0[.]113[.]7 to here", "from <IP_ADDRESS> to here"),
        ("ask jane dot doe at example dot co dot uk, please", "ask <EMAIL>, please"),
        ("amFuZSBbYXRdIGV4YW1wbGUgW2RvdF0gY29t", "<EMAIL>"),
        ("jane%20%5Bat%5D%20example%5Bdot%5Dcom", "<EMAIL>"),
        ("jаne [аt] exаmple [dоt] com", "<EMAIL>"),
    ],
    ids=["brackets", "a machine", "words", "in base64", "in percent", "in look-alikes"],
)
def test_an_address_in_words_is_replaced_from_end_to_end(text, expected):
    assert REDACTOR.redact(text).value == expected


@pytest.mark.parametrize(
    "unit", ["a at ", "a dot ", "(at)", "a_at_", "a_dot_b", "a.", " @ ", "a [", " dot a at b."]
)
def test_it_takes_time_by_the_length_of_the_text(unit):
    for _ in in_signs(unit * (200_000 // len(unit)) + " dot "):
        pass
