"""Finding personal data and secrets in values of any type, and replacing them.

    >>> from enforcecore_core.redaction import Redactor
    >>> redacted = Redactor().redact({"to": "jane@example.com", "note": ["call +14155552671"]})
    >>> redacted.value
    {'to': '<EMAIL>', 'note': ['call <PHONE>']}
    >>> dict(redacted.counts)
    {'EMAIL': 1, 'PHONE': 1}

What the catalogue holds. Group `pii`: email addresses, payment cards (issuer's prefix, grouping,
Luhn), IBANs (country's length, mod 97), US social security numbers (with separators), telephone
numbers in international form, IPv4 and IPv6 addresses. Group `secrets`: PEM private keys, AWS
access key ids, GitHub, OpenAI and Slack tokens, JSON web tokens, passwords in URLs. Each detector
says with examples what it finds and what it leaves (`enforcecore_core.redaction.detectors`).

What it does not hold. Names, postal addresses and dates of birth; numbers of other states;
telephone numbers in national form; social security numbers without separators; passwords and keys
that only the words around them give away.

How a value may be written. As it is; in characters that look like ASCII, with marks and characters
that nobody sees; backwards under a right-to-left override; in percent encoding, HTML entities and
escapes with a backslash; in base64 and hexadecimal; and in several of these. What is encoded more
deeply than that is refused.

Where the promise ends inside a value: the frames of a traceback, the closure of a default
factory, and attributes of exceptions that are foreign objects are not looked into. A value that
another thread changes during the call may change after it was looked at.
"""

from __future__ import annotations

from enforcecore_core.redaction.detectors import GROUPS
from enforcecore_core.redaction.inspection import Match, NotInspectable, Redacted
from enforcecore_core.redaction.redactor import Redactor
from enforcecore_core.redaction.replacement import ReplacementStyle, Tokenizer
from enforcecore_core.redaction.streaming import RedactedStream
from enforcecore_core.redaction.vault import Vault

__all__ = [
    "GROUPS",
    "Match",
    "NotInspectable",
    "Redacted",
    "RedactedStream",
    "Redactor",
    "ReplacementStyle",
    "Tokenizer",
    "Vault",
]
