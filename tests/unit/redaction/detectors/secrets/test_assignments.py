import base64
import json

import pytest

from enforcecore_core.redaction import Redactor
from enforcecore_core.redaction.detectors.secrets.assignments import PASSWORD, SECRET

REDACTOR = Redactor(["secrets"])
DRAWN = "9f8Xq2LmW7vKpR4tZk3d"


def found(text):
    return [text[match.start : match.end] for match in REDACTOR.find(text)]


@pytest.mark.parametrize(
    "line",
    [
        "acme_token = '{}'",
        'ACME_TOKEN="{}"',
        "ACME_TOKEN={}",
        "acmeToken := `{}`",
        "acmeToken: {}",
        '"acme_token": "{}",',
        "'acmeToken' => '{}'",
        'var acmeToken string = "{}"',
        'let acme_token: &str = "{}";',
        'System.setProperty("ACME_TOKEN", "{}")',
        'std::string secret("{}");',
        "https://a.example/x?acme_token={}&page=2",
        "<acme_token>{}</acme_token>",
        '<add key="acmeToken" value="{}" />',
        "run --acme-token {} --quiet",
        'if (acme_token == "{}") {{',
        'if ("{}" == acme_token) {{',
        '{{"body": "{{\\"acme_token\\": \\"{}\\"}}"}}',
        "my acme token is {}. Thanks",
        "export ACME_TOKEN={}; run",
    ],
)
def test_a_secret_is_found_in_any_notation_and_nothing_beside_it(line):
    assert found(line.format(DRAWN)) == [DRAWN]


@pytest.mark.parametrize(
    "line",
    [
        "token = settings.token2",
        "token = os.environ['TOKEN2']",
        "token = await fetch_token2()",
        "token: Optional[str] = None",
        "token = ${TOKEN_2}",
        "token = {{ vault.token_2 }}",
        "token = %(token)s",
        "token = $(cat /run/secrets/token2)",
        "token = <your token 2>",
        "token: https://a.example/token2",
        "token: ./secrets/token2.txt",
        "token: 2026-01-02T03:04:05Z",
        "token: v1.20.3-rc1",
        "token: 128000",
        "token = [REDACTED]",
        "password: List[str] = []",
        "passwords: dict[str, str]",
        "def f(url: str, safe_passwords: Collection[str])",
        "password = auth[2]",
        "password = lines[-1]",
        "password = a[0:4]",
        'password = s.split(":", 1)',
        "password = str(1)",
        "private_key = RSA4096PrivateKey.generate()",
        "password = Pair((x, 1))",
    ],
)
def test_code_references_places_and_counts_are_no_secrets(line):
    assert found(line) == []


def test_every_password_in_quotes_is_one_unless_it_is_a_label():
    assert found('password = "swordfish"') == ["swordfish"]
    assert found('password = "required"') == []


def test_a_password_may_hold_any_punctuation():
    assert found("password='a,b;c&d$e{f}1'") == ["a,b;c&d$e{f}1"]
    assert found("password=p,w;1&x$2 next") == ["p,w;1&x$2"]


@pytest.mark.parametrize("blanks", [" " * 20, "\t" * 5])
def test_a_value_is_found_behind_a_sign_that_stands_far_from_its_name(blanks):
    assert found(f'password{blanks}= "tulip nine"') == ["tulip nine"]
    assert found(f"db.password{blanks}={blanks[:12]}Tulip9x") == ["Tulip9x"]
    assert found(f"api_key:{blanks[:12]}{DRAWN}") == [DRAWN]


@pytest.mark.parametrize(
    "text",
    [
        "**Password:** {}",
        "**Password**: `{}`",
        "Your new password is:\n\n    {}\n\nBye",
        "Password:\r\n{}",
    ],
)
def test_a_password_is_found_as_letters_and_notes_show_it(text):
    assert found(text.replace("{}", "Tulip9x")) == ["Tulip9x"]


@pytest.mark.parametrize(
    "text", ["password:\n  min8: 1", "Password:\nAt least 8", "password:\n  required\n"]
)
def test_a_line_that_says_something_else_is_no_password(text):
    assert found(text) == []


@pytest.mark.parametrize("password", ["Xk9m<Q2zT>7rL4", 'Xk9mQ2"zT7rL4', "Xk9m'Q2z", "Xk9m<Q2`zT7"])
def test_quotes_and_brackets_inside_a_bare_password_do_not_end_it(password):
    assert found(f"password={password} next") == [password]


@pytest.mark.parametrize("behind", ["</td>", "<br>", "<EMAIL>", "<CARD_**11>", '"}', "' "])
def test_a_tag_a_placeholder_or_a_closing_quote_ends_a_bare_password(behind):
    assert found(f"password=Tulip9x{behind}x") == ["Tulip9x"]


