import time

import pytest

from enforcecore_core.redaction.detectors.secrets.values import is_label, is_reference, is_secret
from enforcecore_core.redaction.names import Announced

DRAWN = "9f8Xq2LmW7vKpR4tZk3d"


@pytest.mark.parametrize(
    "value",
    ["$PASSWORD", "$db_password2", "${x}", "$(cat x)", "{{ x }}", "%(x)s", "%s", "****", "[TOKEN]"],
)
def test_what_stands_for_a_value_is_a_reference(value):
    assert is_reference(value)


@pytest.mark.parametrize("value", ["$B8LGXjun", "$p*ZWkK9", "$(3G6+uQ", "%7hK2pQ", "--TXvo1Cf"])
def test_a_value_that_begins_like_a_reference_is_none(value):
    assert not is_reference(value)


def test_a_label_says_what_would_stand_there():
    assert is_label("CHANGE_ME") is is_label("your-token") is is_label("string") is True
    assert is_label("No!7573") is is_label("password123") is is_label(DRAWN) is False


@pytest.mark.parametrize(
    "value",
    [
        *("get_password(", "getPassword()", "hash(value)", "Field(default", "data[0]", "cfg["),
        *("self.password2", "os.environ", "Acme::SECRET2", "x->password2", "args.password"),
    ],
)
def test_code_is_no_password_where_code_may_stand(value):
    assert not is_secret(value, Announced.PASSWORD, code=True, word=False)


@pytest.mark.parametrize("value", ["B(V7z3Sr", "(mhb2iDh", "io5TWir(Q)", "a.b!c1", "x[Q7kp]z"])
def test_punctuation_makes_no_code(value):
    assert is_secret(value, Announced.PASSWORD, code=True, word=False)


def test_letters_alone_are_a_password_where_a_word_may_stand():
    assert is_secret("swordfish", Announced.PASSWORD)
    assert not is_secret("swordfish", Announced.PASSWORD, word=False)


def test_a_password_may_be_a_phrase_and_a_prompt_is_none():
    assert is_secret("correct horse battery", Announced.PASSWORD)
    assert not is_secret("Enter your password", Announced.PASSWORD)
    assert not is_secret("9f8Xq2LmW7v KpR4tZk3d", Announced.SECRET)


@pytest.mark.parametrize(
    "value",
    [
        *(DRAWN, "4ea38b7b-f563-7709-4bae-87aea15c0d3e", "cb38d8de0a3f4b7e9c1d2f6a5e8b7c40"),
        *("kJ8#mQ2$vL5!", "QdRxYbaOgIyBzVqZmXdPkEpoEr", "7842135906784213"),
    ],
)
def test_what_is_drawn_is_a_secret(value):
    assert is_secret(value, Announced.SECRET)


@pytest.mark.parametrize(
    "value",
    [
        *("bearer", "us-east-1", "v1.22.3-rc1", "jjwt-jackson-0.11.2", "2026-01-02", "128000"),
        *("https://a.example/9f8Xq2LmW7", "./secrets/token2", "/etc/acme/token2", "my-token-two"),
        *("xxxxxxxxxxxxxxxx1", "your-token-123456", "getAccessTokenForTheUser"),
    ],
)
def test_names_places_versions_and_masks_are_no_secrets(value):
    assert not is_secret(value, Announced.SECRET)


def test_identifiers_of_rows_are_no_keys():
    assert is_secret(DRAWN, Announced.KEY)
    assert not is_secret("4ea38b7b-f563-7709-4bae-87aea15c0d3e", Announced.KEY)
    assert not is_secret("cb38d8de0a3f4b7e9c1d2f6a5e8b7c40", Announced.KEY)


@pytest.mark.parametrize(
    "unit", ["a", "A", "aA", "a_", "a0", "a.", "a1.", "0", "0.", "$a", "a-", "(", "a::"]
)
@pytest.mark.parametrize("end", ["", "!", "("])
def test_judging_takes_no_time_to_speak_of(unit, end):
    value = unit * (128 // len(unit)) + end
    began = time.process_time()
    for what in Announced:
        is_secret(value, what, code=True)
    assert time.process_time() - began < 0.05
