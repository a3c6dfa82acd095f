"""Where the parent of a policy is: beside its child, within the directory of the whole family."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from enforcecore_core.errors import PolicyError
from enforcecore_core.policy.loading import read_bytes
from enforcecore_core.policy.problems import Place, Problem, Reporter

__all__ = ["MOST_PARENTS", "Lineage"]

MOST_PARENTS = 8


@dataclass(frozen=True, slots=True)
class Lineage:
    """A policy file and those that led to it by `extends`, the one that was asked for first.

    `files` are resolved paths, `root` is the resolved directory that none of them may leave.
    """

    root: str
    files: tuple[str, ...]

    @staticmethod
    def of(file: str) -> Lineage:
        """Return the lineage of a policy that nobody extends."""
        path = Path(file).absolute()
        return Lineage(os.path.realpath(path.parent), (os.path.realpath(path),))

    @property
    def prefix(self) -> str:
        """What the ids of a parent's rules begin with, so that no two files share one."""
        if len(self.files) == 1:
            return ""
        return f"{os.path.relpath(self.files[-1], self.root)}#"

    def parent(
        self, stated: str, reporter: Reporter, place: Place
    ) -> tuple[Lineage, Reporter, bytes]:
        """Return the lineage, the reporter and the bytes of the parent that a policy states.

        `place` is where it does, in the reporter's file. Raises PolicyError there.
        """
        shown = os.path.normpath(Path(reporter.file).parent / stated)
        found = os.path.realpath(shown)
        if os.path.commonpath([found, self.root]) != self.root:
            raise reporter.error(
                Problem.PARENT,
                "the parent lies outside the directory of the policy",
                place,
                "put it beside the policy, or below",
            )
        if found in self.files:
            raise reporter.error(Problem.PARENT, "this policy extends itself", place)
        if len(self.files) > MOST_PARENTS:
            message = f"a policy has at most {MOST_PARENTS} others above it"
            raise reporter.error(Problem.PARENT, message, place)
        return (
            Lineage(self.root, (*self.files, found)),
            Reporter(shown),
            _content(found, reporter, place),
        )


def _content(path: str, reporter: Reporter, place: Place) -> bytes:
    try:
        return read_bytes(path, Reporter(path, "parent"))
    except PolicyError as error:
        raise reporter.error(Problem.PARENT, error.message, place) from None
