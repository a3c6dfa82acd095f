"""Measures rivals side by side: in rounds, in a fresh order each, and compares within a round.

Times on a shared machine drift by factors; the ratio of two things that ran in the same moment
does not.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Mapping

__all__ = ["measure", "report"]


def measure(
    rivals: Mapping[str, Callable[[], object]], *, rounds: int = 30, seconds: float = 0.01
) -> dict[str, list[float]]:
    """Return the microseconds of one call of each rival, one number a round."""
    repeats = {name: _repeats(rival, seconds) for name, rival in rivals.items()}
    times: dict[str, list[float]] = {name: [] for name in rivals}
    order = list(rivals)
    shuffle = random.Random(20).shuffle
    for _ in range(rounds):
        shuffle(order)
        for name in order:
            times[name].append(_time(rivals[name], repeats[name]) * 1e6)
    return times


def report(title: str, times: Mapping[str, list[float]], baseline: str) -> dict[str, float]:
    """Print the medians and return the median of the paired ratios to the baseline."""
    ratios = {
        name: statistics.median(a / b for a, b in zip(mine, times[baseline], strict=True))
        for name, mine in times.items()
    }
    print(f"\n{title}")
    for name, mine in times.items():
        print(f"  {name:44} {statistics.median(mine):10.2f} us   {ratios[name]:8.2f} x {baseline}")
    return ratios


def _repeats(rival: Callable[[], object], seconds: float) -> int:
    repeats = 1
    # The fastest of three: one that was interrupted would leave a rival with shorter rounds, which
    # are interrupted less than those of the others.
    while min(_time(rival, repeats) for _ in range(3)) * repeats < seconds:
        repeats *= 2
    return repeats


def _time(rival: Callable[[], object], repeats: int) -> float:
    began = time.perf_counter()
    for _ in range(repeats):
        rival()
    return (time.perf_counter() - began) / repeats
