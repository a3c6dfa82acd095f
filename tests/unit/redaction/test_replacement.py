import base64

import pytest

from enforcecore_core import ConfigurationError, NotInspectable, Redactor
from enforcecore_core.decision.redaction_rules import RedactionRules
from enforcecore_core.redaction import ReplacementStyle, Tokenizer, Vault

KEY = bytes(range(32))
TEXT = "ada@example.org, bob@example.org and ada@example.org"


def redactor(style, **kinds):
    rules = RedactionRules(style=style, styles=kinds)
    return Redactor(style=ReplacementStyle(rules, Tokenizer(KEY, "acme"), Vault(KEY, clock=float)))


def hidden(style, text, **kinds):
    return redactor(style, **kinds).redact(text).value


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("placeholder", "<EMAIL>, <EMAIL> and <EMAIL>"),
        ("numbered", "<EMAIL_1>, <EMAIL_2> and <EMAIL_1>"),
        ("mask", "<EMAIL_**rg>, <EMAIL_**rg> and <EMAIL_**rg>"),
        ("remove", ",  and "),
    ],
)
def test_each_style_puts_something_else_in_the_place_of_a_match(style, expected):
    assert hidden(style, TEXT) == expected


def test_numbers_go_on_through_all_texts_of_a_value():
    value = {"from": "ada@example.org", "to": ["bob@example.org", "ADA@example.org"]}
    assert redactor("numbered").redact(value).value == {
        "from": "<EMAIL_1>",
        "to": ["<EMAIL_2>", "<EMAIL_1>"],
    }


def test_a_short_value_leaves_nothing_behind_its_mask():
    assert hidden("mask", "a@b.co") == "<EMAIL_**>"


def test_a_mask_shows_no_letters_that_look_like_others():
    key = "AKIAIOSFODNN7EXAMP\u0406\u0415"
    assert hidden("mask", f"see {key} now") == "see <AWS_ACCESS_KEY_**> now"


def test_a_kind_may_have_a_style_of_its_own():
    text = "ada@example.org paid with 4111 1111 1111 1111"
    assert hidden("placeholder", text, CARD="mask") == "<EMAIL> paid with <CARD_**11>"


def test_a_match_that_may_not_pass_stops_everything_and_is_not_quoted():
    with pytest.raises(NotInspectable) as refusal:
        hidden("placeholder", "4111 1111 1111 1111", CARD="block")
    assert "CARD" in str(refusal.value)
    assert "4111" not in str(refusal.value)


def test_one_value_has_one_token_however_it_is_spelled():
    card = hidden("token", "4111 1111 1111 1111")
    assert card == hidden("token", "4111-1111-1111-1111") == hidden("token", "4111111111111111")
    assert card != hidden("token", "5500 0000 0000 0004")
    address = hidden("token", "ada@example.org")
    for spelled in (
        "ａｄａ＠example．org",
        "Ada@Example.org",
        "ada%40example.org",
        "аda@example.org",
    ):
        assert hidden("token", spelled) == address


@pytest.mark.parametrize("style", ["numbered", "token"])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("jane.doe@example.org", "janedoe@example.org"),
        ("a+b@example.org", "ab@example.org"),
        ("8.8.88.8", "88.8.8.8"),
        ("dob: 1/11/1990", "dob: 11/1/1990"),
        ("password='Abc-12345'", "password='abc12345'"),
        ("ftp://ada:Tulip9@a.example", "ftp://ada:tulip9@a.example"),
    ],
)
def test_values_that_differ_have_different_tokens_and_numbers(style, one, other):
    first, second = redactor(style).redact([one, other]).value
    assert first != one
    assert second != other
    assert first.split("<")[1] != second.split("<")[1]


def test_tokens_of_another_tenant_or_key_are_others():
    rules = RedactionRules(style="token")
    tokens = {
        Redactor(style=ReplacementStyle(rules, tokenizer)).redact("ada@example.org").value
        for tokenizer in (Tokenizer(KEY, "acme"), Tokenizer(KEY, "other"), Tokenizer(b"x" * 32))
    }
    assert len(tokens) == 3


@pytest.mark.parametrize("style", ["placeholder", "numbered", "mask", "token", "vault"])
@pytest.mark.parametrize("text", [TEXT, "4111 1111 1111 1111", "AKIAQ3EGR2XYZ7LMNOPQ"])
def test_what_stands_for_a_value_matches_nothing(style, text):
    once = redactor(style).redact(text)
    assert once.counts
    assert redactor(style).redact(once.value).value == once.value


@pytest.mark.parametrize("style", ["numbered", "mask", "token", "vault"])
@pytest.mark.parametrize("behind", ["219099999", "12345678", "1234567890"])
def test_no_word_in_what_stands_for_a_value_is_a_cue(style, behind):
    for value in ("912-90-3456", "X2482300W", "1-2345-45678-78-1"):
        result = hidden(style, f"{value} {behind}")
        assert result.endswith(f"> {behind}")
        assert hidden(style, result) == result


@pytest.mark.parametrize(
    "text",
    [
        "token='<CLOUDFLARE_KEY_emdialbhnnjacikfngpf>'",
        "password: <CARD_ggblcjcihchoihccipae>",
        "Authorization: Bearer <CARD_gmkkbilncngolepapjai>",
        '{"api_key": "<PASSWORD_fkdkejkoajoofebkcieo>"}',
    ],
)
def test_letters_of_a_token_that_read_like_base64_by_chance_are_no_secret(text):
    assert Redactor().find(text) == []


@pytest.mark.parametrize("encode", [base64.b64encode, base64.b32encode, bytes.hex])
def test_nothing_hides_in_what_looks_like_a_token(encode):
    encoded = encode(b"ada@example.org")
    text = encoded if isinstance(encoded, str) else encoded.decode().rstrip("=")
    for forged in (
        f"<{text}>",
        f"<{text}_abcdefghijklmnopabcd>",
        f"<X_abcdefghijklmnopabcd{text}>",
    ):
        assert Redactor().find(forged)


@pytest.mark.parametrize("style", ["token", "vault"])
def test_a_style_without_what_it_needs_is_a_fault_of_the_setup(style):
    with pytest.raises(ConfigurationError, match=r"ENFORCECORE_REDACTION_KEY|vault"):
        ReplacementStyle(RedactionRules(styles={"CARD": style}))


def test_names_in_records_are_hidden_by_kind_alone_whatever_the_style():
    for style in ("token", "vault", "block", "mask"):
        assert redactor(style).hide("ada@example.org") == "<EMAIL>"
