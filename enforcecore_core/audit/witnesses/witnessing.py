"""How a trail is shown to witnesses. HTTP is loaded only for a trail that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.fuses import Fuse
from enforcecore_core.audit.keys import Signer
from enforcecore_core.audit.witnesses.policies import WitnessPolicy
from enforcecore_core.errors import ConfigurationError

if TYPE_CHECKING:
    from enforcecore_core.audit.witnesses.publishing import Publishing

__all__ = ["Witnessing"]


@dataclass(frozen=True, slots=True)
class Witnessing:
    """To whom, and after how many seconds without them no call is taken; None is never."""

    policy: WitnessPolicy
    within: float | None

    def ask_first(self, directory: TrailDirectory, signer: Signer | None) -> None:
        """Raises `AuditFault` when a witness knows the trail otherwise than it lies there."""
        from enforcecore_core.audit.witnesses import publishing  # noqa: PLC0415 - see above

        if signer is None:
            raise ConfigurationError(
                "Witnesses are shown what is signed: give the trail a signing key."
            )
        publishing.refuse_what_witnesses_refuse(directory, self.policy)

    def start(self, directory: TrailDirectory, fuse: Fuse) -> Publishing:
        """Shows each checkpoint from now on. A witness that disagrees blows the fuse."""
        from enforcecore_core.audit.witnesses import publishing  # noqa: PLC0415 - see above

        return publishing.Publishing(
            directory,
            self.policy,
            lambda why: fuse.blow(f"a witness disagrees ({why})"),
            within=self.within,
        )
