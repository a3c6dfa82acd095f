"""JSON Web Tokens, and signatures that open an address to whoever has it."""

from __future__ import annotations

import re

from enforcecore_core.redaction.detectors.detector import Detector, Span
from enforcecore_core.redaction.validators import is_jose_header

__all__ = ["SIGNED"]


_HEX = "fe5f80f77d5fa3be" * 4


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
    is_certain=True,
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

SIGNED_URL = Detector(
    name="signed-url",
    kind="URL_SIGNATURE",
    group="secrets",
    family="secrets",
    source="Amazon S3 and CloudFront, Google Cloud Storage documentation, signed URLs",
    gate=r"[?&-](?i:signature)=[0-9A-Za-z+/~_%-]",
    pattern=re.compile(
        r"(?:(?i:x-(?:amz|goog)-signature)=(?P<hex>[0-9A-Fa-f]{64,1024})"
        r"|[?&]Signature=(?P<value>[0-9A-Za-z+/~_%-]{27,1024}={0,2}))",
        re.ASCII,
    ),
    confirm=lambda found: found.span("hex" if found["hex"] else "value"),
    is_certain=True,
    examples=(
        (f"https://a.example/k?X-Amz-Date=x&X-Amz-Signature={_HEX}&a=b", _HEX),
        (
            "?Expires=1&Signature=vjbyPxybdZaNmGa%2ByT272YEAiv4%3D",
            "vjbyPxybdZaNmGa%2ByT272YEAiv4%3D",
        ),
    ),
    counter_examples=(
        "X-Amz-Signature=abc",
        "?Signature=none",
        "?Signature=-none",
        "signature=the-name-of-who-signed-it",
    ),
)

SIGNED = (JWT, SIGNED_URL)
