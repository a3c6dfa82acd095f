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
        ("call one two three four five six seven eight nine, please", "call 123456789, please"),
        ("Four-one-one-one, ZERO oh\nnine-eight-seven-six ten", "4111009876 ten"),
        ("plus one four one five five five five two six seven one", "+14155552671"),
    ],
)
def test_words_read_as_what_they_stand_for(text, expected):
    assert rearranged(text)[0] == expected
    assert compiled(SPOKEN)(text)


@pytest.mark.parametrize(
    "text",
    [
        *("jane at example.com", "we meet at noon", "a dot com boom", "(atom) [dots] {a}"),
        *("it ends at the dot on the left", "at each dot in a row", "look at point dot product"),
        *("one two three four five six seven eight ten", "one. two. three. four. five. six."),
        "someone two three four five six seven eight nineteen",
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
        (f"card {' '.join(['four', *['one'] * 15])} now", "card <CARD> now"),
        ("SSN one two three, four five, six seven eight nine", "SSN <US_SSN>"),
        ("ask plus one four one five five five five two six seven one", "ask <PHONE>"),
        ("jаne [аt] exаmple [dоt] com", "<EMAIL>"),
    ],
    ids=[
        *("brackets", "a machine", "words", "in base64", "in percent"),
        *("a card", "cued", "a telephone", "in look-alikes"),
    ],
)
def test_a_value_in_words_is_replaced_from_end_to_end(text, expected):
    assert REDACTOR.redact(text).value == expected


@pytest.mark.parametrize(
    "unit",
    [
        "a at ",
        "a dot ",
        "(at)",
        "a_at_",
        "a_dot_b",
        "a.",
        " @ ",
        "a [",
        " dot a at b.",
        "one ",
        "one-two,",
    ],
)
def test_it_takes_time_by_the_length_of_the_text(unit):
    for _ in in_signs(unit * (200_000 // len(unit)) + " dot "):
        pass


def test_a_stream_does_not_cut_a_number_in_words():
    number = ", ".join(["four", *["one"] * 15])
    text = f"{'word ' * 200}{number}. {'one two three four ' * 300}. {number} {'word ' * 200}"
    stream = REDACTOR.stream()
    pieces = [stream.feed(text[at : at + 10]) for at in range(0, len(text), 10)]
    whole = REDACTOR.redact(text)
    assert whole.counts["CARD"] >= 2
    assert "".join(pieces) + stream.flush() == whole.value
