"""Check digits: what makes a number of a format add up.

Every function takes the number without separators, letters in upper case.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from operator import mul

__all__ = [
    "dotted_sum",
    "luhn",
    "machine_readable",
    "mod_11_2",
    "mod_11_10",
    "mod_97_10",
    "verhoeff",
    "weighted",
]

_VALUES = {char: str(int(char, 36)) for char in string.digits + string.ascii_letters}
_DOUBLED = str.maketrans("0123456789", "0246813579")

# The dihedral group of order ten, and the permutation that is applied once more at each place
# (J. Verhoeff, Error Detecting Decimal Codes, 1969).
_PERMUTED = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def weighted(digits: str, weights: Sequence[int]) -> int:
    """The sum of the digits, each times its weight, as far as there are weights."""
    return sum(map(mul, map(int, digits), weights))


def dotted_sum(digits: str, weights: Sequence[int]) -> int:
    """As `weighted`, but of each product only the sum of its digits counts."""
    products = (int(digit) * weight for digit, weight in zip(digits, weights, strict=False))
    return sum(product // 10 + product % 10 for product in products)


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of ISO/IEC 7812-1, annex B."""
    doubled = digits[-2::-2].translate(_DOUBLED)
    return (sum(map(int, digits[::-2])) + sum(map(int, doubled))) % 10 == 0


def mod_11_2(text: str) -> bool:
    """Whether the last character, a digit or X for ten, is that of ISO/IEC 7064, MOD 11-2."""
    check = 0
    for char in text[:-1]:
        check = (check + int(char)) * 2 % 11
    return (check + (10 if text[-1] == "X" else int(text[-1]))) % 11 == 1


def mod_11_10(digits: str) -> bool:
    """Whether the last digit is that of ISO/IEC 7064, MOD 11,10."""
    check = 10
    for digit in digits[:-1]:
        check = ((check + int(digit)) % 10 or 10) * 2 % 11
    return (check + int(digits[-1])) % 10 == 1


def mod_97_10(text: str) -> bool:
    """Whether digits and letters (A is 10, Z is 35) are one modulo 97 (ISO/IEC 7064)."""
    return int("".join([_VALUES[char] for char in text])) % 97 == 1


def machine_readable(text: str) -> int:
    """The check digit of a field in a travel document (ICAO 9303, part 3, 4.9).

    Weights are 7, 3 and 1 in turn; A is 10, Z is 35.
    """
    return sum(int(char, 36) * (7, 3, 1)[place % 3] for place, char in enumerate(text)) % 10


def verhoeff(digits: str) -> bool:
    """Whether the last digit is the check digit of Verhoeff's dihedral code."""
    check = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        check = _PRODUCTS[check][_POWERS[place % 8][digit]]
    return check == 0


def _in_dihedral_group(left: int, right: int) -> int:
    """The product of two of the ten symmetries of a pentagon: five turns, then five flips."""
    turn = (left + right) % 5 if left < 5 else (left - right) % 5  # noqa: PLR2004 - turns
    return turn if (left < 5) == (right < 5) else turn + 5  # noqa: PLR2004 - turns


_PRODUCTS = [[_in_dihedral_group(left, right) for right in range(10)] for left in range(10)]
_POWERS = [[*range(10)]]
for _ in range(7):
    _POWERS.append([_PERMUTED[value] for value in _POWERS[-1]])
