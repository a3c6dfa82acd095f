import pytest

from enforcecore_core.policy.scalars import Ambiguous, read_key, read_value


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("0", 0),
        ("-7", -7),
        ("5000", 5000),
        ("123456789012345678901234567890", 123456789012345678901234567890),
        ("0.5", 0.5),
        ("-12.25", -12.25),
        ("10s", "10s"),
        ("512KiB", "512KiB"),
        ("20/hour", "20/hour"),
        ("allow", "allow"),
        ("127.0.0.1", "127.0.0.1"),
        ("1.2.3", "1.2.3"),
        ("::1", "::1"),
        ("docs.example.com", "docs.example.com"),
        ("/srv/docs", "/srv/docs"),
        ("-", "-"),
        ("nothing", "nothing"),
        ("truely", "truely"),
        ("2024-01-01x", "2024-01-01x"),
    ],
)
def test_a_plain_word_that_all_readers_agree_on_has_a_value(word, value):
    assert (read_value(word), type(read_value(word))) == (value, type(value))


@pytest.mark.parametrize(
    "word",
    [
        *("yes", "Yes", "YES", "no", "No", "NO", "on", "On", "OFF", "off", "y", "N"),
        *("True", "TRUE", "False", "FALSE", "~", "Null", "NULL", "=", "<<"),
        *("017", "00", "0o17", "0x1F", "0b11", "1_000", "+5", "-0x1", "08"),
        *("1e3", "1.5e3", "1.5E+3", "1.", ".5", "+.5", "1_0.5", "01.5", "1.0e"),
        *(".inf", "-.inf", "+.INF", ".nan", ".NaN", "nan", "NaN", "inf", "-inf", "Infinity"),
        *("12:30", "1:30:00", "190:20:30.15", "-12:30"),
        *("2024-01-01", "2024-1-1", "2024-01-01T00:00:00Z", "2024-01-01 10:00"),
        "9" * 400,
        "9" * 400 + ".5",
    ],
)
def test_a_plain_word_that_readers_disagree_on_is_refused(word):
    with pytest.raises(Ambiguous):
        read_value(word)


@pytest.mark.parametrize("word", ["y", "n", "amount", "shell_*", "filter.owner", "a:b"])
def test_a_plain_key_is_a_text(word):
    assert read_key(word) == word


@pytest.mark.parametrize("word", ["true", "null", "5", "0.5", "on", "no", "2024-01-01", "017", "~"])
def test_a_plain_key_that_could_be_something_else_is_refused(word):
    with pytest.raises(Ambiguous):
        read_key(word)
