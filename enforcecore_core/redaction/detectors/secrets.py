"""Keys, tokens and passwords."""

from __future__ import annotations

import re

from enforcecore_core.redaction.detectors.detector import Detector, Span
from enforcecore_core.redaction.validators import is_jose_header

__all__ = ["SECRETS"]

_KEY_REACH = 32_768
_KEY_END = re.compile(r"-----END [A-Z0-9 ]{0,48}-----", re.ASCII)
_KEY_BODY = re.compile(r"(?:[A-Za-z0-9+/=\\,:\s]|-(?!----))*", re.ASCII)
_DIGIT = re.compile(r"[0-9]", re.ASCII)


def _private_key(found: re.Match[str]) -> Span | None:
    """From the BEGIN line to the END line; without one, all that reads as the key's body."""
    text, start, body = found.string, found.start(), found.end()
    limit = min(len(text), body + _KEY_REACH)
    end = text.find("-----", body, limit)
    if end >= 0 and text.startswith("-----END", end):
        line = _KEY_END.match(text, end)
        return start, (line.end() if line else end + len("-----END"))
    run = _KEY_BODY.match(text, body, limit)
    return start, (run.end() if run else body)


def _awaits_end(found: re.Match[str]) -> bool:
    text, body = found.string, found.end()
    return len(text) < body + _KEY_REACH and text.find("-----", body) < 0


def _openai_key(found: re.Match[str]) -> Span | None:
    # `sk-proj-the-name-of-some-branch` is no key: a random one of that length has digits.
    return found.span() if _DIGIT.search(found[0]) else None


def _token(found: re.Match[str]) -> Span | None:
    return found.span() if is_jose_header(found["header"]) else None


PRIVATE_KEY = Detector(
    name="pem-private-key",
    kind="PRIVATE_KEY",
    group="secrets",
    family="secrets",
    source="RFC 7468",
    gate=r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY",
    pattern=re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----", re.ASCII),
    confirm=_private_key,
    is_open=_awaits_end,
    examples=(
        (
            "x -----BEGIN RSA PRIVATE KEY-----\nMIIB+/=\n-----END RSA PRIVATE KEY----- y",
            "-----BEGIN RSA PRIVATE KEY-----\nMIIB+/=\n-----END RSA PRIVATE KEY-----",
        ),
        (
            '-----BEGIN PRIVATE KEY-----\\nMIIEvQ\\n-----END PRIVATE KEY-----\\n"',
            "-----BEGIN PRIVATE KEY-----\\nMIIEvQ\\n-----END PRIVATE KEY-----",
        ),
        ("-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE.", "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE"),
        (
            "-----BEGIN PRIVATE KEY-----\nMII\n-----END",
            "-----BEGIN PRIVATE KEY-----\nMII\n-----END",
        ),
    ),
    counter_examples=(
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
        "-----BEGIN PUBLIC KEY-----",
        "BEGIN PRIVATE KEY",
    ),
)

AWS_ACCESS_KEY = Detector(
    name="aws-access-key-id",
    kind="AWS_ACCESS_KEY",
    group="secrets",
    family="secrets",
    source="AWS IAM: unique identifiers",
    gate=r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}",
    pattern=re.compile(r"(?<![A-Z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Z0-9])", re.ASCII),
    examples=(
        ("key=AKIAQ3EGR2XYZ7LMNOPQ;", "AKIAQ3EGR2XYZ7LMNOPQ"),
        ("ASIAQ3EGR2XYZ7LMNOPQ", "ASIAQ3EGR2XYZ7LMNOPQ"),
    ),
    counter_examples=("AKIAQ3EGR2XYZ7LMNOP", "AKIAQ3EGR2XYZ7LMNOPQR", "AROAQ3EGR2XYZ7LMNOPQ"),
)

_LETTERS = "a1B2c3D4e5F6g7H8i9J0"

GITHUB_TOKEN = Detector(
    name="github-token",
    kind="GITHUB_TOKEN",
    group="secrets",
    family="secrets",
    source="GitHub: token formats",
    gate=r"gh[opsur]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22}",
    pattern=re.compile(r"gh[opsur]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255}", re.ASCII),
    examples=(
        (f"token: ghp_{_LETTERS}{'x1' * 8} end", f"ghp_{_LETTERS}{'x1' * 8}"),
        (f"https://gho_{_LETTERS * 2}@github.com", f"gho_{_LETTERS * 2}"),
        (
            f"github_pat_{'11ABCDEFG0' * 2}aa_{_LETTERS * 3}",
            f"github_pat_{'11ABCDEFG0' * 2}aa_{_LETTERS * 3}",
        ),
    ),
    counter_examples=("ghp_short", "ghx_" + _LETTERS * 2, "github_pat_none"),
)

