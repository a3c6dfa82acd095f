import pytest

from enforcecore_core.redaction.quarantine import mixed_words


def found(text):
    return [text[start:end] for start, end in mixed_words(text)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("mail jоhn@example.com now", "jоhn@example.com"),
        ("token ghр_аbcdefghijklmnop", "ghр_аbcdefghijklmnop"),
        ("key=ѕk-lіve-0123456789abcdef", "ѕk-lіve-0123456789abcdef"),
        ("DE89𝟛7О4𝟜4", "DE89𝟛7О4𝟜4"),
        ("iban ৭𝟙2345", "৭𝟙2345"),
    ],
)
def test_a_word_that_mixes_alphabets_and_may_be_a_value_is_found(text, word):
    assert found(text) == [word]


@pytest.mark.parametrize(
    "text",
    [
        "plain words",
        "naïve café, Müller-Lüdenscheidt 1234567890",
        "Москва 2024 год, 1С:Предприятие 8.3",
        "в 2024г. и COVID-19-а",
        "Το email μου είναι εδώ",
        "sinα + cosβ",
        "Windows2000用のファイル",
        "iPhone15を買う",
        "𝐛𝐨𝐥𝐝 𝐬𝐭𝐚𝐭𝐞𝐦𝐞𝐧𝐭 𝟏𝟐𝟑𝟒",
        "रु १२३४५",
        "https://ru.wikipedia.org/wiki/Москва",
    ],
)
def test_words_of_languages_are_left(text):
    assert found(text) == []
