"""The catalogue: every detector, most severe first.

Where spans of several detectors overlap, the placeholder names the one that stands first here.
"""

from __future__ import annotations

from enforcecore_core.redaction.detectors.contact import CONTACT
from enforcecore_core.redaction.detectors.detector import Detector
from enforcecore_core.redaction.detectors.identity import IDENTITY
from enforcecore_core.redaction.detectors.network import NETWORK
from enforcecore_core.redaction.detectors.payment import PAYMENT
from enforcecore_core.redaction.detectors.secrets import SECRETS

__all__ = ["CATALOGUE", "GROUPS", "Detector"]

CATALOGUE: tuple[Detector, ...] = (*SECRETS, *PAYMENT, *IDENTITY, *CONTACT, *NETWORK)
GROUPS: frozenset[str] = frozenset(detector.group for detector in CATALOGUE)
