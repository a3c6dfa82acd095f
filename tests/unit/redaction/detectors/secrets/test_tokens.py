import re
import zlib

import pytest

from enforcecore_core.redaction.detectors.secrets import SECRETS
from enforcecore_core.redaction.detectors.secrets.code import HOSTS
from enforcecore_core.redaction.detectors.secrets.tokens import HEX, URL_SAFE, made_up, prefixed

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
TOKEN = prefixed("acme-token", ("acme_", "acmt_"), URL_SAFE, 24, "ACME")
EXACT = prefixed("acme-key", "AK", HEX, 32, "ACME", exact=True)


def test_the_catalogue_holds_the_formats_of_at_least_eighty_issuers():
    assert len({detector.source.partition(" doc")[0] for detector in SECRETS}) >= 80


def test_made_up_values_are_the_same_each_time_and_of_the_alphabet():
    assert made_up(URL_SAFE, 40) == made_up(URL_SAFE, 40)
    assert re.fullmatch("[0-9a-f]{64}", made_up("0-9a-f", 64))


def test_a_token_is_replaced_as_far_as_its_alphabet_goes():
    token = "acmt_" + made_up(URL_SAFE, 60)
    assert list(TOKEN.spans(f"x={token}.")) == [(2, 2 + len(token))]


@pytest.mark.parametrize("length", [200, 300, 1_000, 4_000])
@pytest.mark.parametrize(
    "prefix",
    ["acmt_", "ops_eyJ", "ya29.", "hvb.", "pypi-AgEIcHlwaS5vcmc", "sk-ant-api03-", "sl.u."],
)
def test_no_end_of_a_long_token_stays(prefix, length):
    token = prefix + made_up(URL_SAFE, length)
    detectors = [TOKEN, *SECRETS]
    spans = [span for detector in detectors for span in detector.spans(f"x={token}. y")]
    assert (2, 2 + len(token)) in spans


def test_a_token_of_exact_length_is_not_a_part_of_something_longer():
    value = made_up("0-9a-f", 33)
    assert list(EXACT.spans("AK" + value[:32])) == [(0, 34)]
    assert list(EXACT.spans("AK" + value)) == []


def test_a_token_begins_a_word():
    assert list(TOKEN.spans("pacme_" + made_up(URL_SAFE, 24))) == []


def test_a_github_token_with_a_right_checksum_was_issued_however_it_reads():
    github = HOSTS[0]
    random = "EXAMPLE" + "xxxxxx" + "a" * 17
    assert list(github.spans(f"ghp_{random}000000")) == []
    number, check = zlib.crc32(random.encode()), ""
    for _ in range(6):
        number, digit = divmod(number, 62)
        check = DIGITS[digit] + check
    assert list(github.spans(f"ghp_{random}{check}")) == [(0, 40)]


def test_each_prefix_of_a_token_is_found():
    many = prefixed("acme", tuple(f"ac{letter}-" for letter in "abcdef"), URL_SAFE, 24, "ACME")
    for letter in "abcdef":
        token = f"ac{letter}-" + made_up(URL_SAFE, 24)
        assert list(many.spans(token)) == [(0, len(token))]
