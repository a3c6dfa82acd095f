import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcecore_core.redaction import names
from enforcecore_core.redaction.names import PASSWORDS, SECRETS, Announced, announced

WORDS = sorted(
    {word for held in vars(names).values() if isinstance(held, frozenset) for word in held}
)


@pytest.mark.parametrize(
    "name",
    [
        *("password", "DB_PASSWORD", "dbPassword", "user.passwd", "pwd", "rootpassword"),
        *("Passwort", "mot de passe", "motDePasse", "palavra-passe", "wifi.psk"),
    ],
)
def test_a_password_is_announced_in_any_spelling(name):
    assert announced(name) is Announced.PASSWORD


@pytest.mark.parametrize(
    "name",
    [
        *("token", "ACME_API_TOKEN", "authToken", "client_secret", "apikey", "API key", "apiKey"),
        *("s3_access_key", "S3_SECRET_KEY"),
        *("x-api-key", "secretAccessKey", "encryption_key", "PRIVATEKEY", "credentials.jwt"),
    ],
)
def test_a_secret_is_announced_in_any_spelling(name):
    assert announced(name) is Announced.SECRET


@pytest.mark.parametrize("name", ["key", "acme_key", "KEY_2", "S3_KEY"])
def test_a_key_may_be_one_of_a_lock_or_of_a_table(name):
    assert announced(name) is Announced.KEY


@pytest.mark.parametrize(
    "name",
    [
        *("password_policy", "passwordLength", "token_count", "tokenType", "secretName"),
        *("s3_key", "s3Key", "i18n_key", "aws_s3_key", "I18N_KEY"),
        *("UserSecretsId", "max_tokens", "cache_key", "primaryKey", "public_key", "kms_key_id"),
        *("nextToken", "next_page_token", "NextPageToken", "continuationToken", "pagetoken"),
        *("IdempotencyToken", "idempotency-token", "LockToken"),
        *("la passe", "passe"),
        *("monkey", "keyboard", "bypass", "compass", "author", "turkey", "name", ""),
    ],
)
def test_other_names_announce_nothing(name):
    assert announced(name) is None


def test_the_last_words_of_a_path_decide():
    assert announced("credentials.username") is None
    assert announced("user.credentials.password") is Announced.PASSWORD


@pytest.mark.parametrize("name", [*PASSWORDS, *SECRETS])
def test_each_word_of_the_gates_announces_something(name):
    assert announced(name) is not None


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), st.sampled_from(["_", "", " ", "-"])
)
def test_whatever_announces_something_holds_a_word_of_the_gates(words, joint):
    name = joint.join(words)
    if announced(name):
        assert any(word in name.lower() for word in (*PASSWORDS, *SECRETS))
