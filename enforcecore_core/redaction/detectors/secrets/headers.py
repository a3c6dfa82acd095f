"""Credentials in HTTP headers and cookies, and hashes of passwords."""

from __future__ import annotations

import base64
import binascii
import re

from enforcecore_core.redaction.detectors.detector import Detector, Span
from enforcecore_core.redaction.detectors.secrets.values import is_reference, is_secret
from enforcecore_core.redaction.names import Announced
from enforcecore_core.redaction.randomness import is_masked

__all__ = ["HEADERS"]

_SHORTEST_HEXADECIMAL = 32


def _credentials(found: re.Match[str]) -> Span | None:
    value, scheme = found["value"], (found["scheme"] or "").strip().lower()
    if scheme == "basic":
        return found.span("value") if _names_a_user(value) else None
    if is_reference(value) or not is_secret(value, Announced.SECRET):
        return None
    return found.span("value")


def _names_a_user(text: str) -> bool:
    """Whether it is the base64 of `user:password`."""
    try:
        return b":" in base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (ValueError, binascii.Error):
        return False


def _session(found: re.Match[str]) -> Span | None:
    value = found["value"]
    hexadecimal = len(value) >= _SHORTEST_HEXADECIMAL and value.isalnum() and not is_masked(value)
    drawn = hexadecimal or is_secret(value, Announced.KEY)
    return found.span("value") if drawn else None


AUTHORIZATION = Detector(
    name="authorization-header",
    kind="CREDENTIALS",
    group="secrets",
    family="secrets",
    source="RFC 9110, section 11.6.2; RFC 6750; RFC 7617",
    gate=r"(?i:authorization|bearer|basic)[\"'\]\\]{0,4}[ \t]{0,3}[:=,]?[ \t]{0,3}[\\\"'`]{0,4}"
    r"[0-9A-Za-z_.~+/=:%-]",
    pattern=re.compile(
        r"(?:(?i:authorization)[\"'\]\\]{0,4}[ \t]{0,3}[:=,][ \t]{0,3}\\{0,3}[\"'`]?"
        r"(?P<scheme>(?i:bearer|basic|token|apikey|api-key|ssws|oauth|bot|key|digest|aivenv1|flyv1"
        r"|splunk)[ ]{1,2})?"
        r"|(?<![0-9A-Za-z])(?i:bearer|basic)[ ]{1,2})"
        r"(?P<value>[0-9A-Za-z_.~+/=:%-]{8,4096})",
        re.ASCII,
    ),
    confirm=_credentials,
    is_certain=True,
    examples=(
        ("Authorization: Basic YWRhOmh1bnRlcjI=", "YWRhOmh1bnRlcjI="),
        ("Authorization: aivenv1 9f8Xq2LmW7vKpR4tZk3d", "9f8Xq2LmW7vKpR4tZk3d"),
        ('{"Authorization": "Bearer 9f8Xq2LmW7vKpR4tZk3d"}', "9f8Xq2LmW7vKpR4tZk3d"),
        (
            "-H 'Authorization: 4ea38b7b-f563-7709-4bae-87aea15c0d3e'",
            "4ea38b7b-f563-7709-4bae-87aea15c0d3e",
        ),
        ("use bearer 9f8Xq2LmW7vKpR4tZk3d today", "9f8Xq2LmW7vKpR4tZk3d"),
    ),
    counter_examples=(
        "Authorization: Bearer $TOKEN",
        'WWW-Authenticate: Basic realm="x"',
        "the bearer certificates",
        "authorization: required",
        "Authorization: Bearer your-access-token-1",
        "basic arithmetic",
    ),
)

COOKIE = Detector(
    name="session-cookie",
    kind="SESSION",
    group="secrets",
    family="secrets",
    source="RFC 6265, section 8.4; names that frameworks give to session cookies",
    gate=r"(?i:sess|connect\.sid|[^a-z]sid|_auth|remember)[0-9A-Za-z_.-]{0,20}[\"']?[=:]"
    # At the start of a text nothing stands before it.
    r"|(?i:sid)[\"']?[=:][ ]?[\"']?[0-9A-Za-z_.%+/=:~-]{20}",
    pattern=re.compile(
        r"(?i:phpsessid|jsessionid|aspsessionid[a-z]{0,8}|asp\.net_sessionid|sessionid|session_id"
        r"|_session|session|sessid|connect\.sid|(?<![a-z])sid|_auth|remember_[a-z]{2,8})"
        r"[\"']?[=:][ ]?[\"']?(?P<value>[0-9A-Za-z_.%+/=:~-]{20,4096})",
        re.ASCII,
    ),
    confirm=_session,
    is_certain=True,
    examples=(
        ("Cookie: theme=dark; sessionid=9f8Xq2LmW7vKpR4tZk3dYb6n; a=b", "9f8Xq2LmW7vKpR4tZk3dYb6n"),
        ("_gitlab_session=cb38d8de0a3f4b7e9c1d2f6a5e8b7c40;", "cb38d8de0a3f4b7e9c1d2f6a5e8b7c40"),
    ),
    counter_examples=(
        "session: 4ea38b7b-f563-7709-4bae-87aea15c0d3e",
        "sessionid=short",
        "session=the-name-of-the-session-store",
    ),
)

PASSWORD_HASH = Detector(
    name="password-hash",
    kind="PASSWORD_HASH",
    group="secrets",
    family="secrets",
    source="crypt(5); PHC string format; Apache HTTP Server documentation, password formats",
    gate=r"[$](?:2[abxy]|apr1|[1567y]|gy|argon2i?d?|scrypt|pbkdf2-?[a-z0-9]{0,8})[$]"
    r"|pbkdf2_sha[0-9]{1,3}[$]|\{S?SHA[0-9]{0,3}\}",
    pattern=re.compile(
        r"[$]2[abxy][$][0-9]{2}[$][./0-9A-Za-z]{53}"
        r"|[$](?:apr1|[1567y]|gy)[$](?:rounds=[0-9]{1,9}[$])?[./0-9A-Za-z]{1,32}[$]"
        r"(?:[./0-9A-Za-z]{1,32}[$])?[./0-9A-Za-z]{22,86}"
        r"|[$](?:argon2(?:id|i|d)|scrypt|pbkdf2-?[a-z0-9]{0,8})[$][0-9A-Za-z+/.,=$-]{24,255}"
        r"|pbkdf2_sha[0-9]{1,3}[$][0-9]{3,8}[$][0-9A-Za-z]{4,64}[$][0-9A-Za-z+/]{20,128}={0,2}"
        r"|\{S?SHA[0-9]{0,3}\}[0-9A-Za-z+/]{26,128}={0,2}",
        re.ASCII,
    ),
    is_certain=True,
    examples=(
        (
            "ada:$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
            "$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
        ),
        ("ada:$apr1$r31q7xkm$9f8Xq2LmW7vKpR4tZk3dY1", "$apr1$r31q7xkm$9f8Xq2LmW7vKpR4tZk3dY1"),
        (
            "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$9f8Xq2LmW7vKpR4tZk3dY1",
            "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$9f8Xq2LmW7vKpR4tZk3dY1",
        ),
        ("ada:{SHA}9f8Xq2LmW7vKpR4tZk3dY1Ab2c4=", "{SHA}9f8Xq2LmW7vKpR4tZk3dY1Ab2c4="),
    ),
    counter_examples=("$1 and $2", "$2y$10$short", "{SHA}short", "costs $5$ a piece"),
)

HEADERS = (AUTHORIZATION, COOKIE, PASSWORD_HASH)
