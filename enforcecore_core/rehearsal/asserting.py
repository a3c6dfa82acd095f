"""A policy in the hands of a test: what it allows, what it blocks, and what a tool would see."""

from __future__ import annotations

from collections.abc import Mapping

from enforcecore_core.calls import Decision, Effect, ToolCall
from enforcecore_core.decision import Facts, Plan
from enforcecore_core.preparation import Prepared, current_facts
from enforcecore_core.rehearsal.running import rehearse

__all__ = ["PolicyUnderTest"]

Principal = str | Mapping[str, object] | None


class PolicyUnderTest:
    """Decides calls as an enforcer would, without running or recording anything.

    `allows` and `blocks` raise AssertionError by themselves when it is otherwise, so that a
    forgotten `assert` hides nothing. Paths are resolved in the real file system, unless `facts`
    say what to resolve them in.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        principal: Principal = None,
        session: str | None = None,
        facts: Facts | None = None,
    ) -> None:
        self.plan = plan
        self._principal = principal
        self._session = session
        self._facts = facts

    def __repr__(self) -> str:
        return f"PolicyUnderTest({self.plan.name!r})"

    def with_caller(
        self, *, principal: Principal = None, session: str | None = None
    ) -> PolicyUnderTest:
        """Return the same policy, asked by someone else."""
        return PolicyUnderTest(self.plan, principal=principal, session=session, facts=self._facts)

    def decide(self, tool: str, /, **arguments: object) -> Decision:
        """Return the decision on a call."""
        return self._rehearsed(tool, arguments).decision

    def allows(self, tool: str, /, **arguments: object) -> Decision:
        """Return the decision on a call that is allowed; raise AssertionError if it is not."""
        __tracebackhide__ = True
        return self._expected(Effect.ALLOW, tool, arguments).decision

    def blocks(self, tool: str, /, **arguments: object) -> Decision:
        """Return the decision on a call that is blocked; raise AssertionError if it is not."""
        __tracebackhide__ = True
        return self._expected(Effect.BLOCK, tool, arguments).decision

    def tool_sees(self, tool: str, /, **arguments: object) -> dict[str, object]:
        """Return the arguments as the tool would get them; raise AssertionError for a block."""
        __tracebackhide__ = True
        return self._expected(Effect.ALLOW, tool, arguments).arguments

    def _rehearsed(self, tool: str, arguments: Mapping[str, object]) -> Prepared:
        call = ToolCall(tool, arguments, self._session, self._principal)
        return rehearse(self.plan, call, self._facts or current_facts())

    def _expected(self, effect: Effect, tool: str, arguments: Mapping[str, object]) -> Prepared:
        __tracebackhide__ = True
        came_out = self._rehearsed(tool, arguments)
        decision = came_out.decision
        if decision.effect is not effect:
            # Names alone: a test of an application may well hold real values.
            given = ", ".join(sorted(arguments)) or "no arguments"
            does, wanted = (
                ("blocks", "allow it")
                if decision.effect is Effect.BLOCK
                else ("allows", "block it")
            )
            raise AssertionError(
                f"{self.plan.name} {does} {tool!r} ({given}) and should {wanted}\n"
                f"{decision.rule} [{decision.code.value}]: {decision.reason}"
            )
        return came_out
