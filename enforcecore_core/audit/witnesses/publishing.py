"""Keeps witnesses up to date in the background of a writer, never on the path of a call."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from enforcecore_core import events
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.witnesses.policies import WitnessPolicy
from enforcecore_core.audit.witnesses.rounds import Rounds

__all__ = ["PAUSE", "Publishing", "refuse_what_witnesses_refuse"]

PAUSE = 1.0
_AT_OPENING = 3.0
_AT_CLOSING = 5.0
_MOST_WAITING = 100_000


class Publishing:
    """A thread that asks the witnesses about each published checkpoint.

    A witness that is away changes nothing but the log, until a checkpoint has waited for the quorum
    for longer than `within` seconds. When one disagrees, `stop` is called, once, with the reason,
    and nobody is asked any more.
    """

    def __init__(
        self,
        directory: TrailDirectory,
        policy: WitnessPolicy,
        stop: Callable[[str], None],
        *,
        pause: float = PAUSE,
        within: float | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rounds = Rounds(directory, policy, monotonic=monotonic)
        self._within = within
        self._monotonic = monotonic
        self._waiting: deque[tuple[float, int]] = deque(maxlen=_MOST_WAITING)
        self._seen_at = monotonic()
        self._stop = stop
        self._pause = pause
        self._is_failing = False
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="enforcecore-witnesses", daemon=True)
        self._thread.start()

    def check(self) -> None:
        """Raises `AuditFault` when a checkpoint has waited for the witnesses for too long.

        It does so too when nobody is asking any more.
        """
        within = self._within
        if within is not None and self._monotonic() - self._seen_at > within:
            raise AuditFault(
                f"For {within:g} seconds not enough witnesses have seen the trail. "
                "It takes calls again as soon as they have."
            )

    def close(self) -> None:
        """Asks once more, about the last checkpoint, and waits a few seconds for the answers."""
        self.end()
        self._thread.join(_AT_CLOSING)

    def end(self) -> None:
        """As `close`, and waits for nothing."""
        self._ending.set()

    def _run(self) -> None:
        while True:
            is_last = self._ending.wait(self._pause)
            objection = self._turn()
            if objection is not None:
                self._stop(objection)
            if is_last or objection is not None:
                return

    def _turn(self) -> str | None:
        try:
            now, published = self._monotonic(), self._rounds.published_size()
            objection = self._rounds.ask()
            self._take_note(now, published)
        except (OSError, AuditFault) as fault:
            if not self._is_failing:
                events.witness_away("all of them", str(fault))
            self._is_failing = True
            return None
        self._is_failing = False
        return objection

    def _take_note(self, now: float, published: int) -> None:
        """Works out since when something has been waiting for the witnesses."""
        if not self._waiting or published > self._waiting[-1][1]:
            self._waiting.append((now, published))
        witnessed = self._rounds.witnessed_size()
        while self._waiting and self._waiting[0][1] <= witnessed:
            self._waiting.popleft()
        self._seen_at = self._waiting[0][0] if self._waiting else self._monotonic()


def refuse_what_witnesses_refuse(directory: TrailDirectory, policy: WitnessPolicy) -> None:
    """Raises `AuditFault` when a witness knows the trail, as it lies there, otherwise.

    It is asked before a writer signs anything: a trail that was restored from a copy would
    contradict itself. Witnesses that are away are not waited for longer than a few seconds.
    """
    objection = Rounds(directory, policy, timeout=_AT_OPENING).ask()
    if objection is not None:
        raise AuditFault(
            f"{directory.path} is not what its witnesses have seen: {objection} It was rolled back "
            "or rebuilt, or restored from an old copy. Keep it as evidence, and start a new trail."
        )