OPENAI_KEY = Detector(
    name="openai-key",
    kind="OPENAI_KEY",
    group="secrets",
    family="secrets",
    source="OpenAI: API keys",
    gate=r"sk-[A-Za-z0-9_-]{20}",
    pattern=re.compile(
        r"(?<![A-Za-z0-9])sk-(?:(?:proj|svcacct|admin|service|None)-[A-Za-z0-9_-]{20,255}"
        r"|[A-Za-z0-9]{32,255})",
        re.ASCII,
    ),
    confirm=_openai_key,
    examples=(
        (f"OPENAI_API_KEY=sk-{_LETTERS}T3BlbkFJ{_LETTERS}", f"sk-{_LETTERS}T3BlbkFJ{_LETTERS}"),
        (f"'sk-proj-{_LETTERS}_-{_LETTERS}'", f"sk-proj-{_LETTERS}_-{_LETTERS}"),
    ),
    counter_examples=(
        "task-" + _LETTERS * 2,
        "sk-proj-the-name-of-some-long-branch",
        "sk-learn",
    ),
)

SLACK_TOKEN = Detector(
    name="slack-token",
    kind="SLACK_TOKEN",
    group="secrets",
    family="secrets",
    source="Slack: token types",
    gate=r"xox[a-z]-[A-Za-z0-9-]{10}|xoxe\.xox|xapp-[0-9]-[A-Za-z0-9-]{10}",
    pattern=re.compile(
        r"(?:xoxe\.)?xox[a-z]-[A-Za-z0-9-]{10,255}|xapp-[0-9]-[A-Za-z0-9-]{10,255}", re.ASCII
    ),
    examples=(
        ("SLACK=xoxb-123456789012-abcdefABCDEF12 ok", "xoxb-123456789012-abcdefABCDEF12"),
        ("xapp-1-A0B1C2D3E4-1234567890-abcdef", "xapp-1-A0B1C2D3E4-1234567890-abcdef"),
        ("xoxe.xoxp-1-Mi0yLTEyMzQ1Njc4", "xoxe.xoxp-1-Mi0yLTEyMzQ1Njc4"),
    ),
    counter_examples=("xoxb-short", "foxb-123456789012", "xapp-one"),
)

JWT = Detector(
    name="json-web-token",
    kind="JWT",
    group="secrets",
    family="secrets",
    source="RFC 7519",
    gate=r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]",
    pattern=re.compile(
        # The left boundary keeps one long run from being tried at each `eyJ` in it.
        r"(?<![A-Za-z0-9_-])(?P<header>eyJ[A-Za-z0-9_-]{8,4096})"
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
    ),
    counter_examples=(
        "eyJhbGciOiJIUzI1NiJ9",
        "eyJmb28iOiJiYXIifQ.eyJzdWIiOiIxIn0.c2ln",
        "eyJub3QganNvbiBhdCBhbGw.e30.c2ln",
        "eyJh.b.c",
    ),
)

URL_PASSWORD = Detector(
    name="url-password",
    kind="URL_PASSWORD",
    group="secrets",
    family="secrets",
    source="RFC 3986, section 3.2.1",
    gate=r"://[^\t\n\v\f\r /]*:[^\t\n\v\f\r /]+@",
    pattern=re.compile(
        # A port with a query behind it (`host:80?to=a@b`) is no password.
        r"""://[^\s/:@"'<>`]{0,255}:(?![0-9]{1,5}[?#])(?P<password>[^\s/"'<>`]{1,1024})@""",
        re.ASCII,
    ),
    confirm=lambda found: found.span("password"),
    examples=(
        ("postgres://app:s3cr3t-Pw@db/main", "s3cr3t-Pw"),
        ("redis://:hunter2@cache:6379", "hunter2"),
        ("https://u:p@ss:w@host", "p@ss:w"),
    ),
    counter_examples=(
        "https://example.com:8080/@handle",
        "https://user@host:8080/",
        "http://host:80?to=a@b",
        "git://host/a:b@c",
    ),
)

SECRETS = (
    PRIVATE_KEY,
    AWS_ACCESS_KEY,
    GITHUB_TOKEN,
    OPENAI_KEY,
    SLACK_TOKEN,
    JWT,
    URL_PASSWORD,
)
