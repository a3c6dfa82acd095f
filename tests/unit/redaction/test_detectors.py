import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcecore_core.redaction import Redactor
from enforcecore_core.redaction.detectors import CATALOGUE, GROUPS, PACKS, chosen
from enforcecore_core.redaction.gates import compiled, readable
from enforcecore_core.redaction.replacement import Tokenizer
from enforcecore_core.redaction.scanning import Scanner, placeholder

REDACTOR = Redactor(packs=("default", "strict"))
EXAMPLES = [
    pytest.param(detector, text, part, id=f"{detector.name}-{number}")
    for detector in CATALOGUE
    for number, (text, part) in enumerate(detector.examples)
]
COUNTER_EXAMPLES = [
    pytest.param(detector, text, id=f"{detector.name}-{number}")
    for detector in CATALOGUE
    for number, text in enumerate(detector.counter_examples)
]
EACH = pytest.mark.parametrize("detector", CATALOGUE, ids=lambda detector: detector.name)


@pytest.mark.parametrize(("detector", "text", "part"), EXAMPLES)
def test_finds_exactly_the_part_that_its_example_names(detector, text, part):
    found = [text[match.start : match.end] for match in Scanner([detector]).find(text)]
    assert found == [part]


@pytest.mark.parametrize(("detector", "text", "part"), EXAMPLES)
def test_nothing_of_an_example_is_left_by_the_whole_catalogue(detector, text, part):
    assert part not in REDACTOR.redact(text).value


@pytest.mark.parametrize(("detector", "text"), COUNTER_EXAMPLES)
def test_finds_nothing_in_its_counter_examples(detector, text):
    assert list(detector.spans(text)) == []


@pytest.mark.parametrize(("detector", "text", "part"), EXAMPLES)
def test_the_gate_lets_no_candidate_slip(detector, text, part):
    for found in detector.pattern.finditer(text):
        assert compiled([detector.gate])(found[0])


@pytest.mark.parametrize(
    "detector",
    [one for one in CATALOGUE if one.words_gate],
    ids=lambda detector: detector.name,
)
def test_what_needs_a_word_in_the_text_is_found_only_with_it(detector):
    for text, _ in detector.examples:
        assert compiled([detector.words_gate])(text)
        assert not any(detector.spans(re.sub(detector.words_gate, "x", text)))


@pytest.mark.parametrize(("detector", "text", "part"), EXAMPLES)
def test_the_gate_lets_no_other_spelling_slip(detector, text, part):
    """Also without what stands before, and with all that may be digits in another case."""
    gate = compiled([detector.gate])
    digits = re.sub("[0-9a-f]{4,}", lambda found: found[0].upper(), part)
    spellings = (part, digits, part.upper())
    for spelling in spellings:
        for found in detector.pattern.finditer(spelling):
            assert gate(readable(found[0])) or detector.confirm(found) is None, spelling


@EACH
def test_the_gate_looks_for_parts_of_a_text(detector):
    """Anchors and look-around would make it depend on what stands beside the part."""
    outside_classes = re.sub(r"\[(?:\\.|[^]\\])*\]", "C", detector.gate)
    assert not re.search(r"\\[AzZbB]|(?<!\\)\(\?(?!i?:)|[$^]", outside_classes)


@EACH
def test_the_pattern_is_ascii(detector):
    assert detector.pattern.flags & re.ASCII


@EACH
def test_the_pattern_has_no_unbounded_repeat(detector):
    source = re.sub(r"\[(?:\\.|[^]\\])*\]", "C", detector.pattern.pattern)
    assert not re.search(r"(?<!\\)[*+]|,\}", source)


@EACH
@pytest.mark.parametrize("around", ["{}", "<{}>", "a{}b", "1{}2", "{0}{0}", "{0}_2", "{0}@{0}.com"])
def test_a_placeholder_is_inert(detector, around):
    assert REDACTOR.find(around.format(placeholder(detector.kind))) == []


@pytest.mark.parametrize("around", ["{}", "\u202e{}\u202c", "\u200b{}"])
@pytest.mark.parametrize("kind", sorted({detector.kind for detector in CATALOGUE}))
def test_a_placeholder_is_inert_under_the_name_of_a_secret(kind, around):
    hidden = around.format(placeholder(kind))
    for text in (f"password={hidden}", f"secret: {hidden}", f"id,token\n1,{hidden}\n"):
        assert REDACTOR.find(text) == []
    assert REDACTOR.find(hidden, "token") == []


