import time

import pytest

from enforcecore_core.redaction import Redactor

REDACTOR = Redactor(["secrets"])


def found(text):
    return [text[match.start : match.end] for match in REDACTOR.find(text)]


@pytest.mark.parametrize(
    "row",
    [
        *("| Password | Tulip9x |", "|password|Tulip9x|", "  | **Password:** | `Tulip9x` |"),
        *("| DB password         | Tulip9x                    |", "│ Password │ Tulip9x │"),
        *("┃ password ┃ Tulip9x ┃", "║ db_password ║ Tulip9x ║", "| `passwd` | Tulip9x |\r"),
        *("｜ Password ｜ Tulip9x ｜", "| Пароль | Tulip9x |", "| 密码 | Tulip9x |"),
        *(
            "| Mật khẩu | Tulip9x |",
            "| Password | Tulip9x |\n+---+---+",
            "│ pwd │ Tulip9x │\n└──┴──┘",
        ),
    ],
)
def test_a_value_beside_its_name_is_found(row):
    assert found(f"Your access:\n\n{row}\n") == ["Tulip9x"]


def test_each_row_of_a_table_is_read_alone():
    table = (
        "| Name | Value |\n|---|---|\n| db_host | tulip1 |\n| db_password | tulip2 |\n"
        "| api_token | 9f8Xq2LmW7vKpR4tZk3d |\n| db_user | tulip3 |\n"
    )
    assert found(table) == ["tulip2", "9f8Xq2LmW7vKpR4tZk3d"]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "| password | The password of the user |",
            "| password | string |",
            "| pwd | swordfish |",
        ),
        *("| password | `str1()` |", "| password | `Optional[str]` |", "| password | user.pass2 |"),
        *("| Passwords | 12345 |", "| password | 8-64 |", "| password | 2026-01-02 |"),
        *("| password | https://a.example/v1 |", "| password | [one](x1) |", "| token | 128000 |"),
        *("| password | a/login.py:12 |", "| password | 必须填写。 |", "| password | Required! |"),
        *("| Password | Value1 |\n|---|---|\n", "| Password | Value1 |\n| :-- | --: |\n"),
        *("│ Password │ Value1 │\n├──────┼─────┤\n", "| password | ${DB_PASSWORD1} |"),
        *("| ada | password | tulip9 |", "| password | tulip9 | yes |", "x | password | tulip9 |"),
        *("| password_hint | tulip9 |", "| user | tulip9 |", "| password | <PASSWORD> |"),
        *("int | password | tulip9", "| password | tulip9 and more |"),
    ],
)
def test_what_describes_a_password_or_is_a_row_of_something_else_is_none(text):
    assert found(text) == []


@pytest.mark.parametrize("trigger", ["| password | tulip9", "|pass|a1b2|", "|", "| pass ", "│"])
@pytest.mark.parametrize("behind", ["", " ", "\n"])
def test_cells_over_and_over_take_time_in_their_number(trigger, behind):
    text = (trigger + behind) * (100_000 // len(trigger + behind))
    before = time.process_time()
    REDACTOR.redact(text)
    assert time.process_time() - before < 3
