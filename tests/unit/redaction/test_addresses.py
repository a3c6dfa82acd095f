import re

import pytest

from enforcecore_core.redaction.addresses import ADDRESS, with_addresses


def addresses(text, **kinds):
    entities = [
        (*found.span(), kind) for kind, words in kinds.items() for found in re.finditer(words, text)
    ]
    return [
        text[start:end] for start, end, kind in with_addresses(text, entities) if kind == ADDRESS
    ]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("69302 Lisa Glen, Oscarport, DC 31932", {"PERSON": "Lisa Glen", "LOCATION": "Oscarport"}),
        ("12 High Street, Leeds LS1 4AB", {"LOCATION": "High Street|Leeds"}),
        ("77834 Abigail Crest Suite 622, Ham, OK 48690", {"PERSON": "Abigail", "LOCATION": "Ham"}),
        ("4737 Wanda Apt. 222, Connieton", {"PERSON": "Wanda Apt", "LOCATION": "Connieton"}),
        ("Unter den Linden 77, 10117 Berlin", {"LOCATION": "Linden|Berlin"}),
        ("12 rue de Rivoli\n75001 Paris", {"LOCATION": "Rivoli|Paris"}),
    ],
)
def test_places_in_a_row_with_numbers_are_an_address(text, kinds):
    [address] = addresses(f"Ship it to {text} please", **kinds)
    assert address == text.removeprefix("Unter den ")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Paris 2024", {"LOCATION": "Paris"}),
        ("Paris and London", {"LOCATION": "Paris|London"}),
        ("12 people and 14 dogs came to Paris", {"LOCATION": "Paris"}),
        ("12 Ada, Bob", {"PERSON": "Ada|Bob"}),
        ("$12 Paris, London", {"LOCATION": "Paris|London"}),
    ],
    ids=["one-place", "no-number", "words-between", "no-place", "money"],
)
def test_what_is_less_is_none(text, kinds):
    assert addresses(text, **kinds) == []


def test_the_places_are_still_there_by_themselves():
    text = "12 High Street, Leeds"
    found = list(with_addresses(text, [(3, 14, "LOCATION"), (16, 21, "LOCATION")]))
    assert found == [(3, 14, "LOCATION"), (16, 21, "LOCATION"), (0, 21, ADDRESS)]


def test_an_address_reaches_across_no_placeholder():
    assert addresses("12 Elm <X> Leeds 12345", LOCATION="Elm|Leeds") == []


def test_what_stands_far_apart_is_no_row():
    far = "Paris, " + "x" * 60 + ", London 12345"
    assert addresses(far, LOCATION="Paris|London") == []


def test_without_places_there_is_nothing_to_add_up():
    assert list(with_addresses("12, 34 and 56", [])) == []
