"""Private keys, as files hold them."""

from __future__ import annotations

import re

from enforcecore_core.redaction.detectors.detector import Detector, Span

__all__ = ["KEYS"]

_REACH = 32_768
_END = re.compile(r"-----END [A-Z0-9 ]{0,48}-----", re.ASCII)
_BODY = re.compile(r"(?:[A-Za-z0-9+/=\\,:\s]|-(?!----))*", re.ASCII)
_PUTTY_BODY = re.compile(
    r"(?:(?!Private-MAC)[A-Za-z0-9+/=\\\s])*(?:Private-MAC: [0-9a-f]{40,64})?", re.ASCII
)


def _private_key(found: re.Match[str]) -> Span | None:
    """From the BEGIN line to the END line; without one, all that reads as the key's body."""
    text, start, body = found.string, found.start(), found.end()
    limit = min(len(text), body + _REACH)
    end = text.find("-----", body, limit)
    if end >= 0 and text.startswith("-----END", end):
        line = _END.match(text, end)
        return start, (line.end() if line else end + len("-----END"))
    run = _BODY.match(text, body, limit)
    return start, body + len(run[0].rstrip() if run else "")


def _awaits_end(found: re.Match[str]) -> bool:
    text, body = found.string, found.end()
    return len(text) < body + _REACH and text.find("-----", body) < 0


def _putty_key(found: re.Match[str]) -> Span | None:
    run = _PUTTY_BODY.match(found.string, found.end(), found.end() + _REACH)
    return found.start(), (run.end() if run else found.end())


def _awaits_mac(found: re.Match[str]) -> bool:
    text, body = found.string, found.end()
    return len(text) < body + _REACH and text.find("-MAC: ", body) < 0


_PGP = "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQWGBG\n=8xQN\n-----END PGP PRIVATE KEY BLOCK-----"

PRIVATE_KEY = Detector(
    name="pem-private-key",
    kind="PRIVATE_KEY",
    group="secrets",
    family="secrets",
    source="RFC 7468; RFC 9580, section 6.2; OpenSSH PROTOCOL.key",
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
        (_PGP, _PGP),
        ("-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE.", "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE"),
        ("-----BEGIN EC PRIVATE KEY-----\nMHc \n", "-----BEGIN EC PRIVATE KEY-----\nMHc"),
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

PUTTY_KEY = Detector(
    name="putty-private-key",
    kind="PRIVATE_KEY",
    group="secrets",
    family="secrets",
    source="PuTTY User Manual, appendix C: PPK file format",
    gate=r"Private-Lines: [0-9]",
    pattern=re.compile(r"Private-Lines: [0-9]{1,4}(?:\\?[\r\n]|\\[rn]){1,4}", re.ASCII),
    confirm=_putty_key,
    is_open=_awaits_mac,
    examples=(
        (
            "Private-Lines: 1\nAAAAIEcrH==\nPrivate-MAC: " + "0a1b2c3d4e" * 4 + "\n",
            "Private-Lines: 1\nAAAAIEcrH==\nPrivate-MAC: " + "0a1b2c3d4e" * 4,
        ),
    ),
    counter_examples=("Public-Lines: 3\nAAAAB3NzaC1yc2E\n", "Private-Lines: many"),
)

KEYS = (PRIVATE_KEY, PUTTY_KEY)
