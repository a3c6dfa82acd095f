"""Finding personal data and secrets in values of any type, and replacing them.

    >>> from enforcecore_core.redaction import Redactor
    >>> redacted = Redactor().redact({"to": "jane@example.com", "note": ["call +14155552671"]})
    >>> redacted.value
    {'to': '<EMAIL>', 'note': ['call <PHONE>']}
    >>> dict(redacted.counts)
    {'EMAIL': 1, 'PHONE': 1}

What the catalogue holds. Group `pii`: email addresses, telephone numbers, cards, accounts, wallets,
the numbers that more than fifty states give to people, documents, dates of birth, coordinates,
addresses of machines. Group `secrets`: keys, tokens and passwords. Each detector says with examples
what it finds and what it leaves (`enforcecore_core.redaction.detectors`); those with cues find it
near a word, or under a key or a column that bears one.

What it does not hold. Names and postal addresses, which a trained model finds with the pack `ner`
alone, as far as it does; numbers that lack the word they need; secrets
that neither their form nor a name gives away; a password of letters alone, without quotes, where
code may stand.

How a value may be written. As it is; in characters that look like ASCII, with marks and characters
that nobody sees; backwards under a right-to-left override; in percent encoding, HTML entities and
escapes with a backslash; in base64 and hexadecimal; and in several of these. What is encoded more
deeply than that is refused.

Where the promise ends inside a value: the frames of a traceback, the closure of a default
factory, and attributes of exceptions that are foreign objects are not looked into. A value that
another thread changes during the call may change after it was looked at.
"""

from __future__ import annotations

from enforcecore_core.redaction.byte_streaming import RedactedBytes
from enforcecore_core.redaction.detectors import GROUPS
from enforcecore_core.redaction.exceptions import silence_error
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
    "RedactedBytes",
    "RedactedStream",
    "Redactor",
    "ReplacementStyle",
    "Tokenizer",
    "Vault",
    "silence_error",
]
