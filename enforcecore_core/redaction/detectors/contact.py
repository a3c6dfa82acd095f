"""Email addresses and telephone numbers."""

from __future__ import annotations

import re

from enforcecore_core.redaction.detectors.detector import Detector, Span
from enforcecore_core.redaction.validators import phone_length

__all__ = ["CONTACT"]

_LOCAL = r"[A-Za-z0-9._%+-]"

# `icon@2x.png` names a picture for a dense screen; none of these is a top-level domain.
_FILE_ENDINGS = frozenset({"css", "gif", "jpeg", "jpg", "js", "json", "png", "svg", "webp"})


def _address(found: re.Match[str]) -> Span | None:
    local, _, domain = found[0].partition("@")
    # `git@` is the account that every SSH clone address shares; it names nobody.
    if local == "git" or domain.rpartition(".")[2].lower() in _FILE_ENDINGS:
        return None
    return found.span()


def _phone(found: re.Match[str]) -> Span | None:
    length = phone_length(found[0])
    return None if length is None else (found.start(), found.start() + length)


EMAIL = Detector(
    name="email",
    kind="EMAIL",
    group="pii",
    family="contact",
    source="RFC 5321 and RFC 5322",
    gate=r"[A-Za-z0-9._%+-]@[A-Za-z0-9-]",
    pattern=re.compile(
        # A local part of more than 64 characters is still an address to whoever reads it.
        rf"(?:(?<!{_LOCAL}){_LOCAL}{{1,64}}|{_LOCAL}{{64}})"
        r"@(?:[A-Za-z0-9-]{1,63}\.){1,8}(?:xn--[A-Za-z0-9-]{2,59}|[A-Za-z]{2,24})",
        re.ASCII,
    ),
    confirm=_address,
    examples=(
        ("write to jane.doe+news@mail.example.com today", "jane.doe+news@mail.example.com"),
        ("mailto:JANE@EXAMPLE.ORG.", "JANE@EXAMPLE.ORG"),
        ("a@b.xn--p1ai", "a@b.xn--p1ai"),
    ),
    counter_examples=(
        "git clone git@github.com:org/repository.git",
        "icon@2x.png",
        "@app.route is a decorator",
        "package@1.2.3",
        "5 apples @ 3.50",
    ),
)

PHONE = Detector(
    name="phone-international",
    kind="PHONE",
    group="pii",
    family="contact",
    source="ITU-T E.164",
    gate=r"\+\(?[1-9]",
    pattern=re.compile(
        r"(?<![0-9A-Za-z+])\+\(?[1-9](?:[ ./()-]{0,2}[0-9]){6,14}(?![0-9])", re.ASCII
    ),
    confirm=_phone,
    examples=(
        ("call +1 (415) 555-2671 now", "+1 (415) 555-2671"),
        ("tel:+442079460958", "+442079460958"),
        ("+49 (0)30 901820", "+49 (0)30 901820"),
        ("+33 1 70 18 99 00,", "+33 1 70 18 99 00"),
        ("+1 415 555 2671 12 calls", "+1 415 555 2671"),
    ),
    counter_examples=(
        "x+12345678901",
        "+1.2345678901",
        "+1 115 555 2671",
        "+999 123456789",
        "2026-11-22T10:00:00+00:00",
        "+12 34",
    ),
)

CONTACT = (EMAIL, PHONE)
