"""What pytest gets from EnforceCore: the tests in `*policy_test.yaml`, and a fixture.

pytest loads this module by its entry point, in every project. So it takes no more than pytest until
there is something to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from enforcecore_core.decision import Facts, Plan
    from enforcecore_core.rehearsal.asserting import PolicyUnderTest
    from enforcecore_core.rehearsal.loading import Case

__all__ = ["enforcecore"]

_SWITCH = "enforcecore_policy_tests"
_ENDINGS = ("policy_test.yaml", "policy_test.yml")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a project do without the files."""
    parser.addini(
        _SWITCH, "collect the tests in *policy_test.yaml (default: true)", type="bool", default=True
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take the files of policy tests."""
    if not file_path.name.endswith(_ENDINGS) or not parent.config.getini(_SWITCH):
        return None
    return _PolicyTestFile.from_parent(parent, path=file_path)


@pytest.fixture
def enforcecore(request: pytest.FixtureRequest) -> Callable[..., PolicyUnderTest]:
    """Open a policy to be asked what it allows and blocks: `enforcecore("policy.yaml")`.

    A relative path starts where the test's file is. Nothing runs and nothing is written.
    """
    from enforcecore_core.decision import Plan  # noqa: PLC0415 - see above
    from enforcecore_core.policy import load_policy  # noqa: PLC0415
    from enforcecore_core.rehearsal.asserting import PolicyUnderTest  # noqa: PLC0415

    def open_policy(
        policy: str | PathLike[str] | Plan,
        *,
        principal: str | dict[str, object] | None = None,
        session: str | None = None,
        facts: Facts | None = None,
    ) -> PolicyUnderTest:
        plan = policy if isinstance(policy, Plan) else load_policy(request.path.parent / policy)
        return PolicyUnderTest(plan, principal=principal, session=session, facts=facts)

    return open_policy


class _TestFailed(Exception):
    """Carries the words for a test that did not come out as its file says."""


class _PolicyTestFile(pytest.File):
    def collect(self) -> Iterator[pytest.Item]:
        from enforcecore_core.errors import PolicyError  # noqa: PLC0415 - see above
        from enforcecore_core.rehearsal.loading import load_suite  # noqa: PLC0415

        try:
            suite = load_suite(self.path)
        except PolicyError as error:
            raise self.CollectError(str(error)) from None
        for case in suite.cases:
            yield _PolicyTest.from_parent(self, name=case.name, case=case, plan=suite.plan)


class _PolicyTest(pytest.Item):
    def __init__(self, *, case: Case, plan: Plan, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._case = case
        self._plan = plan
        if case.xfail is not None:
            self.add_marker(pytest.mark.xfail(reason=case.xfail, strict=True, raises=_TestFailed))

    def runtest(self) -> None:
        from enforcecore_core.rehearsal.reports import complaint  # noqa: PLC0415 - see above
        from enforcecore_core.rehearsal.running import run_case  # noqa: PLC0415

        result = run_case(self._plan, self._case)
        if result.differences:
            raise _TestFailed("\n".join(complaint(self._plan, result)))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, _TestFailed):
            return f"{self.path.name}:{self._case.line}: {self.name}\n{excinfo.value}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self._case.line - 1, self.name
