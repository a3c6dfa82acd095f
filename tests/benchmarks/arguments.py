"""Small clean arguments as tools get them, no two alike: what was not seen yet takes longest."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from random import Random

__all__ = ["ARGUMENTS"]

WORDS = (
    *("team", "report", "meeting", "budget", "quarter", "review", "large", "room", "agenda"),
    *("please", "send", "tomorrow", "draft", "version", "update", "project", "customer", "order"),
    *("status", "open", "closed", "release", "notes", "index", "main", "window", "search", "page"),
)
LANGUAGES = {
    "French": (
        "été",
        "forêt",
        "préféré",
        "très",
        "déjà",
        "hôtel",
        "côté",
        "où",
        "français",
        "mère",
    ),
    "German": (
        "prüfen",
        "Anhänge",
        "für",
        "Montag",
        "schöne",
        "Grüße",
        "möglich",
        "Büro",
        "zurück",
    ),
    "Polish": ("proszę", "przejrzeć", "załączony", "raport", "dziękuję", "później", "dużej"),
    "Russian": ("привет", "всем", "встретимся", "завтра", "большом", "зале", "отчёт", "вечером"),
    "Greek": ("παρακαλώ", "δείτε", "την", "έκθεση", "χθες", "βράδυ", "ευχαριστώ", "καλημέρα"),
    "Arabic": ("يرجى", "مراجعة", "التقرير", "المرفق", "قبل", "نهاية", "الأسبوع", "مساء"),
}
CHINESE = "请在下周之前审阅附件中的报告并告诉我们您的意见昨天晚上一起去看了部很好电影会议时间地点"

Arguments = dict[str, object]


def _some(random: Random, count: int = 1, words: tuple[str, ...] = WORDS) -> str:
    return " ".join(random.choices(words, k=count))


def _hex(random: Random, size: int) -> str:
    return f"{random.getrandbits(4 * size):0{size}x}"


def _uuid(random: Random) -> str:
    return str(uuid.UUID(int=random.getrandbits(128), version=4))


def _date(random: Random) -> str:
    return (
        f"{random.randrange(2015, 2028)}-{random.randrange(1, 13):02}-{random.randrange(1, 29):02}"
    )


def _moment(random: Random) -> str:
    return f"{_date(random)}T{random.randrange(24):02}:{random.randrange(60):02}:00"


ARGUMENTS: dict[str, Callable[[Random], Arguments]] = {
    "three words": lambda r: {"to": _some(r), "subject": _some(r, 3), "body": _some(r, 7)},
    "a sentence": lambda r: {"text": _some(r, 15)},
    "a list": lambda r: {"names": [_some(r), _some(r), _some(r)], "limit": r.randrange(99)},
    "an identifier": lambda r: {"name": "_".join(_some(r) for _ in range(4))},
    "lines": lambda r: {"text": f"Dear all,\n\n{_some(r, 5)}.\n\nBest regards"},
    "a command": lambda r: {"command": f"ls -la /tmp && grep -rn '{_some(r)}' src/ | head -20"},
    "SQL": lambda r: {"query": f"SELECT {_some(r)} FROM orders WHERE total > {r.randrange(500)}"},
    "Python": lambda r: {"code": f"def {_some(r)}(a, b):\n    return a + {_some(r)}\n"},
    "JSON": lambda r: {"body": f'{{"name": "{_some(r)}", "count": {r.randrange(100)}}}'},
    "JSON in JSON": lambda r: {"body": f'{{"a": "{{\\"{_some(r)}\\": {r.randrange(100)}}}"}}'},
    "a path": lambda r: {"path": f"/srv/projects/{_some(r)}/src/{_some(r)}.py"},
    "a path with a date": lambda r: {"path": f"/var/log/{_some(r)}/access.log.{_date(r)}.gz"},
    "a path with backslashes": lambda r: {"path": f"C:\\Users\\{_some(r)}\\{_some(r)}.txt"},
    "an escape": lambda r: {"text": f"{_some(r, 2)}\\n{_some(r, 3)}"},
    "an entity": lambda r: {"text": f"{_some(r)} &amp; {_some(r)}"},
    "HTML": lambda r: {"html": f"<p>{_some(r)} <b>{_some(r)}</b></p>"},
    "a URL": lambda r: {
        "url": f"https://example.org/{_some(r)}/2026/{r.randrange(10**5)}-{_some(r)}?page=3"
    },
    "a URL with escapes": lambda r: {"url": f"https://example.org/{_some(r)}%20{_some(r)}?lang=en"},
    "an order": lambda r: {"order": f"ORD-2026-{r.randrange(10**5, 10**6)}", "count": 3},
    "a price": lambda r: {"text": f"total ${r.randrange(1, 9)},{r.randrange(100, 999)}.50"},
    "a size": lambda r: {"width": r.randrange(100, 4000), "ratio": round(r.random(), 4)},
    "a version": lambda r: {"package": f"{_some(r)}=={r.randrange(9)}.{r.randrange(40)}.1rc2"},
    "a model": lambda r: {"model": f"gpt-4o-mini-{_date(r)}", "temperature": 0.2},
    "a date": lambda r: {"date": _date(r)},
    "a moment": lambda r: {"at": f"{_moment(r)}Z"},
    "a time": lambda r: {"start": f"{_moment(r)}+01:00", "end": f"{_moment(r)}+01:00"},
    "seconds": lambda r: {"created": r.randrange(16 * 10**8, 18 * 10**8)},
    "a UUID": lambda r: {"id": _uuid(r)},
    "two UUIDs": lambda r: {"user": _uuid(r), "order": _uuid(r)},
    "a short commit": lambda r: {"commit": _hex(r, 7)},
    "a commit": lambda r: {"commit": _hex(r, 40)},
    "a SHA-256": lambda r: {"digest": _hex(r, 64)},
    **{
        language: lambda r, words=words: {"text": _some(r, 5, words)}
        for language, words in LANGUAGES.items()
    },
    "Chinese": lambda r: {"text": "".join(r.choices(CHINESE, k=16))},
    "one accent": lambda r: {"text": f"{_some(r, 1, LANGUAGES['French'])} {_some(r, 2)}"},
    "typography": lambda r: {"text": f"“{_some(r)}” — that’s {_some(r)}…"},
    "a smile": lambda r: {"text": f"{_some(r, 2)} 🎉 {_some(r, 3)}"},
    "a filter": lambda r: {
        "filter": {"status": _some(r), "since": _date(r), "ids": [r.randrange(100), 23, 42]},
        "page": {"size": 20, "number": r.randrange(9)},
    },
    "an event": lambda r: {
        "event": {"id": _uuid(r), "at": f"{_moment(r)}Z", "version": f"1.{r.randrange(9)}.2"}
    },
}
"""By what they hold."""
