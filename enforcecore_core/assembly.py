"""The composer: the only place that builds an enforcer from a policy, settings and the world."""

from __future__ import annotations

import functools
import os
import secrets
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from enforcecore_core import events
from enforcecore_core.audit import AuditTrail
from enforcecore_core.audit.payloads import PayloadStore, complete_erasures, open_payloads
from enforcecore_core.audit.signing import Signer, load_signer
from enforcecore_core.audit.spilling import SpillingTrail
from enforcecore_core.audit.witnesses.policies import read_policy
from enforcecore_core.decision import Plan
from enforcecore_core.enforcer import Enforcer
from enforcecore_core.errors import ConfigurationError
from enforcecore_core.identifiers import new_call_id
from enforcecore_core.named_entities import EntityFinder, load_finder
from enforcecore_core.policy import load_policy
from enforcecore_core.redaction import Redactor, ReplacementStyle, Tokenizer, Vault
from enforcecore_core.redaction.engines import chosen_engine
from enforcecore_core.settings import Settings, payload_keys, read_settings
from enforcecore_core.surroundings import AuditSink, FaultPolicy

__all__ = ["open_enforcer", "shared_enforcer"]

PolicyPath = str | os.PathLike[str]

_KEY_BYTES = 32

_shared: dict[tuple[Path, Settings], Enforcer] = {}
_shared_lock = threading.Lock()


def open_enforcer(
    policy: PolicyPath | Plan | None = None,
    *,
    settings: Settings | None = None,
    signer: Signer | None = None,
    entities: EntityFinder | None = None,
    monotonic: Callable[[], float] = time.monotonic,
    new_id: Callable[[], str] = new_call_id,
) -> Enforcer:
    """Load a policy, open the trail, and return the enforcer over both; close it when done.

    `policy` is a file, or a plan that is already loaded; without it `ENFORCECORE_POLICY` is used.
    `settings` default to the environment. A `signer` signs the trail in place of the file that
    `ENFORCECORE_SIGNING_KEY` names. `entities` find names, if a policy with the pack `ner` asks for
    them, in place of its models. Raises `ConfigurationError` when there is no policy or something
    that it needs, `PolicyError` when it does not load, `OSError` or `AuditFault` when the trail
    does not open.
    """
    settings = settings or read_settings()
    events.set_level(settings.log_level)
    plan = policy if isinstance(policy, Plan) else load_policy(_policy_path(policy, settings))
    _warn_of(settings, plan)
    vault = Vault(secrets.token_bytes(_KEY_BYTES), clock=monotonic)
    style = ReplacementStyle(plan.redaction, _tokenizer(settings), vault)
    finder = _finder(plan, entities)
    engine = chosen_engine(settings.redaction_engine)
    _check_payloads(settings)
    opened = _opening_trails(settings, signer)
    trail = _trail(settings, opened) if settings.audit_enabled else None
    return Enforcer(
        plan,
        trail=_sink(settings, trail, opened),
        payloads=_payloads(settings, trail),
        monotonic=monotonic,
        new_id=new_id,
        faults=FaultPolicy(settings.fail_open, settings.dev_mode),
        redactor=lambda groups: Redactor(groups, style=style, entities=finder, engine=engine),
        vault=vault if plan.redaction.uses("vault") else None,
    )


def shared_enforcer(
    policy: PolicyPath | None = None, *, settings: Settings | None = None
) -> Enforcer:
    """Return the process's one enforcer for this policy file and these settings.

    It is opened when first asked for and stays open until the process ends.
    """
    settings = settings or read_settings()
    path = Path(os.path.realpath(_policy_path(policy, settings)))
    spill = settings.audit_spill_path
    where = settings.model_copy(
        update={
            "audit_path": Path(os.path.realpath(settings.audit_path)),
            "audit_payload_keys": Path(os.path.realpath(payload_keys(settings))),
            "audit_spill_path": spill and Path(os.path.realpath(spill)),
        }
    )
    with _shared_lock:
        enforcer = _shared.get((path, where))
        if enforcer is None:
            enforcer = _shared[path, where] = open_enforcer(path, settings=where)
        return enforcer


def _trail(settings: Settings, opened: Callable[..., AuditTrail]) -> AuditTrail:
    witnesses = None if settings.witnesses is None else read_policy(settings.witnesses)
    within = settings.witnessed_within
    return opened(settings.audit_path, witnesses=witnesses, witnessed_within=within)


