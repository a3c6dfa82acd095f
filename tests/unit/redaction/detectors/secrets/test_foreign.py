import json
import time
import unicodedata

import pytest

from enforcecore_core.redaction import Redactor

REDACTOR = Redactor()


def found(text):
    return [text[match.start : match.end] for match in REDACTOR.find(text)]


NAMES = [
    *("Пароль", "ПАРОЛЬ", "пароль", "парола", "лозинка", "Κωδικός πρόσβασης", "סיסמה", "كلمة السر"),
    *("密码", "密碼", "口令", "パスワード", "ﾊﾟｽﾜｰﾄﾞ", "暗証番号", "비밀번호", "รหัสผ่าน", "पासवर्ड"),
    *("mật khẩu", "mat khau", "contraseña"),
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "notation",
    [
        *(
            "{}: Tulip9x",
            "{}=Tulip9x",
            "{} = 'Tulip9x'",
            '{{"{}": "Tulip9x"}}',
            "**{}:** `Tulip9x`",
        ),
        *("{}：Tulip9x", '{{"a": "{{\\"{}\\": \\"Tulip9x\\"}}"}}', "{}:\n\n  Tulip9x\n"),
    ],
)
def test_a_password_is_found_under_its_name_in_any_language(name, notation):
    assert found(notation.format(name)) == ["Tulip9x"]


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@pytest.mark.parametrize("name", NAMES)
def test_how_the_letters_of_a_name_are_composed_does_not_matter(name, form):
    assert found(unicodedata.normalize(form, f"{name}: Tulip9x")) == ["Tulip9x"]


@pytest.mark.parametrize("name", NAMES)
def test_a_key_of_a_value_announces_it(name):
    assert REDACTOR.redact({name: "swordfish"}).value == {name: "<PASSWORD>"}
    assert REDACTOR.redact({"name": name, "value": "swordfish"}).value["value"] == "<PASSWORD>"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("логин:ivan;пароль:hunter2;почта:нет", "hunter2"),
        ("Пароль от вайфая: hunter2.", "hunter2"),
        ("пароль: «ada lovelace»", "ada lovelace"),
        ("пароль: Зима2024", "Зима2024"),
        ("密码：「ada lovelace」", "ada lovelace"),
        ('{"密码": "hunter2密"}', "hunter2密"),
        ("Паролата е hunter2", "hunter2"),
        ("默认密码为admin123，请修改", "admin123"),
        ("密码：“hunter2”，请登录", "hunter2"),
        ("您的密码是 hunter2。", "hunter2"),
        ("账户为root，密码为Tulip@#$，目录为/home", "Tulip@#$"),
        ("默认密码为: 123456</span>", "123456"),
        ("パスワード（8文字以上）：Tulip9x", "Tulip9x"),
        ("パスワードは Tulip9x です", "Tulip9x"),
        ("暗証番号：１２３４", "１２３４"),
        ("비밀번호는 hunter2입니다", "hunter2"),
        ("Ο κωδικός πρόσβασης είναι hunter2", "hunter2"),
        ("הסיסמה שלך היא hunter2", "hunter2"),
        ("รหัสผ่านคือ hunter2", "hunter2"),
        ("логин|пароль\nivan ivanov|swordfish\n", "swordfish"),
        ("па\u200bроль: swordfish", "swordfish"),
        ("пароль: sword\u200bfish", "sword\u200bfish"),
    ],
)
def test_a_password_is_found_as_people_write_it(text, value):
    assert found(text) == [value]


def test_a_name_in_escapes_announces_a_password():
    text = json.dumps({"пароль": "swordfish"})
    assert REDACTOR.redact(text).value == text.replace("swordfish", "<PASSWORD>")


@pytest.mark.parametrize(
    "text",
    [
        *("Забыли пароль? Нажмите", "пароль: не менее 8 символов", "Введите пароль: "),
        *("Пароль не подходит: timeout", "默认密码为admin，请修改", "пароль: Zürich"),
        *("Пароль: неверно", "пароль: текст", "Пароль не подходит: ошибка"),
        *("пароль = форма.пароль", "Пароль = Новый Структура(x)", "Пароль: {{ form.password }}"),
        *(
            "密码: 必填",
            "密码：不少于8位",
            "密码是MD5加密的",
            "密码强度: 12345",
            "密码: varchar(64)",
        ),
        *("// 密码 = user.getPassword()", '"密码："+password+"x"', "<label>密码：<input>"),
        *(
            "パスワードは8文字以上",
            "パスワードはBase64でエンコード",
            "비밀번호는 8자 이상",
            "암호화: AES256x",
        ),
        *(
            "密码为 6-20位数字",
            "пароль: 8-16 символов",
            "密码为 null 或空",
            "비밀번호: `a/b.properties`에만",
        ),
        *("AND Пароль='\"+box.Text+\"'", "WHERE Пароль=@Password", "print(f\"пароль={a['b']}\")"),
        *('ask("Введите пароль: "), ask("Ещё раз: ")', 'log("비밀번호: " + $("#pw").val())'),
        *("echo \"密码：\".$a['pw'];", 'print("密码:",arr[i])'),
        *("Пароль: *****", "пароль: string", "пароль: <PASSWORD>", '{"пароль": "обязательно"}'),
    ],
)
def test_what_is_said_of_a_password_is_none(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "value",
    [
        "Введите пароль",
        "неверно",
        "текст",
        "слишком короткий",
        "不少于8位",
        "必填",
        "",
        None,
        "•••",
    ],
)
def test_words_of_a_script_are_messages_under_a_name_of_it(value):
    mapping = {"пароль": value, "密码": value}
    assert REDACTOR.redact(mapping).value is mapping


def test_a_number_of_another_kind_under_a_name_is_one_password():
    assert REDACTOR.redact("暗証番号: 4111111111111111").value == "暗証番号: <PASSWORD>"


@pytest.mark.parametrize(
    "trigger",
    [
        *(
            "пароль:",
            "пароль: ",
            "пароль ",
            "密码",
            "密码:x1",
            "密码是a1 ",
            "пароль:a1,",
            'пароль:"',
        ),
        *("пароль (a", "пароль ab ", "密码：「", "пароль:\n", "κωδικός πρόσβασης ", "密码:'x'"),
    ],
)
def test_names_over_and_over_take_time_in_their_number(trigger):
    text = trigger * (100_000 // len(trigger))
    before = time.process_time()
    REDACTOR.redact(text)
    assert time.process_time() - before < 3
