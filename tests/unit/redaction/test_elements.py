"""Selectors and descriptions name the fields that they are of."""

import time

import pytest

from enforcecore_core.redaction.elements import of_element, of_heading, of_phrase
from enforcecore_core.redaction.names import announced


@pytest.mark.parametrize(
    "text",
    [
        "password",
        "#password",
        "#user_password",
        "#passwordInput",
        "#password-field",
        "#password-field input",
        "#confirm-password:visible",
        "form#login > input#password.form-control",
        ".login .password-input",
        "input.password",
        "input[type=password]",
        "input[name='user[password]']",
        'input[name="password" i][placeholder="Your login"]',
        "input[autocomplete=current-password][required]",
        "[data-testid='login-password'] input",
        "//input[@id='password' and @type='text']",
        "//input[contains(@placeholder, 'Password')]",
        "//label[text()='Password']/following::input[1]",
        'internal:label="Password"i',
        "label=Password",
        "page.getByLabel('Password')",
        "getByRole('textbox', { name: 'Password' })",
        'textbox "Password" [ref=e12]',
        "Password field",
        "the password input field in the login form",
        "Password text box",
        "Login form password field",
        "textbox for the password",
        "text field labelled Password",
        "Password field below the email field",
    ],
)
def test_a_field_for_a_password_is_named(text):
    assert announced(of_element(text)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "#password-help",
        "#password + .error",
        "#password-error",
        ".password-strength-meter",
        ".forgot-password",
        ".forgot-password-link",
        "#show-password",
        "#showPassword",
        "[data-action='toggle-password']",
        "label[for=password]",
        "button#password",
        "a[href='#password']",
        "button[aria-label='Show password']",
        "[aria-label='Change password']",
        "#password-form input",
        ".password-reset input[name=email]",
        "[ref=e12]",
        "Email field below the password field",
        "Email input in the password reset form",
        "Show password button",
        "Forgot password link",
        "Reset password button",
        "Search box for passwords",
        "#password " + "x" * 512,
    ],
)
def test_what_is_no_field_for_one_is_not(text):
    assert announced(of_element(text)) is None


@pytest.mark.parametrize(
    "text", ["#ssn", "input[name=ssn]", "div " * 40 + "input[name=ssn]", "SSN field"]
)
def test_another_field_is_named_by_the_words_in_its_selector(text):
    assert "ssn" in of_element(text).lower()


def test_a_heading_may_be_that_of_something_to_do():
    assert of_heading("DB password") == "DB password"
    assert of_heading("reset_password_token") == "reset_password_token"
    assert of_heading("Reset your password") == ""
    assert of_heading("forgot-password") == ""


def test_a_phrase_may_say_that_it_names_a_field():
    assert announced(of_phrase("Password field")) is not None
    assert of_phrase("Colour field") == "Colour field"
    assert of_phrase("password_field") == "password_field"
    assert of_phrase("password of " + "x" * 64) == ""


@pytest.mark.parametrize("piece", ["[", "['", '["[', "(", "('(", "a[b=(", "#a>", '"', "x=[\"a'"])
def test_selectors_that_open_more_than_they_close_take_no_time(piece):
    text = (piece * 512)[:512]
    start = time.process_time()
    for _ in range(100):
        of_element(text)
    assert time.process_time() - start < 1
