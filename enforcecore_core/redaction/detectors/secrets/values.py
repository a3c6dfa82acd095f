"""Telling a secret from what else is written behind a name: code, references, labels, counts."""

from __future__ import annotations

import re
import unicodedata

from enforcecore_core.redaction.foreign_names import UNSPACED
from enforcecore_core.redaction.names import Announced, words
from enforcecore_core.redaction.randomness import entropy, is_masked, is_mixed, reads_as_words

__all__ = ["is_label", "is_reference", "is_secret"]

# A value is judged by its beginning, so that many long candidates take no square of their size.
_JUDGED = 128
_FEW = 2
_SHORT = 8
_LONG = 16
_LONGEST_LABEL = 64
_ENTROPY_OF_NO_NAME = 4

_SPACE = re.compile(r"\s", re.ASCII)
_DIGIT = re.compile(r"[0-9]", re.ASCII)
_PUNCTUATION = re.compile(r"[^0-9A-Za-z_.:/\s-]", re.ASCII)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)
_HEX = re.compile(r"[0-9a-f]{16,128}", re.ASCII)
_WORDS = re.compile(r"[A-Za-z]+", re.ASCII)
_LETTER_OR_DIGIT = re.compile(r"[A-Za-z]|(?u:\d)", re.ASCII)
_UNSPACED = re.compile(f"[{UNSPACED}]")
_PASSWORDS = (Announced.PASSWORD, Announced.FOREIGN)

# A variable, a template, a command: `$X`, `${x}`, `$(x)`, `{{ x }}`, `%(x)s`, `[x]`, `!secret x`.
_REFERENCE = re.compile(
    r"\$\{|\$\((?:[a-z_]{2}|\s|\Z)|\{\{|\{%|%\(|%[sdv]\Z|%[A-Za-z_]{2,64}%\Z|#\{|@\{|!(?:Ref|Sub|secret|vault)\b"
    r"|\{[A-Za-z_.]{0,64}\}\Z|\[[A-Za-z _.-]{0,64}\]\Z|[*xX.#_-]{1,512}\Z",
    re.ASCII,
)
_VARIABLE = re.compile(r"\$(?P<name>[A-Za-z_]{1,64}[0-9]{0,2})(?:[/.:}\]]|\Z)", re.ASCII)
# Each part of a name begins with its own class of character, so that there is one way to read it.
_PART = (
    r"(?:[a-z_][a-z0-9_]{1,32}(?:[A-Z][a-z0-9_]{1,32}){0,8}|(?:[A-Z][a-z0-9_]{1,32}){1,8}"
    r"|[A-Z_][A-Z0-9_]{1,32})"
)
_CODE = re.compile(
    # A literal of several, or a name and then: a call, a subscript, a namespace, a lambda.
    r"[\[{](?:\Z|[A-Za-z_]{1,32}[\]:},])"
    rf"|(?:new |await |\*|&|!)?(?:{_PART}|[a-z](?=\.[a-z]|\[[0-9:-]))(?:(?:\.|->|::){_PART}){{0,8}}"
    r"(?:\((?:\)|\(|[A-Za-z_*&]\w{0,64}(?:[),.=(\[]|\Z)|[0-9]{1,6}\)|\Z)"
    r"|\[(?:-?[0-9]{0,4}(?::-?[0-9]{0,4})?\]|[A-Za-z_]\w{0,64}(?:\]|\Z)|\Z)"
    r"|\.\Z|\?\.|=>)"
    r"|[A-Za-z_]\w{0,63}(?:->|::)[A-Za-z_]|[A-Za-z_]\w{0,63}(?:\.[A-Za-z_]\w{0,63}){1,8}\(",
    re.ASCII,
)
_ATTRIBUTE = re.compile(
    r"(?:self|this|os|process|config|conf|cfg|settings|args|env|environ|request|req|res|ctx"
    r"|context|user|data|form|params|options|opts|props|state|app|secrets|vault|event|input|obj"
    r"|session|credentials|account|client|var|local|module|values|import)(?:\.|\?\.|\[)",
    re.ASCII | re.IGNORECASE,
)
_DOTTED = re.compile(r"[A-Za-z_]\w{0,63}(?:\.[A-Za-z_]\w{0,63}){1,8}", re.ASCII)
_LOCATION = re.compile(r"(?:[a-z][a-z0-9+.-]{1,16}://|arn:aws|[~.]{1,2}/|[A-Za-z]:\\)", re.ASCII)
_COORDINATES = re.compile(
    r"[A-Za-z][\w-]{1,64}-[0-9]{1,4}(?:\.[0-9]{1,4}){1,3}[\w.-]{0,32}", re.ASCII
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.Z+-]*)?", re.ASCII)
_VERSION = re.compile(r"[a-z]{0,12}-?v?[0-9]{1,4}(?:\.[0-9]{1,4}){1,3}[\w.+-]{0,32}", re.ASCII)

