from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha1, sha256, sha512
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcecore_core import Redactor
from enforcecore_core.decision.redaction_rules import OwnDetector
from enforcecore_core.redaction.codes import (
    alike,
    form,
    has_codes,
    inside_code,
    without_codes,
    without_uuids,
)
from enforcecore_core.redaction.detectors import CATALOGUE

ID = "3f2b8c1e-9d47-4c1a-8e55-1f0a2b3c4d5e"
DIGEST = sha256(b"a").hexdigest()
CARD = "4111111111111111"

codes = st.one_of(
    st.uuids(allow_nil=False, version=4).map(str),
    st.uuids(version=1).map(str),
    st.builds(
        lambda data, function: function(data).hexdigest(),
        st.binary(),
        # A short one may have too few letters between its digits.
        st.sampled_from([sha256, sha512]),
    ),
    st.datetimes(
        datetime(1900, 1, 1),  # noqa: DTZ001 - with and without
        datetime(2100, 1, 1),  # noqa: DTZ001
        timezones=st.sampled_from([None, UTC, timezone(timedelta(hours=-3, minutes=30))]),
    ).map(datetime.isoformat),
)


@given(codes)
def test_an_id_a_digest_and_a_time_are_codes(code):
    assert has_codes(code)
    assert form(code) != ""
    assert form(form(code)) == form(code)
    assert without_codes(f"({code}) /{code}/ '{code}'") == without_codes(
        "({0}) /{0}/ '{0}'".format("." * len(code))
    )


@pytest.mark.parametrize(
    "text",
    [
        ID,
        "507f1f77bcf86cd799439011",
        DIGEST,
        DIGEST * 2,
        "1999-12-31T23:59",
        "1999-12-31T23:59:60Z",
        "2000-01-01T00:00:00.123456789-12:59",
        "2000-01-01T00:00:00,5+0130",
    ],
)
def test_a_code_is_as_long_as_its_form_has_it(text):
    assert form(text) != ""


@pytest.mark.parametrize(
    "text",
    [
        f"{ID[:-1]}",
        "507f1f77bcf86cd79943901",
        f"{DIGEST * 2}0a",
        "1999-12-31T23:60",
        "1999-12-31T30:00",
        "1999-12-31T23:59:70Z",
        f"{ID}a",
        f"x{ID}",
        f"key-{ID}",
        f"{DIGEST}-us12",
        f"{DIGEST}=",
        f"%{DIGEST}",
        DIGEST.upper(),
        "ad1200012030200359100100",
        "41111111111111114111111111111111",
        "deadbeefdeadbeefdeadbeef",
        "2026-11-22",
        "2026-11-22 10:00:00Z",
        "2026-11-22T10:00:00Z1",
        "2026-11-22T10:00:00.1234567890Z",
        "5551-11-22T10:00:00Z",
        # What encodes ASCII: no byte of it has the first bit that the variant has.
        str(UUID(bytes=CARD.encode())),
    ],
)
def test_nothing_else_is_a_code(text):
    assert form(text) == ""
    assert without_codes(f"{text} ") == f"{text} "


def test_codes_of_one_form_are_alike_but_for_their_edges():
    assert alike(f"a {ID} b") == "a 3fb2c3d4-e5f6-4a7b-8c9d-e1f2a3b4c55e b"
    digests = {alike(sha1(bytes([byte])).hexdigest())[2:-2] for byte in range(9)}
    assert len(digests) == 1
    assert not any(one.isdigit() for one in digests)


def test_a_time_is_like_every_other_of_its_precision():
    assert form("1999-12-31T23:59:59.5+02:00") == "2011-11-11T11:11:11.1+11:11"
    assert alike("[1999-12-31T23:59:59Z]") == "[1911-11-11T11:11:19Z]"


def test_only_ids_are_taken_out_as_ids():
    assert without_uuids(f"{ID} {DIGEST}") == f"{'.' * len(ID)} {DIGEST}"


def test_a_span_is_inside_a_code_that_covers_it():
    text = f"see {ID}, {DIGEST}"
    assert inside_code(text, (4, 40))
    assert inside_code(text, (4, 12))
    assert inside_code(text, (28, 40))
    assert inside_code(text, (42, 106))
    assert not inside_code(text, (0, 40))
    assert not inside_code(text, (0, 3))
    assert not inside_code(text, (3, 41))
    behind, before = f"{ID}:55", f"55:{ID}"
    assert inside_code(behind, (5, len(ID)))
    assert not inside_code(behind, (5, len(ID) + 3))
    assert not inside_code(before, (0, 12))
    assert inside_code("2026-11-22T10:30:00.25Z", (20, 22))
    assert not inside_code("x 25 2026-11-22T10:30:00.25Z", (2, 4))


@pytest.mark.parametrize(
    "text",
    [
        f"phone {ID}",
        "passport 12345678-1234-4123-8123-123456789012",
        "ssn 12345678-1234-1234-8123-219099999123",
        f"phone {DIGEST}",
        "bsn 2026-11-22T10:30:00.111222333Z",
        "phone 2026-11-22T10:30:00+0200",
    ],
)
def test_no_part_of_a_code_is_personal(text):
    assert Redactor().find(text) == []


def test_what_is_a_code_and_a_secret_by_its_name_is_found():
    redactor = Redactor()
    assert redactor.redact({"api_key": DIGEST}).counts
    assert redactor.redact({"password": ID}).counts
    assert redactor.redact(f"token={DIGEST}").counts
    assert redactor.redact(f"Authorization: Bearer {DIGEST}").counts
    assert not redactor.redact({"id": ID, "digest": DIGEST}).counts


def test_somebody_was_born_at_a_time():
    redactor = Redactor()
    assert redactor.redact({"dob": "1990-05-05T00:00:00Z"}).counts == {"DATE_OF_BIRTH": 1}
    assert redactor.redact("date of birth: 1990-05-05T00:00").counts == {"DATE_OF_BIRTH": 1}
    assert not redactor.redact({"created": "1990-05-05T00:00:00Z"}).counts


def test_a_text_in_hexadecimal_is_found_as_well_as_before():
    redactor = Redactor()
    address = b"jane.j.doe@example.com".hex()
    assert form(address) != ""
    assert redactor.redact({"id": address}).value == {"id": "<EMAIL>"}
    assert redactor.redact(f"see {address} there").counts == {"EMAIL": 1}


def test_own_formats_are_looked_for_in_codes():
    own = OwnDetector(name="batch", kind="BATCH", pattern="deadbeef12[0-9a-f]{54}", group="pii")
    code = f"deadbeef12{DIGEST[10:]}"
    assert Redactor(detectors=[own]).redact({"id": code}).counts == {"BATCH": 1}
    assert not Redactor().redact({"id": code}).counts


def test_a_word_in_a_code_counts_as_in_any_text():
    assert not Redactor().redact({"cc": ID}).counts
    random = Random(1)
    for _ in range(300):
        code = str(UUID(int=random.getrandbits(128), version=4))
        assert not Redactor().find(f"{code} 12-34-56 and {code}"), code


def test_no_personal_data_of_the_catalogue_has_the_form_of_a_code():
    for detector in CATALOGUE:
        for text, value in detector.examples:
            place = text.index(value)
            if detector.group == "pii" and detector.kind != "DATE_OF_BIRTH":
                assert not inside_code(text, (place, place + len(value))), detector.name
