"""Passwords that a name in a script other than the Latin one gives away."""

from __future__ import annotations

import re

from enforcecore_core.redaction.detectors.detector import Span
from enforcecore_core.redaction.detectors.secrets.assignments import Assignment
from enforcecore_core.redaction.detectors.secrets.literals import QUOTE, Literal, read
from enforcecore_core.redaction.detectors.secrets.values import is_secret
from enforcecore_core.redaction.foreign_names import GATE, LETTERS, SPELLED, UNSPACED
from enforcecore_core.redaction.names import Announced, announced

__all__ = ["FOREIGN"]

_LONGEST_WITH_SPACES = 64
_SHORTEST_BARE = 4
_BLANK = "[ \\t\u00a0\u3000]"
_SIGN = "(?:={1,3}>?|:{1,2}=?|[\uff1a\uff1d])"
# `пароль администратора:`, `パスワード(8文字以上):`, `"пароль":`, `**Пароль**:`.
_TAIL = (
    f"(?P<tail>(?:[ _-][0-9A-Za-z\u0300-\u0dff\u1200-\u177f\u1800-\u1fff]{{1,16}}){{0,2}})"
    f"(?:{_BLANK}?[(\uff08][^()\uff08\uff09\\r\\n<>]{{1,16}}[)\uff09])?"
    rf"(?:(?P<closed>{QUOTE})|[*_)\uff09\]】»”」]){{0,3}}"
)
_SAID = (
    "(?:就?是|设为|設為|改为|改為|[为為はが]|[는은가이]|คือ|[ ](?:היא|הוא|هي|هو|είναι|е|არის))"  # noqa: RUF001
    "[:\uff1a]?"
)
_OPENING = {"«": "»", "“": "”", "„": "“", "「": "」", "『": "』"}
# Behind a value in ASCII: letters that are written without spaces, another name, punctuation.
_PUNCTUATION = (
    "\u3000-\u3002\u3008-\u3011\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f\u2018-\u201f\u2026"
)
_BEHIND = re.compile(f"[,;&|]?[{UNSPACED}]|[,;&|][{LETTERS}]|[{_PUNCTUATION}«»\u2039\u203a]")
_ENDS = ".,;:&|"
_CODE = re.compile(r"[()\[\]{}]")
# A range, a file; without quotes also a template, a parameter and what is joined to a text.
_SOMETHING_ELSE = re.compile(
    r"[0-9]{1,2}[^0-9A-Za-z]{1,2}[0-9]{1,2}|[\w.-]{0,64}(?:/[\w.-]{1,64}){1,8}\.[a-z]{2,12}",
    re.ASCII,
)
_BARE_SOMETHING_ELSE = re.compile(r"\{[A-Za-z_].*|\+.*|@[A-Za-z_]{1,64}", re.ASCII)


def _assigned(found: re.Match[str]) -> Span | None:
    """The value behind the name, unless it only says what would stand there."""
    text = found.string
    if announced(text[found.start() : found.end("tail")]) is not Announced.FOREIGN:
        return None
    literal = _literal(found)
    if literal is None or (found["quote"] and _goes_on(literal, found)):
        return None
    named = not (found["tail"] or found["said"] or found["below"])
    if _says_something_else(literal):
        return None
    word = literal.quoted or (named and literal.value.isascii())
    if not is_secret(literal.value, Announced.FOREIGN, code=not literal.quoted, word=word):
        return None
    is_cut = literal.end - literal.start != len(literal.value)
    return (literal.start, literal.start + len(literal.value)) if is_cut else literal.span(text)


def _literal(found: re.Match[str]) -> Literal | None:
    text, start = found.string, found.start("value")
    closing = _OPENING.get(found["opening"] or "")
    if closing:
        inside, closed, _ = text[start : start + _LONGEST_WITH_SPACES].partition(closing)
        if closed and not inside:
            return None
        if closed and not re.search(r"[\r\n<>]", inside):
            return Literal(inside, start, start + len(inside), quoted=True)
    literal = read(text, start, found["quote"])
    if literal is None or literal.quoted or not literal.value[0].isascii():
        return literal
    behind = _BEHIND.search(literal.value)
    if behind is None:
        return literal
    value = literal.value[: behind.start()].rstrip(_ENDS)
    return (
        Literal(value, start, literal.end, quoted=False) if len(value) >= _SHORTEST_BARE else None
    )


def _goes_on(literal: Literal, found: re.Match[str]) -> bool:
    """Whether the quote closes what is shown with the name: `"密码:"+password+"!"`."""
    return literal.value[0] in "+.&,)\"'" and not found["closed"]


def _says_something_else(literal: Literal) -> bool:
    """Whether it is code, or what a password has to be like."""
    value = literal.value
    if _SOMETHING_ELSE.fullmatch(value):
        return True
    if literal.quoted:
        return False
    return bool(
        _BARE_SOMETHING_ELSE.fullmatch(value) or (not value.isascii() and _CODE.search(value))
    )


FOREIGN = Assignment(
    name="password-in-other-scripts",
    kind="PASSWORD",
    group="secrets",
    family="secrets",
    source="names of passwords in scripts other than the Latin one",
    gate=GATE,
    pattern=re.compile(
        f"{SPELLED}{_TAIL}(?:{_BLANK}{{0,4}}(?:{_SIGN}|(?P<said>{_SAID}))(?:[*][*])?"
        # In the same line, or alone in the next one.
        rf"(?:{_BLANK}{{0,4}}|(?P<below>[ \t]{{0,2}}\r?\n[ \t\r\n]{{0,8}}"
        r"(?=[^\s:]{6,64}[ \t]{0,8}(?:[\r\n]|\Z))))"
        rf"(?:(?P<opening>[{''.join(_OPENING)}])|(?P<quote>{QUOTE}))?(?P<value>[^\s<>]{{2}}))",
        re.ASCII,
    ),
    confirm=_assigned,
    classes=(Announced.FOREIGN,),
    keys_gate=GATE,
    as_written=True,
    examples=(
        ("Пароль: swordfish", "swordfish"),
        ('{"пароль": "swordfish"}', "swordfish"),
        ("密码：hunter2，请登录", "hunter2"),  # noqa: RUF001
        ("数据库密码是hunter2。", "hunter2"),
        ("パスワードは「Tulip9x」です", "Tulip9x"),
        ("暗証番号: 4821", "4821"),
        ("비밀번호는 hunter2입니다", "hunter2"),
        ("Κωδικός πρόσβασης = 'ada lovelace'", "ada lovelace"),
        ("הסיסמה: Tulip9x", "Tulip9x"),
        ("كلمة المرور: Tulip9x", "Tulip9x"),
        ("रहस्य पासवर्ड: Tulip9x", "Tulip9x"),
        ("รหัสผ่าน: swordfish", "swordfish"),
    ),
    counter_examples=(
        "Забыли пароль? Нажмите",
        "пароль: не менее 8 символов",
        '{"пароль": "Введите пароль"}',
        "пароль: обязательно",
        "пароль: «»0",
        "Пароль: неверно",
        "длина пароля: 12345",
        "пароль = получить_пароль()",
        "密码: 必填",
        "密码：不少于8位",  # noqa: RUF001
        "密码长度：12345",  # noqa: RUF001
        "密码: ${PASSWORD}",
        "パスワードは8文字以上です",
        "비밀번호: 필수",
    ),
)
