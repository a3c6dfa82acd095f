"""How the verification of a trail looks on a screen."""

from __future__ import annotations

from enforcecore_core.audit import Verification
from enforcecore_core.audit.payloads import PayloadCheck
from enforcecore_core.cli.painting import Style, Words
from enforcecore_core.cli.terminal import Terminal
from enforcecore_core.errors import TrailInvalid
from enforcecore_core.escaping import shown
from enforcecore_core.findings import Finding

__all__ = ["say_findings", "say_verification"]

_MOST_SHOWN = 20
_ASSURANCES = {
    "unsigned": "against mistakes; a rebuilt chain or a cut-off end goes unnoticed",
    "signed": "against everybody who does not have the signing key",
    "remembered": "goes on from what was seen before, whoever has the key",
    "witnessed": "a witness has signed it, too",
}
_AGES = ((86_400, "days"), (3600, "hours"), (60, "minutes"), (0, "seconds"))


def say_verification(
    verification: Verification, payloads: PayloadCheck | None, terminal: Terminal
) -> None:
    """Say of a trail in which nothing is wrong how much was checked, and what that means."""
    whole = verification.status == "ok"
    word = Words("OK", Style.GOOD) if whole else Words("PARTIAL", Style.DOUBT)
    terminal.say(word, f"  {verification.assurance}  {shown(verification.path)}")
    for name, value in _rows(verification, payloads).items():
        terminal.say("    ", Words(f"{name:<12}", Style.FAINT), value)
    for remark in verification.remarks if not whole else ():
        terminal.say("    ", Words(f"{'doubt':<12}", Style.DOUBT), shown(remark))
    meaning = _ASSURANCES.get(verification.assurance, "")
    terminal.say("    ", Words(f"{'assurance':<12}", Style.FAINT), meaning)


def say_findings(invalid: TrailInvalid, terminal: Terminal, *, every: bool) -> None:
    """Say what is wrong with a trail; only the first findings, unless `every` one is wanted."""
    findings = invalid.findings
    counted = "1 finding" if len(findings) == 1 else f"{len(findings)} findings"
    terminal.say(Words("FAIL", Style.BAD), f"  {counted}  {shown(invalid.path)}")
    some = findings if every else findings[:_MOST_SHOWN]
    for finding in some:
        terminal.say("  ", Words(finding.code, Style.BAD), f"  {_place(finding)}")
        terminal.say(f"      {finding.meaning}: {shown(finding.detail)}")
    if len(some) < len(findings):
        terminal.note(f"{len(findings) - len(some)} more; -v shows them")
    terminal.note("Keep the files as they are, as evidence. docs/errors explains each code.")


def _rows(verification: Verification, payloads: PayloadCheck | None) -> dict[str, str]:
    rows = {
        "records": _records(verification),
        "calls": f"{verification.entries}: {verification.blocked} blocked, "
        f"{verification.indeterminate} indeterminate, {verification.open_calls} running",
    }
    if verification.signed_size:
        rows["signed"] = f"{verification.signed_size} records{_age(verification.checkpoint_age_s)}"
    if verification.witnessed_size:
        age = _age(verification.witnessed_age_s)
        rows["witnessed"] = f"{verification.witnessed_size} records{age}"
    if verification.origin:
        rows["origin"] = shown(verification.origin)
    if verification.recoveries:
        rows["recoveries"] = f"{verification.recoveries} after a crash"
    if payloads is not None:
        rows["payloads"] = (
            f"{payloads.kept} as recorded, {payloads.erased} erased, {payloads.omitted} left out"
        )
        if payloads.erasing:
            rows["erasing"] = f"{payloads.erasing}: run `enforcecore erase` again if it was killed"
    elif verification.erased:
        rows["erased"] = f"{verification.erased} payloads"
    return rows


def _records(verification: Verification) -> str:
    linked = f"{verification.records}, each linked to the one before"
    if not verification.pruned_below:
        return linked
    return f"{linked}, after {verification.pruned_below} that were pruned"


def _age(age: int | None) -> str:
    if age is None:
        return ""
    size, unit = next((size, unit) for size, unit in _AGES if age >= 2 * size)
    return f", the newest {age // (size or 1)} {unit} ago"


def _place(finding: Finding) -> str:
    where = "trail" if finding.seq is None else f"record {finding.seq}"
    if finding.file is None:
        return where
    line = "" if finding.line is None else f":{finding.line}"
    return f"{where}, {shown(finding.file)}{line}"