def test_a_quote_inside_a_password_does_not_end_it_however_often_it_is_encoded():
    text = json.dumps({"body": json.dumps({"password": 'Xk9mQ2"zT7rL4', "user": "ada"})})
    assert REDACTOR.redact(text).value == text.replace('Xk9mQ2\\\\\\"zT7rL4', "<PASSWORD>")


@pytest.mark.parametrize("name", ["password_confirmation", "rootpw", "heslo", "DB_PASSORD"])
def test_passwords_have_many_names(name):
    assert found(f"{name}: 'tulip nine'") == ["tulip nine"]


def test_a_separator_ends_a_bare_value_where_another_name_follows():
    assert found("Server=db;Password=hunter2;Encrypt=true") == ["hunter2"]
    assert found("{password:hunter2,user:ada}") == ["hunter2"]


def test_a_literal_is_replaced_to_its_end_across_angle_brackets():
    assert found('password = "hunter2<b>more" # x') == ["hunter2<b>more"]


def test_a_long_value_is_replaced_to_its_end():
    value = DRAWN * 200
    assert found(f"token={value} x") == [value]


def test_names_under_which_a_text_stands_announce_it():
    assert list(PASSWORD.spans(" swordfish\n", "db.password")) == [(1, 10)]
    assert list(SECRET.spans(DRAWN, "ACME_TOKEN")) == [(0, len(DRAWN))]
    assert list(SECRET.spans("bearer", "token_type")) == []
    assert list(PASSWORD.spans("swordfish", "")) == []


def test_a_placeholder_under_such_a_name_is_inert():
    assert list(PASSWORD.spans("<PASSWORD>", "password")) == []
    assert REDACTOR.redact({"password": "<PASSWORD_2>"}).value == {"password": "<PASSWORD_2>"}


def test_what_stands_under_a_name_is_replaced_in_a_mapping():
    value = {"db": {"password": "swordfish"}, "api_key": [DRAWN], "token_type": "bearer"}
    assert REDACTOR.redact(value).value == {
        "db": {"password": "<PASSWORD>"},
        "api_key": ["<SECRET>"],
        "token_type": "bearer",
    }


def test_a_text_that_holds_a_placeholder_is_judged_by_the_rest():
    assert list(PASSWORD.spans("<EMAIL> x9!k", "password")) == [(0, 12)]


def test_the_header_of_a_column_announces_its_cells():
    assert found("id,api_key,note\n7,9f8Xq2LmW7vKpR4tZk3d,quiet\n") == [DRAWN]
    assert found('id;passwd\r\n7;"sword;fish"\r\n8;swordfish\r\n') == ["sword;fish", "swordfish"]
    assert found("id,token_type,note\n7,9f8Xq2LmW7vKpR4tZk3d,quiet\n") == []


def test_a_piece_of_an_encoded_text_announces_nothing():
    soup = "fcif+nhdpO0zN8YIp28dhzxDDz8u6lvXVWI0b8m7ehPw/"
    assert list(PASSWORD.spans("swordfish", soup)) == []
    assert list(PASSWORD.spans("swordfish", "mySuperLongProductionPassword")) == [(0, 9)]


def test_one_secret_hides_no_other_behind_it():
    text = f"a_token={DRAWN} b_token={DRAWN[::-1]}"
    assert [text[begin:end] for begin, end in SECRET.spans(text)] == [DRAWN, DRAWN[::-1]]


@pytest.mark.parametrize(
    "text",
    [
        '{"required": ["username", "password", "email"]}',
        '{"required":["username","password"],"limit":10}',
        'fields = ("username", "password", "created_at")',
        "['password', 'role_id']",
        'SELECT "password", "role" FROM users',
        "SELECT `password`, `role` FROM users",
        'INSERT INTO users ("name", "password", "role") VALUES (?, ?, ?)',
        'parser.add_argument("--password", "-p", help="a word")',
        "{'type': 'password', 'id': 'login2'}",
        'expect(page.get_by_label("Password")).to_be_visible()',
        'find(By.NAME, "password").get_attribute("login2")',
        '{"password": ["required", "min:8"]}',
        '{"password": ["This field is required."]}',
        '{\\"required\\":[\\"user\\",\\"password\\",\\"email\\"]}',
    ],
)
def test_a_name_that_stands_behind_another_is_no_password(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        'login("password", "{}")',
        'page.fill("#password", "{}")',
        "page.fill('input[name=\"password\"]', '{}')",
        'page.get_by_label("Password").fill("{}")',
        'find(By.NAME, "password").send_keys("{}")',
        'byId("password").value = "{}"',
        '["mysql", "--password", "{}", "-h", "db"]',
        'login(\\"password\\", \\"{}\\")',
    ],
)
def test_a_word_is_a_password_where_a_call_or_a_command_says_so(text):
    assert found(text.replace("{}", "swordfish")) == ["swordfish"]


