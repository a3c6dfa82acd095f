import unicodedata

import pytest

from enforcecore_core.redaction.foreign_names import GATE, plain
from enforcecore_core.redaction.gates import compiled
from enforcecore_core.redaction.names import Announced, announced

NAMES = [
    *("пароль", "Пароль", "ПАРОЛЬ БД", "парола", "лозинка", "құпия сөз", "нууц үг"),
    *("κωδικός πρόσβασης", "ΚΩΔΙΚΟΣ ΠΡΟΣΒΑΣΗΣ", "סיסמה", "הסיסמה", "كلمة المرور", "كلمة السر"),
    *(
        "密码",
        "数据库密码",
        "密碼",
        "口令",
        "パスワード",
        "ﾊﾟｽﾜｰﾄﾞ",
        "暗証番号",
        "비밀번호",
        "user.암호",
    ),
    *("รหัสผ่าน", "पासवर्ड", "કાચો પાસવર્ડ", "პაროლი", "գաղտնաբառ", "የይለፍ ቃል"),
]


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKD"])
@pytest.mark.parametrize("name", NAMES)
def test_a_password_is_announced_in_its_script_however_its_letters_are_composed(name, form):
    written = unicodedata.normalize(form, name)
    assert announced(written) is Announced.FOREIGN
    assert compiled([GATE])(plain(written))


@pytest.mark.parametrize(
    "name",
    [
        *("длина пароля", "парольщик", "пароль_length", "пароль note", "шифр", "ключ"),
        *("密码长度", "密码学", "암호화", "パスワード長", "слово", "番号"),
    ],
)
def test_names_of_something_else_announce_nothing(name):
    assert announced(name) is None


@pytest.mark.parametrize(
    "name", ["mật khẩu", "Mật_khẩu", "contraseña", "hasło", "lösenord", "şifre"]
)
def test_accents_of_a_name_do_not_matter(name):
    assert announced(name) is Announced.PASSWORD
    assert announced(unicodedata.normalize("NFD", name)) is Announced.PASSWORD


@pytest.mark.parametrize("name", ["xuất khẩu", "khẩu trang", "khau mat"])
def test_half_of_a_name_of_two_words_announces_nothing(name):
    assert announced(name) is None


@pytest.mark.parametrize(
    ("name", "read"),
    [("password", "password"), ("Ñandú", "Nandu"), ("ﾊﾟ", "ハ"), ("a\u200bb́", "ab")],
)
def test_a_plain_name_has_no_marks_and_nothing_that_nobody_sees(name, read):
    assert plain(name) == read