def test_tokens_are_inert_under_the_name_of_a_secret():
    tokenizer = Tokenizer(b"k" * 32)
    hidden = [tokenizer.token("PASSWORD", str(number)) for number in range(400)]
    assert [one for one in hidden if REDACTOR.find(f"password: {one}")] == []
    assert [one for one in hidden if REDACTOR.find(one, "token")] == []


KINDS = sorted({detector.kind for detector in CATALOGUE} | {"DOCUMENT", "BUSINESS"})


@EACH
def test_a_detector_finds_nothing_in_the_placeholder_of_any_kind_beside_its_words(detector):
    for word in detector.cues.words if detector.cues else ("",):
        for kind in KINDS:
            for text in (f"{word} <{kind}{rest}> {word}" for rest in ("", "_2", "_**34")):
                assert list(detector.spans(text)) == [], text


def test_names_are_unique():
    names = [detector.name for detector in CATALOGUE]
    assert len(set(names)) == len(names)


@EACH
def test_says_who_documents_the_format_and_shows_what_it_finds_and_leaves(detector):
    assert detector.source
    assert detector.examples
    assert detector.counter_examples


@pytest.mark.parametrize(
    "detector",
    [detector for detector in CATALOGUE if detector.cues],
    ids=lambda detector: detector.name,
)
def test_a_detector_with_cues_shows_that_it_needs_them(detector):
    bare = replace(detector, cues=None)
    assert any(list(bare.spans(text)) for text in detector.counter_examples)


def test_the_strict_packs_have_every_detector_and_ask_for_fewer_words():
    strict = chosen(GROUPS, PACKS)
    assert [one.name for one in strict] == [one.name for one in CATALOGUE]
    for one, loose in zip(CATALOGUE, strict, strict=True):
        assert (loose.cues is None) == (one.cues is None or one.cues.bare_in_strict)


def test_the_default_pack_leaves_out_what_is_strict():
    assert chosen(GROUPS) == tuple(one for one in CATALOGUE if one.pack == "default")


def test_the_groups_are_personal_data_and_secrets():
    assert frozenset({"pii", "secrets"}) == GROUPS


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1111 1234",
        "4111111111111111 99 12",
        "pin 12 4111 1111 1111 1111",
        "card4111111111111111.",
    ],
)
def test_numbers_beside_a_card_do_not_hide_it(text):
    assert "1111" not in Redactor().redact(text).value


def test_a_local_part_longer_than_any_mailbox_does_not_hide_the_address():
    [match] = Redactor().find("a" * 100 + "@example.com")
    assert (match.start, match.end) == (36, 112)


def test_an_address_that_begins_inside_another_is_covered_too():
    assert Redactor().redact("a@b.co@c.com").value == "<EMAIL>"


def test_a_key_whose_end_is_out_of_reach_is_redacted_as_far_as_it_reads_as_one():
    text = "-----BEGIN PRIVATE KEY-----\n" + "QUJD" * 10_000
    [match] = Redactor().find(text)
    assert match.end > 32_768


def test_prose_between_two_keys_survives():
    header = "-----BEGIN PRIVATE KEY-----\nQUJD\n"
    key = header + "-----END PRIVATE KEY-----"
    assert Redactor().redact(f"{header}. (prose) {key}").value == (
        "<PRIVATE_KEY>\n. (prose) <PRIVATE_KEY>"
    )


@pytest.mark.parametrize("detector", [one for one in CATALOGUE if one.starts], ids=lambda x: x.name)
@given(st.data())
def test_where_candidates_may_start_leaves_out_nothing_that_a_search_finds(detector, data):
    parts = [text for text, _ in detector.examples] + ["@", '"', " ", ".", "a" * 70, "é", "12", "<"]
    text = "".join(data.draw(st.lists(st.sampled_from(parts), max_size=6)))
    start = data.draw(st.integers(0, len(text)))
    part = (start, data.draw(st.integers(start, len(text))), len(text))
    searched = replace(detector, starts=None)
    assert set(detector.spans(text, "", part)) == set(searched.spans(text, "", part))
