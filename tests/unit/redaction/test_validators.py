import base64

import pytest

from enforcecore_core.redaction import validators


def jose(text):
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("4111111111111111", 16),
        ("4111 1111 1111 1111 12", 19),
        ("6304 0000 0000 0000", 19),
        ("4111 1111 11111111", None),
        ("5018000000009", None),
        ("", None),
    ],
)
def test_card_length(text, length):
    assert validators.card_length(text) == length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("GB82WEST12345698765432", 22),
        ("GB82 WEST 1234 5698 7654 32 rest", 27),
        ("GB82WEST12345698765432X", None),
        ("GB82West12345698765432", None),
        ("GB82WEST1234", None),
        ("XX82WEST12345698765432", None),
        ("GB83WEST12345698765432", None),
        ("CR05015202001026284066", 22),
    ],
)
def test_iban_length(text, length):
    assert validators.iban_length(text) == length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("+14155552671", 12),
        ("+14155552671 2", 12),
        ("+141555526712", None),
        ("+1 055 555 2671", None),
        ("+358 9 1234567", 14),
        ("+2101234567", None),
        ("+44.2079460958", None),
    ],
)
def test_phone_length(text, length):
    assert validators.phone_length(text) == length


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1.2.3.4", True), ("1.2.3.256", False), ("1.2.3.04", False)],
)
def test_ipv4(text, expected):
    assert validators.is_ipv4(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2001:db8::1", True),
        ("::1", False),
        ("::", False),
        ("::2", False),
        ("a::b", False),
        ("1:2:3", False),
    ],
)
def test_ipv6(text, expected):
    assert validators.is_ipv6(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (jose('{"alg":"none"}'), True),
        (jose('{"typ":"JWT"}'), False),
        (jose('["alg"]'), False),
        (jose('{"alg"'), False),
        ("eyJ\x00", False),
    ],
)
def test_jose_header(text, expected):
    assert validators.is_jose_header(text) is expected


def test_a_header_nested_too_deep_to_read_counts_as_one():
    assert validators.is_jose_header(jose('{"a":' + "[" * 100_000))