# What is written where a password would stand, in any case.
_LABELS = words(
    """
    aes any apikey argon2 base64 basic bcrypt bearer bool boolean bytes changeit changeme default
    digest
    disabled dummy empty enabled encrypted example expired fake false forgot hidden hide hmac int
    integer invalid jwt key masked md5 missing na name new nil no none null number object oauth off
    old on optional owner pass passphrase passwd password passwort placeholder plaintext protected
    pwd query redacted removed replace required reset revoked rsa sample secret sha1 sha256 sha512
    show str string tbd text todo token true undefined unknown unset user username valid value
    var yes your
    """
)
_PROMPTS = words(
    """
    cannot change characters click confirm enter forgot forgotten incorrect invalid minimum must
    needs password passwords please provide repeat required requires reset retype should your
    """
)


def is_secret(value: str, announced: Announced, *, code: bool = False, word: bool = True) -> bool:
    """Whether `value` can be what a name announced.

    Where `code` may stand, what reads as code is none. Where a `word` is mostly something
    else (the name of a variable, `is required`), letters alone are no password.
    """
    value = value[:_JUDGED]
    if not value or is_reference(value) or is_label(value) or _is_code(value, certain=not code):
        return False
    if announced is Announced.FOREIGN and _is_said(value):
        return False
    if _SPACE.search(value):
        return announced in _PASSWORDS and not _is_prompt(value)
    if announced in _PASSWORDS:
        return word or _is_no_plain_word(value)
    return _is_drawn(value, announced)


def is_reference(value: str) -> bool:
    """Whether it is a variable, a template or a mask, and not what they stand for."""
    if _REFERENCE.match(value) or value.count(value[0]) == len(value):
        return True
    variable = _VARIABLE.match(value)
    if variable is None:
        return False
    name = variable["name"]
    return name.isupper() or name.islower() or reads_as_words(name)


def _is_code(value: str, *, certain: bool) -> bool:
    """Whether it reads as code; when `certain`, as code that is no password either."""
    if certain:
        return bool(_ATTRIBUTE.match(value) and _DOTTED.fullmatch(value))
    return bool(_CODE.match(value) or _ATTRIBUTE.match(value) or _DOTTED.fullmatch(value))


def is_label(value: str) -> bool:
    """Whether it only says what would stand there (`string`, `your-api-key`, `CHANGE_ME`)."""
    if len(value) > _LONGEST_LABEL:
        return False
    if "".join(filter(str.isalnum, value)).lower() in _LABELS:
        return True
    found = [word.lower() for word in _WORDS.findall(value)]
    return bool(found) and not _DIGIT.search(value) and _LABELS.issuperset(found)


def _is_prompt(value: str) -> bool:
    return not _PROMPTS.isdisjoint(word.lower() for word in _WORDS.findall(value))


def _is_said(value: str) -> bool:
    """Whether words of a script other than the Latin one say something, as people would."""
    value = unicodedata.normalize("NFKC", value)
    own = sum(char.isalpha() for char in value if not char.isascii())
    if own == 0:
        return False
    if _SPACE.search(value) or not _LETTER_OR_DIGIT.search(value):
        return True
    return _UNSPACED.search(value) is not None and 2 * own >= len(value)


def _is_no_plain_word(value: str) -> bool:
    """Unquoted letters, of any alphabet, may be the name of a variable, and mostly are."""
    if value.isalpha():
        return False
    return _DIGIT.search(value) is not None or _PUNCTUATION.search(value) is not None


def _is_drawn(value: str, announced: Announced) -> bool:
    """Whether it looks drawn at random, as tokens and keys are."""
    if is_masked(value) or _is_location(value) or _DATE.fullmatch(value):
        return False
    if announced is Announced.KEY:
        return _is_drawn_key(value)
    if _UUID.fullmatch(value):
        return True
    digits = len(_DIGIT.findall(value))
    if digits:
        return _is_drawn_with_digits(value, digits)
    if len(_PUNCTUATION.findall(value)) >= _FEW:
        return len(value) >= _SHORT and is_mixed(value, 0.3)
    return len(value) >= _LONG and is_mixed(value, 0.35) and not reads_as_words(value, 3)


def _is_drawn_with_digits(value: str, digits: int) -> bool:
    if len(value) >= _LONG and digits * 4 >= len(value):
        return True
    if len(value) < _SHORT + _FEW or _is_version(value):
        return False
    if not is_mixed(value, 0.2):
        # In one case, with few digits, as base32 is: letters that nobody can say.
        is_in_one_case = value.isalnum() and (value.isupper() or value.islower())
        return is_in_one_case and len(value) >= _LONG and not reads_as_words(value)
    # `my-secret-2`, `sha256-rsa` have digits and are words.
    return not reads_as_words(value) or entropy(value) > _ENTROPY_OF_NO_NAME


def _is_drawn_key(value: str) -> bool:
    if len(value) < _LONG + 4 or _UUID.fullmatch(value) or _HEX.fullmatch(value):
        return False
    return _DIGIT.search(value) is not None and is_mixed(value, 0.3) and not reads_as_words(value)


def _is_version(value: str) -> bool:
    return bool(_VERSION.fullmatch(value) or _COORDINATES.fullmatch(value))


def _is_location(value: str) -> bool:
    return _LOCATION.match(value) is not None or (value[0] == "/" and reads_as_words(value))