@pytest.mark.parametrize(
    "text", ['("password", "{}")', '{"password": ["{}"]}', '["ada", "password", "{}"]']
)
def test_in_a_list_a_password_is_what_reads_as_no_name(text):
    assert found(text.replace("{}", "hunter2")) == ["hunter2"]
    assert found(text.replace("{}", "too_short")) == []


def test_what_looks_drawn_is_a_password_anywhere_in_a_list():
    assert found('["ada", "password", "Tr0ub4dor&3", "admin"]') == ["Tr0ub4dor&3"]


def test_of_many_names_in_one_run_what_follows_is_taken_for_a_secret():
    names = "token=a1" * 12
    assert REDACTOR.redact(f"x {names} y").value == f"x {names} y"
    assert REDACTOR.redact(f"x {names * 3} y").value == f"x {names}token=<SECRET> y"


@pytest.mark.parametrize(
    "text",
    ["mot de passe : {}", "mon mot de passe est {}.", 'ssid="home"\npsk="{}"', "palavra-passe: {}"],
)
def test_passwords_have_names_of_several_words_and_of_networks(text):
    assert found(text.format("Tournesol7")) == ["Tournesol7"]


def test_the_token_of_the_next_page_is_no_secret():
    text = '{"nextToken": "eyJvZmZzZXQiOjEwMH0=", "token": "eyJvZmZzZXQiOjEwMH0="}'
    assert len(found(text)) == 1
    assert REDACTOR.redact({"nextToken": "eyJvZmZzZXQiOjEwMH0="}).counts == {}


def test_the_line_above_names_nothing_that_is_encoded_in_the_next():
    encoded = [
        base64.b64encode(text).decode() for text in (b"swordfish9", b"-----BEGIN CERTIFICATE-----")
    ]
    assert found("password: {}\ntls.crt: {}\n".format(*encoded)) == [encoded[0]]
    assert found(f"password: |\n  {encoded[0]}\n") == [encoded[0]]


@pytest.mark.parametrize(
    "before",
    [
        *("export ", "a; ", "A=1 ", "env ", "-e ", "--env=", "--env '", "--set auth.", "-var '"),
        *("--build-arg ", "vault kv put secret/db ", "host=db user=ada ", "-Dspring.", "$ X=1 "),
    ],
)
def test_a_word_is_a_password_where_no_code_stands(before):
    name = "DB_PASSWORD" if before in {"a; ", "A=1 ", "$ X=1 "} else "db_password"
    end = "'" if "'" in before else " x"
    text = f"run {before}{name}=swordfish{end}"
    assert REDACTOR.redact(text).value == f"run {before}{name}=<PASSWORD>{end}"


@pytest.mark.parametrize(
    "text",
    [
        "connect(user=user, password=secretbox)",
        "connect(user, db_password=word)",
        "x = f(a=1, password=word)",
        "if db_password==word: pass",
        "user.password=word",
        "(password=word)",
        "the db_password=word is set",
    ],
)
def test_a_word_is_none_where_code_may_stand(text):
    assert REDACTOR.redact(text).value is text


@pytest.mark.parametrize(
    ("text", "password"),
    [
        ("UID=sa;PWD=~Secret12", "~Secret12"),
        ("UID=sa;PWD=/S3cret12;", "/S3cret12"),
        ("USER: ada\nPASS: hunter.2x", "hunter.2x"),
        ("USER: ada\nPASS: hunter/2x", "hunter/2x"),
        ("user ada pass 'swordfish'", "swordfish"),
        ("user ada and pass `correct-horse`", "correct-horse"),
        ('smtp user ada, Pass "a=b-c"', "a=b-c"),
    ],
)
def test_what_may_be_a_path_a_verdict_or_a_verb_is_a_password_first(text, password):
    assert found(text) == [password]
    assert REDACTOR.redact({"PWD": "~Secret12"}).value == {"PWD": "<PASSWORD>"}


@pytest.mark.parametrize(
    "text",
    [
        "PWD=/srv/app1\nOLDPWD=~/app2",
        "PASS: tests/unit/check_1.sh",
        "PASS: test_login_2",
        "ok\n--- PASS: TestLogin/user_1 (0.00s)",
        "you can pass `strict=True1`",
        "Pass 'name1' to the call",
        "Pass `--sdist2`",
    ],
)
def test_a_path_a_verdict_or_a_verb_is_none(text):
    assert found(text) == []
    assert REDACTOR.redact({"PWD": "/srv/app1"}).value == {"PWD": "/srv/app1"}
