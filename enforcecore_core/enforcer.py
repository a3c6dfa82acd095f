"""The gate in front of every tool: decide a call, record the decision, and only then let it run."""

from __future__ import annotations

import functools
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from dataclasses import replace
from types import TracebackType
from typing import Any, Self, TypeVar

from enforcecore_core import events, execution
from enforcecore_core.admission import PLAIN, Admission, View
from enforcecore_core.audit import AuditTrail
from enforcecore_core.audit.waiting import Waits
from enforcecore_core.calls import (
    EVERYTHING,
    Capability,
    Decision,
    Durability,
    Duties,
    Effect,
    ReasonCode,
    ToolCall,
)
from enforcecore_core.decision import Plan, decide
from enforcecore_core.decision.misfits import first_misfit
from enforcecore_core.descriptions import describe_decision, is_small
from enforcecore_core.errors import (
    CallBlocked,
    EnforcementFault,
    PolicyViolation,
)
from enforcecore_core.functions import FunctionKind, expect
from enforcecore_core.keeping import Keeper, PayloadSink
from enforcecore_core.preparation import (
    Prepared,
    ToolSchema,
    current_facts,
    engine_block,
    prepare,
    with_values,
)
from enforcecore_core.redaction import GROUPS, Redactor, Vault
from enforcecore_core.surroundings import AuditSink, FaultPolicy, Surroundings, unrecorded

__all__ = ["Enforcer"]

T = TypeVar("T")

_NO_MAPPING = "the arguments are no mapping of names to values"


