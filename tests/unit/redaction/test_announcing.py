"""Names over a text say what it is, or nothing."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from enforcecore_core.redaction import Redactor
from enforcecore_core.redaction.announcing import Announcing
from enforcecore_core.redaction.detectors import CATALOGUE
from enforcecore_core.redaction.views import APART

REDACTOR = Redactor()
ANNOUNCING = Announcing(CATALOGUE)
VALUES = [
    *("swordfish", "hunter2xQ", "9f8Xq2LmW7vKpR4tZk3d", "123", "4821", "ada:hunter2"),
    *("YWRhOmh1bnRlcjI=", "-pswordfish", "-Pswordfish", "/p:swordfish", "ada%hunter2"),
    "3f2b8c1e-9d47-4c1a-8e55-1f0a2b3c4d5e",
]
WORDS = [
    *("api", "auth", "author", "card", "code", "cvv", "count", "curl -u", "field", "key", "khau"),
    *("login -p", "mat", "mot de", "mysql -p", "next", "page", "passe", "password", "primary"),
    *("redis-cli -a", "secret", "security", "smbclient -U", "token", "user", "xfreerdp /p:"),
    *("пароль", "密码", "contraseña", "_"),
]


@pytest.mark.parametrize(
    "names",
    [
        *("password", "DB_PASSWORD", "user password", "apiToken", "key", "contraseña", "密码"),
        *("_auth", "cvv", "card security code", "mysql -p", "argv redis-cli -a", "curl -u"),
        *("author\npassword", "mot de passe"),
    ],
)
def test_names_announce_what_stands_under_them(names):
    assert ANNOUNCING.announce(names)
    assert ANNOUNCING.may_announce(names)


@pytest.mark.parametrize(
    "names",
    [
        *("", "author", "keyword", "keys", "max_tokens", "token_count", "primary_key", "passenger"),
        *("monkey", "compass", "password_reset", "next_token", "code", "passe", "author\nkeys"),
    ],
)
def test_other_names_announce_nothing(names):
    assert not ANNOUNCING.announce(names)


def test_of_names_over_several_texts_any_may_announce():
    assert ANNOUNCING.announce(f"author{APART}b")
    assert not ANNOUNCING.announce(f"a{APART}b")


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3), st.sampled_from(VALUES))
@example(["mot de", "passe"], "swordfish")
@example(["security", "code"], "123")
def test_no_name_announces_what_is_not_asked_for(words, value):
    """What is found under names, and not under others, they announce."""
    nested: object = value
    for word in reversed(words):
        nested = {word: nested}
    found = REDACTOR.redact(nested).findings
    keys = " ".join(words[-2:])
    part = (0, 0, len(value))
    named = [one for one in CATALOGUE if one.keys_gate and any(one.spans(value, keys, part))]
    assert bool(named) <= ANNOUNCING.announce(keys)
    assert bool(named) <= bool(found)
