"""Payloads: the arguments and results of calls, beside the trail, erasable person by person.

A record holds a salted commitment to a payload and never a value of it. The payload itself is
encrypted with a key of its subject, and the salt with it: when the key is destroyed, nobody can
read the payload or test a guess against the record, and the trail stays whole.

    <trail>/payloads/<day>/<key id>    ciphertexts of one subject, one in a line
    <keys>/subjects/<pseudonym>        which key the subject has now
    <keys>/keys/<key id>.key           that key: 32 bytes
    <keys>/erasing/<key id>            an erasure that has begun
    <keys>/pseudonyms.key              what the pseudonyms are keyed with
"""

from enforcecore_core.audit.payloads.checking import PayloadCheck, check_payloads
from enforcecore_core.audit.payloads.encryption import PayloadInvalid
from enforcecore_core.audit.payloads.erasing import Erasure, complete_erasures, erase
from enforcecore_core.audit.payloads.store import (
    PayloadStore,
    existing_payloads,
    open_payloads,
    payload_days,
    place_of,
    remove_days_before,
)
from enforcecore_core.audit.payloads.subjects import SubjectKeys

__all__ = [
    "Erasure",
    "PayloadCheck",
    "PayloadInvalid",
    "PayloadStore",
    "SubjectKeys",
    "check_payloads",
    "complete_erasures",
    "erase",
    "existing_payloads",
    "open_payloads",
    "payload_days",
    "place_of",
    "remove_days_before",
]
