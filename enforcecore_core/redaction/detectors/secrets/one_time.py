"""Secrets from which codes for one time are made: whoever has one, makes all codes to come."""

from __future__ import annotations

import re

from enforcecore_core.redaction.detectors.detector import Detector
from enforcecore_core.redaction.detectors.named import Named

__all__ = ["ONE_TIME"]

_FACTOR = r"(?:[th]?otp|2fa|mfa|(?:two|multi)[ _-]?factor|authenticator)"
_NAMES = (
    rf"(?i:(?:{_FACTOR}(?:[ _-]?(?:auth|app|setup))?[ _-]?(?:secret|seed|key)(?:[ _-]?key)?|totp))"
)
# Base32, in groups of four as people type it.
_GROUPS = r"(?:[A-Z2-7]{4}[ -]){3,7}[A-Z2-7]{1,4}(?![0-9A-Za-z])|(?:[a-z2-7]{4}[ ]){3,7}[a-z2-7]{4}"
_SECRET = rf"(?P<secret>{_GROUPS}|[A-Z2-7]{{16,128}}={{0,6}}|[a-z2-7]{{16,128}})(?![0-9A-Za-z=])"

TOTP = Named(
    name="one-time-password-secret",
    kind="SECRET",
    group="secrets",
    family="secrets",
    source="RFC 6238, with the secret in base32 (RFC 4648)",
    gate=rf"{_NAMES}[^A-Za-z2-7<>]{{0,8}}(?:(?:is|ist|est|es)[^A-Za-z2-7<>]{{1,4}})?"
    r"(?:[A-Z2-7]{4}|[a-z2-7]{4})",
    pattern=re.compile(
        rf"(?<![0-9A-Za-z]){_NAMES}(?![A-Za-z])[^0-9A-Za-z<>]{{0,8}}"
        rf"(?:(?:is|ist|est|es)[^0-9A-Za-z<>]{{1,4}})?{_SECRET}",
        re.ASCII,
    ),
    confirm=lambda found: found.span("secret"),
    keys_gate=_NAMES,
    over=re.compile(rf"(?<![0-9A-Za-z]){_NAMES}(?![A-Za-z])[^A-Za-z]*\Z", re.ASCII),
    alone=re.compile(rf"\s{{0,8}}{_SECRET}\s{{0,8}}", re.ASCII),
    examples=(
        ("TOTP secret: MZXW6YTBOIQGEYL2", "MZXW6YTBOIQGEYL2"),
        ("your 2FA key is mzxw 6ytb oiqg eyl2", "mzxw 6ytb oiqg eyl2"),
        ('{"mfa_secret": "MZXWMYTBOIQGEYLZ"}', "MZXWMYTBOIQGEYLZ"),
        ("authenticator setup key MZXW 6YTB OIQG EYL2", "MZXW 6YTB OIQG EYL2"),
        ('{"totp": "MZXWMYTBOIQGEYLZ"}', "MZXWMYTBOIQGEYLZ"),
    ),
    counter_examples=(
        "TOTP secret: required",
        "the MFA key is stored in the vault",
        "totp_secret = get_secret(user)",
        "2FA KEY ROTATION POLICY",
    ),
)

OTPAUTH = Detector(
    name="one-time-password-url",
    kind="SECRET",
    group="secrets",
    family="secrets",
    source="Google Authenticator, key URI format",
    gate="otpauth://[a-z]",
    pattern=re.compile(
        r"otpauth://[a-z]{4}/(?:[^\s\"'<>]{0,256}?[?&])?secret=(?P<secret>[A-Za-z2-7]{8,128}={0,6})",
        re.ASCII,
    ),
    confirm=lambda found: found.span("secret"),
    is_certain=True,
    examples=(
        ("otpauth://totp/Shop:ada?secret=MZXW6YTBOIQGEYL2&issuer=Shop", "MZXW6YTBOIQGEYL2"),
        ("otpauth://hotp/ada?counter=1&secret=mzxw6ytb", "mzxw6ytb"),
    ),
    counter_examples=(
        "otpauth://totp/Shop:ada?secret=<SECRET>&issuer=Shop",
        "https://a.example/?secret=mzxwaytb",
    ),
)

ONE_TIME = (TOTP, OTPAUTH)
