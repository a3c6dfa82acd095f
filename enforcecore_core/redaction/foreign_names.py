"""What a password is called in scripts other than the Latin one."""

from __future__ import annotations

import unicodedata

__all__ = ["GATE", "LETTERS", "SPELLED", "UNSPACED", "plain"]

# Of words that decline, the form in which they name a value: `длина пароля` names another one.
_WORDS = (
    *("пароль", "пароли", "парол", "парола", "паролата", "лозинка", "лозинку", "лозинката"),
    *("пасворд", "пасфраза", "құпиясөз", "құпия сөз", "сырсөз", "нууц үг"),  # noqa: RUF001 - Mongolian
    *("κωδικός πρόσβασης", "κωδικό πρόσβασης", "συνθηματικό", "συνθηματική φράση"),
    *("סיסמה", "סיסמא", "ססמה", "סיסמת כניסה"),
    *("كلمة المرور", "كلمه المرور", "كلمة مرور", "كلمة السر", "كلمه السر", "كلمة سر"),
    *("الرقم السري", "رمز عبور", "کلمه عبور", "گذرواژه", "پاس ورڈ", "پاسورڈ"),
    *("գաղտնաբառ", "პაროლი", "የይለፍ ቃል"),
    *("पासवर्ड", "कूटशब्द", "পাসওয়ার্ড", "ਪਾਸਵਰਡ", "પાસવર્ડ", "கடவுச்சொல்", "పాస్‌వర్డ్", "ಪಾಸ್‌ವರ್ಡ್"),
    *("പാസ്‌വേഡ്", "මුරපදය"),
    *("密码", "密碼", "口令", "パスワード", "ﾊﾟｽﾜｰﾄﾞ", "パスコード", "パスフレーズ", "暗証番号"),
    *("비밀번호", "비번", "암호", "패스워드", "รหัสผ่าน", "ລະຫັດຜ່ານ", "ពាក្យសម្ងាត់", "စကားဝှက်"),
)

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u2e80-\u2fff\u3005-\u3007\u3031-\u318f"
    "\u31f0-\u9fff\ua960-\ud7ff\uf900-\ufaff"
)
"""Letters of scripts that are written without spaces, for a class of characters."""
LETTERS = f"\u0300-\u1fff{UNSPACED}"
"""Those of all scripts other than the Latin one, with their marks."""


def plain(name: str) -> str:
    """A name without its accents, and what nobody sees in it. ASCII comes back as it is."""
    if name.isascii():
        return name
    apart = unicodedata.normalize("NFKD", name)
    return "".join(
        [_PLAIN.get(char, char) for char in apart if unicodedata.category(char) not in _DROPPED]
    )


_DROPPED = frozenset({"Mn", "Cf"})
_PLAIN = {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "\u0131": "i"}
_BLANK = "[ _-]"


def _ways(word: str) -> dict[str, None]:
    """The ways in which a text reads that has the word in it, some of them without its marks."""
    return dict.fromkeys((word, unicodedata.normalize("NFC", word), plain(word)))


def _in_any_case(word: str) -> str:
    """The pattern of a word for an engine that knows the case of ASCII alone."""
    spelled = (
        char if len(char.upper()) > 1 or char.upper() == char else f"[{char}{char.upper()}]"
        for char in word
    )
    return "".join(spelled).replace(" ", _BLANK)


_EACH = [way for word in sorted(_WORDS, key=len, reverse=True) for way in _ways(word)]

SPELLED = f"(?:{'|'.join(map(_in_any_case, _EACH))})"
"""A pattern of them all, also as the first part of a word."""
GATE = f"(?i:{'|'.join(_EACH)})".replace(" ", _BLANK)
"""The same for a gate, as any part of a word."""