class Enforcer:
    """Decides, redacts, runs and records tool calls under one plan and one trail.

    Build one with `open_enforcer`. It is safe to use from any number of threads and event loops.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        trail: AuditSink | None,
        monotonic: Callable[[], float],
        new_id: Callable[[], str],
        faults: FaultPolicy,
        redactor: Callable[[frozenset[str]], Redactor] = Redactor,
        vault: Vault | None = None,
        payloads: PayloadSink | None = None,
    ) -> None:
        self.plan = plan
        self.trail = trail
        self._new_id = new_id
        # The first call builds detectors, which takes long enough to be felt on an event loop.
        self._is_warm = False
        self._faults = faults
        self._vault = vault
        self._redactor = functools.lru_cache(maxsize=16)(redactor)
        self._shown_names = functools.lru_cache(maxsize=1024)(self._clean)
        self._keeper = None if payloads is None else Keeper(payloads, self._redactor)
        self._around = Surroundings(trail, self._redactor, monotonic, faults, self._keeper)
        self._policy = {"name": plan.name, "sha256": plan.digest}

    def admit(
        self,
        call: ToolCall,
        *,
        can: frozenset[Capability] = EVERYTHING,
        schema: ToolSchema | None = None,
        waits: Waits | None = None,
    ) -> Admission:
        """Decide and record a call, and return it opened if it may run.

        `can` says what the caller is able to do with what comes back; a call that needs more is
        blocked. `schema` gives the JSON schema of the tool's arguments, so that what stands for a
        match fits it. Raises `CallBlocked` once the refusal has been recorded. Given `waits`, it
        does not wait for the disk: whoever gives them does, before the tool runs.
        """
        call = self._named(call)
        ready = self._decide(call, can, schema)
        call = self._shown(call)
        seq = self._record(call, ready, waits)
        self._is_warm = True
        if ready.decision.effect is Effect.BLOCK:
            raise _blocked(call, ready.decision)
        return Admission(
            call,
            ready.decision,
            ready.handed,
            seq=seq,
            can=can,
            surroundings=self._around,
            waits=waits,
        )

    def admitting(self, call: ToolCall, schema: ToolSchema | None = None) -> execution.Admit:
        """Return what opens the call when it is to be run."""
        return execution.Admit(
            functools.partial(self.admit, call, schema=schema),
            is_quick=self._is_warm
            and self._keeper is None
            and isinstance(self.trail, AuditTrail)
            and is_small(call.arguments),
        )

    def expect_tool(self, tool: str, schema: ToolSchema) -> None:
        """Check what the policy says of a tool against the JSON schema of the tool's arguments.

        For integrations, once for each tool that they wrap. `schema` returns the schema; where it
        fails, or cannot be read, nothing is known of the tool. Raises `PolicyError` for a condition
        that is an error on every call that fits the schema: an argument that the schema rules out,
        or one that is always of a kind that the condition does not compare.
        """
        try:
            found = first_misfit(self.plan, tool, schema())
        except Exception as error:  # noqa: BLE001 - the schema is foreign, and calls are decided anyhow
            events.schema_not_read(tool, error)
            return
        if found is not None:
            raise found

    def redactor_for(self, tool: str) -> Redactor:
        """Return what redacts both what a tool's arguments and what its results are searched for.

        For adapters, where a framework speaks of a call that never got here.
        """
        duties = self.plan.rules_for(tool).duties
        return self._redactor(duties.redact_arguments | duties.redact_results)

    def refuse(self, call: ToolCall, reason: str) -> CallBlocked:
        """Record a call whose arguments its tool does not take, and return the error to raise.

        For adapters that find this out before the policy is asked. `reason` is for operators and
        holds no argument value.
        """
        call = self._shown(self._named(call))
        decision = engine_block(ReasonCode.ARGUMENTS, reason)
        self._record(call, Prepared(decision, {}, {}, {}))
        return _blocked(call, decision)

    def call(
        self,
        tool: str,
        function: Callable[..., T],
        arguments: Mapping[str, object],
        *,
        session: str | None = None,
        principal: str | Mapping[str, object] | None = None,
        links: Mapping[str, str] | None = None,
        schema: ToolSchema | None = None,
        view: View[T] = PLAIN,  # type: ignore[assignment]  # PLAIN views any T
    ) -> T:
        """Run a synchronous function as the tool `tool`, and return its released result.

        `arguments` is a mapping, so that no name in it can collide with a parameter of this
        method. Raises `CallBlocked`, `DeadlineExceeded`, `ResultWithheld`, or what the function
        raises.
        """
        expect(function, FunctionKind.PLAIN)
        call = ToolCall(tool, arguments, session, principal, None, links or {})
        return execution.run(self.admitting(call, schema), lambda given: function(**given), view)

    async def acall(
        self,
        tool: str,
        function: Callable[..., Any],
        arguments: Mapping[str, object],
        *,
        session: str | None = None,
        principal: str | Mapping[str, object] | None = None,
        links: Mapping[str, str] | None = None,
        schema: ToolSchema | None = None,
        view: View[Any] = PLAIN,
    ) -> Any:
        """As `call`, for coroutine functions; a synchronous function runs in a thread."""
        kind = expect(function, FunctionKind.COROUTINE, FunctionKind.PLAIN)
        blocking = kind is FunctionKind.PLAIN
        call = ToolCall(tool, arguments, session, principal, None, links or {})
        return await execution.arun(
            self.admitting(call, schema),
            lambda given: function(**given),
            view,
            blocking=blocking,
        )

    def stream(
        self,
        tool: str,
        function: Callable[..., Any],
        arguments: Mapping[str, object],
        *,
        session: str | None = None,
        principal: str | Mapping[str, object] | None = None,
        links: Mapping[str, str] | None = None,
        schema: ToolSchema | None = None,
    ) -> Generator[Any, None, None]:
        """Run a generator function and yield what may be released of its items.

        The call is decided when the first item is asked for. Text is redacted across the borders
        of its chunks, so chunks may come later and be cut elsewhere than the tool cut them.
        """
        expect(function, FunctionKind.GENERATOR)
        call = ToolCall(tool, arguments, session, principal, None, links or {})
        return execution.stream(self.admitting(call, schema), lambda given: function(**given))

    def astream(
        self,
        tool: str,
        function: Callable[..., Any],
        arguments: Mapping[str, object],
        *,
        session: str | None = None,
        principal: str | Mapping[str, object] | None = None,
        links: Mapping[str, str] | None = None,
        schema: ToolSchema | None = None,
    ) -> AsyncGenerator[Any, None]:
        """As `stream`, for async generator functions."""
        expect(function, FunctionKind.ASYNC_GENERATOR)
        call = ToolCall(tool, arguments, session, principal, None, links or {})
        return execution.astream(self.admitting(call, schema), lambda given: function(**given))

    def close(self) -> None:
        """Close the trail. Calls that come later are blocked, for they could not be recorded."""
        if self.trail is not None:
            self.trail.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _named(self, call: ToolCall) -> ToolCall:
        return call if call.id is not None else replace(call, id=self._new_id())

    def _decide(
        self, call: ToolCall, can: frozenset[Capability], schema: ToolSchema | None
    ) -> Prepared:
        if not isinstance(call.arguments, Mapping):
            return Prepared(engine_block(ReasonCode.NOT_INSPECTABLE, _NO_MAPPING), {}, {}, {})
        decision: Decision | None = None
        try:
            seen = with_values(call, self.plan, self._vault)
            decision = self._enforced(call, decide(self.plan, seen, current_facts()))
            return prepare(
                call,
                decision,
                redactor=self._redactor,
                can=can,
                vault=self._vault,
                schema=schema,
            )
        except Exception as error:  # noqa: BLE001 - the one place where a fault becomes a block
            return self._fault(call, decision, error)

    def _enforced(self, call: ToolCall, decision: Decision) -> Decision:
        """Return what comes of the policy's decision: of a block, nothing, if it only observes."""
        if decision.effect is Effect.ALLOW or not self.plan.observes:
            return decision
        events.call_let_through(self._shown(call), decision)
        duties = self.plan.default_duties
        return replace(decision, effect=Effect.ALLOW, duties=duties, would_block=True)

    def _fault(self, call: ToolCall, decision: Decision | None, error: Exception) -> Prepared:
        self._faults.met(self._shown(call), "the decision", error)
        reason = f"{type(error).__name__} while deciding"
        if not self._faults.fail_open:
            return Prepared(engine_block(ReasonCode.FAULT, reason), {}, {}, {})
        duties = decision.duties if decision else Duties()
        opened = Decision(Effect.ALLOW, "engine", ReasonCode.FAIL_OPEN, reason, duties)
        arguments = dict(call.arguments)
        return Prepared(opened, arguments, {}, arguments)

    def _record(self, call: ToolCall, ready: Prepared, waits: Waits | None = None) -> int | None:
        """Record the decision durably; a call whose decision is not on record does not run."""
        if self.trail is None:
            return None
        try:
            keeper, digest = self._keeper, self.trail.digest
            if keeper is not None:
                digest = functools.partial(keeper.digest, call)
            body = describe_decision(
                call, ready.decision, policy=self._policy, digest=digest, clean=self._clean
            )
            body["redactions"] = dict(ready.found)
            if keeper is not None:
                body |= keeper.arguments(call, ready.decision, ready.arguments)
            durability = self._durability(call, ready.decision)
            if waits is not None and isinstance(self.trail, AuditTrail):
                return self.trail.decided(body, durability=durability, waits=waits)
            return self.trail.decided(body, durability=durability)
        except Exception as error:
            self._faults.met(call, "the audit trail", error)
            if self._faults.fail_open:
                return None
            raise unrecorded(call, error) from error

    def _durability(self, call: ToolCall, decision: Decision) -> Durability | None:
        """Return how soon the decision has to be on disk: a block as soon as its tool's calls."""
        if decision.effect is Effect.ALLOW or decision.rule == "engine":
            return decision.duties.audit or self.plan.default_duties.audit
        return self.plan.rules_for(call.tool).duties.audit

    def _shown(self, call: ToolCall) -> ToolCall:
        """Return the call as logs, records and errors may name it: a model may write any name."""
        name = self._shown_names(str(call.tool))
        return call if name == call.tool else replace(call, tool=name)

    def _clean(self, text: str) -> str:
        try:
            return self._redactor(GROUPS).hide(text)
        except Exception:  # noqa: BLE001 - a name that cannot be checked must not cost the entry
            return "<unchecked>"


def _blocked(call: ToolCall, decision: Decision) -> CallBlocked:
    events.call_blocked(call, decision)
    if decision.code is ReasonCode.FAULT:
        return EnforcementFault(call, decision)
    return PolicyViolation(call, decision)
