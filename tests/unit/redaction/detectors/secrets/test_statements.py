import json
import time

import pytest

from enforcecore_core.redaction import Redactor

REDACTOR = Redactor(["secrets"])


def found(text):
    return [text[match.start : match.end] for match in REDACTOR.find(text)]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO users (email, password) VALUES ('ada at host', 'swordfish')",
        "insert into users(email,password)values('ada at host','swordfish')",
        "REPLACE INTO `shop`.`users` (`email`, `password`) VALUES ('ada', 'swordfish')",
        "INSERT IGNORE INTO shop.users (password, email) VALUES ('swordfish', 'ada')",
        "INSERT OR REPLACE INTO [users] ([id], [password]) VALUES (1, N'swordfish');",
        'INSERT INTO "users" ("id", "password") VALUES (nextval(\'ids\'), \'swordfish\'::text)',
        "INSERT INTO users\n  (email,\n   password)\nVALUES\n  ('ada',\n   'swordfish')",
        'INSERT INTO users (at, password) VALUES (date_add(now(), 3), "swordfish")',
        "INSERT INTO пользователи (логин, пароль) VALUES ('ada', 'swordfish')",
    ],
)
def test_a_value_under_the_column_of_a_password_is_one(statement):
    assert found(statement) == ["swordfish"]
    assert found(json.dumps({"query": statement}, ensure_ascii=False)) == ["swordfish"]


@pytest.mark.parametrize(
    "values",
    [
        *("(%s, %s)", "(:a, :b)", "(?, ?)", "($1, $2)", "(1, NULL)", "('a', 12345)", "('a', '')"),
        *("('ada', md5('swordfish'))", "('$a', '$b')", "('{a}', '{b}')", "('swordfish')"),
        *(
            "('\" + a + \"', '\" + b + \"')",
            "('ada', ':b')",
            "('ada', 'changeme')",
            "('swordfish',",
        ),
        *(
            "('ada', '<PASSWORD>')",
            "('ada', 'tulip9-<EMAIL>')",
            "('ada', DEFAULT), ('bob', DEFAULT)",
        ),
    ],
)
def test_what_stands_for_a_value_is_none(values):
    assert found(f"INSERT INTO users (email, password) VALUES {values}") == []


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO users (email, password_hint) VALUES ('ada', 'swordfish')",
        "INSERT INTO users VALUES ('ada', 'swordfish')",
        "SELECT f(password) VALUES ('swordfish')",
        "for a in dict(password).values('swordfish'): pass",
        "INSERT INTO t (пароль) VALUES ('неверно')",
    ],
)
def test_without_the_name_of_a_column_a_value_is_none(text):
    assert found(text) == []


def test_a_token_under_its_column_has_to_look_drawn():
    assert found("INSERT INTO t (id, api_key) VALUES (1, '9f8Xq2LmW7vKpR4tZk3d')") == [
        "9f8Xq2LmW7vKpR4tZk3d"
    ]
    assert found("INSERT INTO t (key, value) VALUES ('theme', 'dark')") == []


def test_rows_are_read_as_far_as_a_stream_looks_back():
    rows = ", ".join(f"('ada{number}', 'Tulip{number}x')" for number in range(20))
    values = found(f"INSERT INTO users (name, password) VALUES {rows}")
    assert values == [f"Tulip{number}x" for number in range(len(values))]
    assert 8 <= len(values) < 12


@pytest.mark.parametrize("size", [3, 60])
def test_values_that_become_shorter_bring_no_other_row_into_reach(size):
    rows = ", ".join(f"('a{number}@example.org', '{'Tulip9x' * size}')" for number in range(30))
    once = Redactor().redact(f"INSERT INTO users (email, password) VALUES {rows}").value
    assert "'<EMAIL>', '<SECRET>'" in once
    assert Redactor().redact(once).value == once


@pytest.mark.parametrize(
    "trigger",
    [
        *(") values (", "values((", "insert ", "insert into t (password) values ('"),
        *("insert into t (password) values ('a1',", "insert into t (password) values (((a"),
        *("insert into t (pwd,pwd,pwd) values ('a1b2','a1b2','a1b2')", "insert into (a) values ("),
        *("insert into t (pwd) values ('''''", 'insert into t (pwd) values ("\\\\\\\\'),
    ],
)
@pytest.mark.parametrize("behind", ["", " ", "\n"])
def test_statements_over_and_over_take_time_in_their_number(trigger, behind):
    assert seconds((trigger + behind) * (100_000 // len(trigger + behind))) < 3


@pytest.mark.parametrize("filling", ["a", "''", "\\x", "(", "(a", "( ", " ", "1,"])
@pytest.mark.parametrize("opening", ["", "'", '"'])
def test_a_row_without_an_end_is_read_once(opening, filling):
    assert seconds(f"INSERT INTO t (password) VALUES ({opening}{filling * 20_000}") < 3


def seconds(text):
    before = time.process_time()
    REDACTOR.redact(text)
    return time.process_time() - before
