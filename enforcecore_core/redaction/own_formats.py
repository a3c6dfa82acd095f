"""What a policy adds to the catalogue and takes out of it: formats of its own, and exceptions."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from enforcecore_core.decision.patterns import compile_pattern
from enforcecore_core.decision.redaction_rules import OwnDetector, Validator
from enforcecore_core.redaction.check_digits import luhn
from enforcecore_core.redaction.cues import Cues
from enforcecore_core.redaction.detectors import Detector
from enforcecore_core.redaction.detectors.detector import Part, Span
from enforcecore_core.redaction.folding import fold
from enforcecore_core.redaction.linear_patterns import LinearPattern

__all__ = ["Keep", "OwnFormat", "finds_own_kind", "own_format"]

_CLASS = re.compile(r"\[(?:\\.|[^]\\])*\]", re.DOTALL)
_NOTHING = re.compile("(?!)")
_LEAST_ENTROPY = 3.0
_MODULUS = 97


@dataclass(frozen=True, slots=True)
class OwnFormat(Detector):
    """A detector that a policy states. Its pattern runs on Rust's engine."""

    linear: LinearPattern | None = None
    is_valid: Callable[[str], bool] | None = None

    @property
    def is_bounded(self) -> bool:
        return False

    def spans(self, text: str, keys: str = "", part: Part | None = None) -> Iterator[Span]:
        """Every span in the text, in order. None has `<` or `>` in it: placeholders have them."""
        del part
        if self.linear is None or self.is_valid is None:
            return
        for start, end in self.linear.spans(text):
            value = text[start:end]
            if "<" in value or ">" in value or not self.is_valid(value):
                continue
            if self.cues is None or self.cues.near(text, start, end, keys):
                yield start, end


def own_format(stated: OwnDetector) -> OwnFormat:
    """Return the detector that a policy states."""
    pattern = _with_letters_as_read(stated.pattern)
    return OwnFormat(
        name=stated.name,
        kind=stated.kind,
        group=stated.group,
        family="own",
        source="the policy",
        gate=pattern,
        pattern=_NOTHING,
        examples=(),
        counter_examples=(),
        cues=Cues(stated.cues) if stated.cues else None,
        linear=LinearPattern(pattern),
        is_valid=_VALIDATORS[stated.validator],
    )


def finds_own_kind(stated: OwnDetector) -> bool:
    """Whether a detector would find what stands for its own matches, and that again."""
    return any(own_format(replace(stated, cues=())).spans(stated.kind))


def _with_letters_as_read(pattern: str) -> str:
    """The pattern, and the same with letters beyond ASCII as texts read when they are folded."""
    # Of a class, letters may be the ends of a range.
    if not "".join(_CLASS.findall(pattern)).isascii():
        return pattern
    read = "".join(map(_as_read, pattern))
    return pattern if read == pattern else f"(?:{pattern})|(?:{read})"


def _as_read(char: str) -> str:
    read = fold(char, "letters") if char.isalpha() else char
    return read if read.isalnum() else char


class Keep:
    """Exceptions: values that stay although a detector matches them."""

    __slots__ = ("_matches", "_values")

    def __init__(self, values: Iterable[str] = (), patterns: Iterable[str] = ()) -> None:
        self._values = frozenset(values)
        self._matches = tuple(compile_pattern(pattern) for pattern in patterns)

    def keeps(self, value: str) -> bool:
        """Whether a match of exactly this text stays."""
        if value in self._values:
            return True
        # Most have none.
        return bool(self._matches) and any(_says_yes(one, value) for one in self._matches)


def _says_yes(matches: Callable[[str], bool], value: str) -> bool:
    try:
        return matches(value)
    except UnicodeEncodeError:
        # Half a surrogate pair is in no pattern.
        return False


def _has_luhn(value: str) -> bool:
    digits = "".join(char for char in value if "0" <= char <= "9")
    return len(digits) > 1 and luhn(digits)


def _has_mod97(value: str) -> bool:
    """ISO 7064, mod 97-10: letters count from 10 on, as in an IBAN whose head is at its end."""
    signs = [char for char in value if char.isascii() and char.isalnum()]
    number = "".join(str(int(char, 36)) for char in signs)
    return bool(number) and int(number) % _MODULUS == 1


def _is_random(value: str) -> bool:
    """At least 3 bits of entropy for each character, as random keys have and words have not."""
    size = len(value)
    counts = Counter(value).values()
    return -sum(n / size * math.log2(n / size) for n in counts) >= _LEAST_ENTROPY


_VALIDATORS: Mapping[Validator | None, Callable[[str], bool]] = {
    None: lambda _: True,
    "luhn": _has_luhn,
    "mod97": _has_mod97,
    "entropy": _is_random,
}
