import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcecore_core.redaction import check_digits

DIGITS = "0123456789"


def completed(body, check, alphabet=DIGITS):
    """The body with the one character behind it that makes it pass."""
    [right] = [char for char in alphabet if check(body + char)]
    return body + right


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (check_digits.luhn, "0"),
        (check_digits.luhn, "18"),
        (check_digits.luhn, "79927398713"),
        (check_digits.luhn, "4111111111111111"),
        (check_digits.verhoeff, "2363"),
        (check_digits.verhoeff, "123451"),
        (check_digits.mod_11_2, "07940"),
        (check_digits.mod_11_2, "079X"),
        (check_digits.mod_11_2, "11010519491231002X"),
        (check_digits.mod_11_10, "07945"),
        (check_digits.mod_11_10, "33392005961"),
        (check_digits.mod_97_10, "3214282912345698765432161182"),
    ],
)
def test_accepts_documented_examples(check, text):
    assert check(text)


@pytest.mark.parametrize(
    ("field", "digit"),
    [("L898902C3", 6), ("740812", 2), ("120415", 9), ("520727", 3), ("AB2134", 5)],
)
def test_the_check_digits_of_the_specimen_in_icao_9303(field, digit):
    assert check_digits.machine_readable(field) == digit


@pytest.mark.parametrize(
    ("check", "alphabet"),
    [
        (check_digits.luhn, DIGITS),
        (check_digits.verhoeff, DIGITS),
        (check_digits.mod_11_10, DIGITS),
        (check_digits.mod_11_2, DIGITS + "X"),
    ],
    ids=["luhn", "verhoeff", "mod_11_10", "mod_11_2"],
)
@given(body=st.text(DIGITS, min_size=1, max_size=18), data=st.data())
def test_one_changed_digit_is_noticed(check, alphabet, body, data):
    right = completed(body, check, alphabet)
    place = data.draw(st.integers(0, len(body) - 1))
    other = data.draw(st.sampled_from([digit for digit in DIGITS if digit != right[place]]))
    assert not check(right[:place] + other + right[place + 1 :])


@pytest.mark.parametrize("check", [check_digits.verhoeff], ids=["verhoeff"])
@given(body=st.text(DIGITS, min_size=2, max_size=18), data=st.data())
def test_two_digits_that_changed_places_are_noticed(check, body, data):
    right = completed(body, check)
    place = data.draw(st.integers(0, len(body) - 2))
    swapped = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    assert swapped == right or not check(swapped)


def test_weights_count_as_far_as_they_go():
    assert check_digits.weighted("1239", (1, 2, 3)) == 14


def test_of_a_product_of_two_digits_the_sum_counts():
    assert check_digits.dotted_sum("97", (2, 1)) == 9 + 7


@given(body=st.text(DIGITS, min_size=1, max_size=28), data=st.data())
def test_one_changed_digit_of_an_account_is_noticed(body, data):
    right = f"{body}{98 - int(body + '00') % 97:02d}"
    assert check_digits.mod_97_10(right)
    place = data.draw(st.integers(0, len(body) - 1))
    other = data.draw(st.sampled_from([digit for digit in DIGITS if digit != right[place]]))
    assert not check_digits.mod_97_10(right[:place] + other + right[place + 1 :])
