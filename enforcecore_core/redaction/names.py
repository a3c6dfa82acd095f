"""Reading the name under which a value stands: does it announce a secret?"""

from __future__ import annotations

import re
from enum import Enum

from enforcecore_core.redaction.foreign_names import LETTERS, SPELLED, plain

__all__ = ["PASSWORDS", "SECRETS", "Announced", "announced", "words"]


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


PASSWORDS: tuple[str, ...] = (
    *("pass", "pwd", "pswd", "pw", "kennwort", "contrasena", "senha", "haslo", "wachtwoord"),
    *(
        "mdp",
        "parola",
        "salasana",
        "losenord",
        "adgangskode",
        "geslo",
        "heslo",
        "jelszo",
        "lozinka",
    ),
    *("passord", "psk", "sifre", "matkhau", "mat khau", "mat_khau"),
)
"""One of these is in every name that announces a password."""
SECRETS: tuple[str, ...] = ("secret", "token", "cred", "key", "bearer", "jwt")
"""One of these is in every other name that announces something."""


class Announced(Enum):
    """What a name says of its value, and so how much the value itself has to look like one."""

    PASSWORD = "password"  # noqa: S105 - the name of a class of names
    """People choose these: anything may be one."""
    FOREIGN = "foreign"
    """A password, by a name in a script in which other things are said in its place too."""
    SECRET = "secret"  # noqa: S105
    """Machines draw these at random."""
    KEY = "key"
    """It may be a key of a lock, or of a table."""


_PASSWORDS = words(
    """
    password passwords passwd passphrase passcode pass pwd pswd pw passwort kennwort contrasena
    senha haslo wachtwoord motdepasse mdp parola salasana losenord userpass dbpass mypass
    adgangskode adminpw dbpw geslo heslo jelszo lozinka matkhau passord psk rootpw sifre userpw
    storepass keypass
    """
)
_ENDS_OF_PASSWORDS = ("password", "passwd", "passphrase", "passwort", "pwd")
_SECRETS = words("secret token credential credentials cred creds bearer jwt passkey")
_ENDS_OF_SECRETS = ("secret", "secrete", "token", "apikey", "secretkey", "accesskey", "authkey")
# `nextPageToken` opens nothing: with it, a caller asks for what comes next. Nor does what tells
# one call from another.
_TOKENS_OF_CALLS = words(
    """
    continuation cursor delta next page pagination paging prev previous resume scroll skip sync
    idempotency lock
    """
)
# `mot de passe`, `palavra-passe`.
_OF_PASSE = (["de"], ["palavra"])
_KEYS_TO_LOCKS = words(
    """
    access account admin aes api app application auth authentication authorization aws azure
    client consumer cookie credential decryption developer encryption hmac integration jwt license
    master private provisioning root rsa secret security service session shared signing ssh storage
    subscription user webhook
    """
)
_KEYS_OF_TABLES = words(
    """
    alias arrow cache column composite config css dict foreign group hash hot i18n idempotency
    index issue item kms lookup map message object order partition primary project pub public query
    range redis registry row s3 sequence sort table translation tree unique
    """
)
# What stands behind the word and makes the name one of something else (`password_policy`).
_OF_SOMETHING_ELSE = words(
    """
    age alg algo algorithm alias allowed arn at attempts attribute audience auth board box
    budget button cache chain change changed char chars class code codes column config
    count counts created criteria date days description dialect dir directory
    disabled down email enabled encoder encoding endpoint env error errors event exists
    expiration expire expired expires expiry factory failed failure field fields file filename
    filepath flow form format found frame frames func function generated generator handle hasher
    hashers header help hint host id identifier ids in index info input invalid issuer kind
    label len length level lifetime limit limits link list location login manager map match max
    mesh meshing message meta method min mode model module msg name names namespace note number
    option options order page pair pairs param parameter params path pattern permission
    permissions placeholder policies policy position prefix press price prompt protected
    provider ref reference regex region rejected request required reset resource ring role
    rotation rule rules schema scope scopes selector server service set setting settings sha
    size source spec state status stdin store strength style suffix supported table template
    text time timeout timestamp title ttl type types updated uri url usage used user username
    users util utils valid validation validator var variable vault version visible warning
    decode encode endswith join split startswith strip substring trim with
    """
)

# `S3_KEY` often is that of an account, `s3_key` that of an object.
_PART = r"(?:s3|i18n|I18N|I18n)(?=_?[Kk]ey|_KEY)|[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+"
_PARTS = re.compile(_PART, re.ASCII)
_PARTS_IN_ANY_SCRIPT = re.compile(f"{_PART}|{SPELLED}(?![{LETTERS}])", re.ASCII)


def announced(name: str) -> Announced | None:
    """What `name` announces, or None. It may be in any case, and a path of several names.

    >>> announced("DB_PASSWORD"), announced("apiKey"), announced("token_count")
    (<Announced.PASSWORD: 'password'>, <Announced.SECRET: 'secret'>, None)
    """
    found = _PARTS if name.isascii() else _PARTS_IN_ANY_SCRIPT
    parts = [word.lower() for word in found.findall(plain(name))]
    for place in range(len(parts) - 1, -1, -1):
        word = parts[place]
        if _is_password(word, parts[place - 1 : place]):
            return Announced.PASSWORD if word.isascii() else Announced.FOREIGN
        if word in _SECRETS or word.endswith(_ENDS_OF_SECRETS):
            qualifiers = {*parts[place - 1 : place], word.removesuffix("token")}
            return None if qualifiers & _TOKENS_OF_CALLS else Announced.SECRET
        if word == "key" or word.endswith("key"):
            return _lock_or_table(parts[max(0, place - 2) : place], word)
        if word in _OF_SOMETHING_ELSE:
            return None
    return None


def _is_password(word: str, before: list[str]) -> bool:
    # Of words that are not in ASCII, there are no others.
    if word in _PASSWORDS or not word.isascii() or word.endswith(_ENDS_OF_PASSWORDS):
        return True
    return (word == "khau" and before == ["mat"]) or (word == "passe" and before in _OF_PASSE)


def _lock_or_table(before: list[str], word: str) -> Announced | None:
    """What a key is for, as the words before it say, or the front of its own (`privatekey`)."""
    qualifiers = {*before, word.removesuffix("key")}
    if qualifiers & _KEYS_OF_TABLES:
        return None
    if qualifiers & _KEYS_TO_LOCKS:
        return Announced.SECRET
    return Announced.KEY if word == "key" else None
