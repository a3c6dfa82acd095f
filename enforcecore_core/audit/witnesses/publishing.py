"""Keeps witnesses up to date in the background of a writer, never on the path of a call."""

from __future__ import annotations

import threading
from collections.abc import Callable

from enforcecore_core import events
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.witnesses.policies import WitnessPolicy
from enforcecore_core.audit.witnesses.rounds import Rounds

__all__ = ["PAUSE", "Publishing", "refuse_what_witnesses_refuse"]

PAUSE = 1.0
_AT_OPENING = 3.0
_AT_CLOSING = 3.0


class Publishing:
    """A thread that asks the witnesses about each published checkpoint.

    A witness that is away changes nothing but the log. One that disagrees is told to `stop`, once,
    with the reason; after that nobody is asked any more.
    """

    def __init__(
        self,
        directory: TrailDirectory,
        policy: WitnessPolicy,
        stop: Callable[[str], None],
        *,
        pause: float = PAUSE,
    ) -> None:
        self._rounds = Rounds(directory, policy)
        self._stop = stop
        self._pause = pause
        self._is_failing = False
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="enforcecore-witnesses", daemon=True)
        self._thread.start()

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
            objection = self._asked()
            if objection is not None:
                self._stop(objection)
            if is_last or objection is not None:
                return

    def _asked(self) -> str | None:
        try:
            objection = self._rounds.ask()
        except (OSError, AuditFault) as fault:
            if not self._is_failing:
                events.witness_away("all of them", str(fault))
            self._is_failing = True
            return None
        self._is_failing = False
        return objection


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
