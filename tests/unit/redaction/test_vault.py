from hypothesis import given
from hypothesis import strategies as st

from enforcecore_core.redaction import Vault

KEY = bytes(range(32))


class Hours:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_token_is_its_value_again_in_its_own_scope_alone():
    vault = Vault(KEY, clock=Hours())
    token = vault.keep("EMAIL", "ada@example.org", "one")
    assert vault.revealed(f"to {token}.", "one") == "to ada@example.org."
    assert vault.revealed(f"to {token}.", "two") == f"to {token}."


def test_values_come_back_at_any_depth_and_the_rest_is_the_same_object():
    vault = Vault(KEY, clock=Hours())
    token = vault.keep("EMAIL", "ada@example.org", "")
    rest = ["x"]
    revealed = vault.revealed({"to": [token, (token,)], "rest": rest}, "")
    assert revealed == {"to": ["ada@example.org", ("ada@example.org",)], "rest": ["x"]}
    assert revealed["rest"] is rest


def test_a_value_without_tokens_is_the_same_object():
    value = {"to": ["<EMAIL>", "<EMAIL_1>"]}
    assert Vault(KEY, clock=Hours()).revealed(value, "") is value


def test_what_nobody_can_look_into_is_left_alone():
    thing = object()
    assert Vault(KEY, clock=Hours()).revealed(thing, "") is thing


@given(st.text("abcdefghijklmnop", min_size=20, max_size=20))
def test_a_forged_token_stands_for_nothing(letters):
    vault = Vault(KEY, clock=Hours())
    vault.keep("EMAIL", "ada@example.org", "")
    assert vault.revealed(f"<EMAIL_{letters}>", "") == f"<EMAIL_{letters}>"


def test_a_token_of_another_vault_stands_for_nothing():
    token = Vault(b"x" * 32, clock=Hours()).keep("EMAIL", "ada@example.org", "")
    assert Vault(KEY, clock=Hours()).revealed(token, "") == token


def test_a_value_is_kept_for_a_time_from_when_it_was_last_seen():
    clock = Hours()
    vault = Vault(KEY, clock=clock, lifetime=10)
    token = vault.keep("EMAIL", "ada@example.org", "")
    clock.now = 8
    vault.keep("EMAIL", "ada@example.org", "")
    clock.now = 17
    assert vault.value_of(token, "") == "ada@example.org"
    clock.now = 19
    assert vault.value_of(token, "") is None


def test_a_full_vault_forgets_the_oldest():
    vault = Vault(KEY, clock=Hours(), most=2)
    tokens = [vault.keep("EMAIL", f"{name}@example.org", "") for name in "abc"]
    assert [vault.value_of(token, "") for token in tokens] == [
        None,
        "b@example.org",
        "c@example.org",
    ]
