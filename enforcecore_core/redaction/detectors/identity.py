"""Numbers that states give to people."""

from __future__ import annotations

import re

from enforcecore_core.redaction.detectors.detector import Detector

__all__ = ["IDENTITY"]

US_SSN = Detector(
    name="us-ssn",
    kind="US_SSN",
    group="pii",
    family="identity",
    source="SSA POMS RM 10201.035",
    gate=r"[0-9]{3}[ -][0-9]{2}[ -][0-9]{4}",
    # Area 000, 666 and 9xx, group 00 and serial 0000 are never issued (SSA, POMS RM 10201.035).
    # Nine digits without separators, and a part of a longer row of numbers, are something else.
    pattern=re.compile(
        r"(?<![0-9])(?<![0-9][ -])(?!000|666|9)[0-9]{3}([ -])(?!00)[0-9]{2}\1(?!0000)[0-9]{4}"
        r"(?![0-9])(?![ -][0-9])",
        re.ASCII,
    ),
    examples=(
        ("ssn 123-45-6789.", "123-45-6789"),
        ("SSN: 123 45 6789", "123 45 6789"),
        ("id=078-05-1120;", "078-05-1120"),
    ),
    counter_examples=(
        "123456789",
        "000-12-3456",
        "666-12-3456",
        "912-12-3456",
        "123-00-4567",
        "123-45-0000",
        "123-45 6789",
        "1123-45-6789",
        "123-45-67890",
        "10 123 45 6789 20",
    ),
)

IDENTITY = (US_SSN,)
