"""The catalogue: every detector, most severe first.

Where spans of several detectors overlap, the placeholder names the one that stands first here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import get_args

from enforcecore_core.redaction.detectors.contact import CONTACT
from enforcecore_core.redaction.detectors.detector import Detector, Pack
from enforcecore_core.redaction.detectors.identity import IDENTITY
from enforcecore_core.redaction.detectors.network import NETWORK
from enforcecore_core.redaction.detectors.payment import PAYMENT
from enforcecore_core.redaction.detectors.secrets import SECRETS

__all__ = ["CATALOGUE", "GROUPS", "PACKS", "Detector", "chosen"]

CATALOGUE: tuple[Detector, ...] = (*SECRETS, *PAYMENT, *IDENTITY, *CONTACT, *NETWORK)
GROUPS: frozenset[str] = frozenset(detector.group for detector in CATALOGUE)
PACKS: frozenset[str] = frozenset(get_args(Pack))
"""Those that detectors are in."""


def chosen(groups: Collection[str], packs: Collection[str] = ("default",)) -> tuple[Detector, ...]:
    """The detectors of these groups that work with these packs, most severe first.

    With `strict`, those of the default pack work too, and those that say so need no cues.
    """
    strict = "strict" in packs
    return tuple(
        replace(one, cues=None) if strict and one.cues and one.cues.bare_in_strict else one
        for one in CATALOGUE
        if one.group in groups and (strict or one.pack == "default")
    )
