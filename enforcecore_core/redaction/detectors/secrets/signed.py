"""JSON Web Tokens."""

from __future__ import annotations

import re

from enforcecore_core.redaction.detectors.detector import Detector, Span
from enforcecore_core.redaction.validators import is_jose_header

__all__ = ["SIGNED"]


def _token(found: re.Match[str]) -> Span | None:
    return found.span() if is_jose_header(found["header"]) else None


JWT = Detector(
    name="json-web-token",
    kind="JWT",
    group="secrets",
    family="secrets",
    source="RFC 7519",
    gate=r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]",
    pattern=re.compile(
        # The left boundary keeps one long run from being tried at each `eyJ` in it.
        r"(?:(?<![A-Za-z0-9_-])|(?<=[^A-Za-z0-9_-]_)|(?<=^_))(?P<header>eyJ[A-Za-z0-9_-]{8,4096})"
        r"\.[A-Za-z0-9_-]{1,65535}(?:\.[A-Za-z0-9_-]{0,65535}){0,3}",
        re.ASCII,
    ),
    confirm=_token,
    examples=(
        (
            "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl, next",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        ),
        ("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."),
        ("is _eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."),
    ),
    counter_examples=(
        "eyJhbGciOiJIUzI1NiJ9",
        "eyJmb28iOiJiYXIifQ.eyJzdWIiOiIxIn0.c2ln",
        "eyJub3QganNvbiBhdCBhbGw.e30.c2ln",
        "eyJh.b.c",
    ),
)

SIGNED = (JWT,)