def _opening_trails(settings: Settings, signer: Signer | None) -> Callable[..., AuditTrail]:
    """Return what opens a trail, all in the way that the settings say."""
    if (settings.audit_on_failure == "spill") is (settings.audit_spill_path is None):
        raise ConfigurationError(
            "ENFORCECORE_AUDIT_ON_FAILURE=spill and ENFORCECORE_AUDIT_SPILL_PATH go together: "
            "the one says to use a second trail, the other where it is."
        )
    if signer is None and settings.signing_key is not None:
        signer = load_signer(settings.signing_key)
    return functools.partial(
        AuditTrail.open,
        signer=signer,
        heartbeat=settings.audit_heartbeat,
        trust_file_system=settings.audit_trust_file_system,
    )


def _sink(
    settings: Settings, trail: AuditTrail | None, opened: Callable[[Path], AuditTrail]
) -> AuditSink | None:
    spill = settings.audit_spill_path
    if trail is None or spill is None:
        return trail
    return SpillingTrail(trail, functools.partial(opened, spill))


def _finder(plan: Plan, entities: EntityFinder | None) -> EntityFinder | None:
    """Return what finds names, loaded before the first call needs it; None if nobody asks."""
    models = plan.redaction.names_found_by
    if entities is not None and not models:
        raise ConfigurationError(
            f"There is something to find names with, and the policy {plan.name!r} does not ask for "
            "names: state redaction: {packs: [ner]} in it."
        )
    return entities or (load_finder(models) if models else None)


def _check_payloads(settings: Settings) -> None:
    if not settings.audit_payloads:
        return
    if not settings.audit_enabled:
        raise ConfigurationError(
            "ENFORCECORE_AUDIT_PAYLOADS keeps payloads beside the trail, and "
            "ENFORCECORE_AUDIT_ENABLED is false. Unset one of them."
        )
    if settings.audit_spill_path is not None:
        # Records in the second trail would commit to payloads beside the first.
        raise ConfigurationError(
            "ENFORCECORE_AUDIT_PAYLOADS and ENFORCECORE_AUDIT_SPILL_PATH do not go together: what "
            "cannot be kept beside the trail blocks its call. Unset one of them."
        )


def _payloads(settings: Settings, trail: AuditTrail | None) -> PayloadStore | None:
    if trail is None or not settings.audit_payloads:
        return None
    try:
        payloads = open_payloads(trail.path, payload_keys(settings))
        complete_erasures(trail, payloads)
    except BaseException:
        trail.close()
        raise
    return payloads


def _policy_path(policy: PolicyPath | None, settings: Settings) -> PolicyPath:
    path = policy or settings.policy
    if path is None:
        raise ConfigurationError(
            "no policy: pass the path of one, or set ENFORCECORE_POLICY. "
            "Without a policy nothing could be allowed."
        )
    return path


def _tokenizer(settings: Settings) -> Tokenizer | None:
    path = settings.redaction_key
    if path is None:
        return None
    try:
        key = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"ENFORCECORE_REDACTION_KEY: {path} cannot be read ({error.strerror})"
        ) from None
    if len(key) < _KEY_BYTES:
        raise ConfigurationError(
            f"ENFORCECORE_REDACTION_KEY: {path} has {len(key)} bytes. "
            f"A key has {_KEY_BYTES} random ones or more: head -c {_KEY_BYTES} /dev/urandom > KEY"
        )
    return Tokenizer(key, settings.tenant or "")


def _warn_of(settings: Settings, plan: Plan) -> None:
    if settings.dev_mode:
        return
    if plan.observes:
        warnings.warn(
            f"The policy {plan.name!r} only observes: calls that it would block will run.",
            RuntimeWarning,
            stacklevel=3,
        )
    if settings.fail_open:
        warnings.warn(
            "ENFORCECORE_FAIL_OPEN is set: calls that EnforceCore cannot check will run.",
            RuntimeWarning,
            stacklevel=3,
        )
    if not settings.audit_enabled:
        warnings.warn(
            "ENFORCECORE_AUDIT_ENABLED is false: no call leaves a record.",
            RuntimeWarning,
            stacklevel=3,
        )
