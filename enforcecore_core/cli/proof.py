"""`enforcecore proof`: prove one call, or that nothing was taken back, without the trail."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from enforcecore_core.audit.checkpoints import Checkpoint
from enforcecore_core.audit.cosignatures import cosignatures
from enforcecore_core.audit.keys import NoteInvalid, VerifierKey
from enforcecore_core.audit.notes import LONGEST_NOTE, NoteSignature, open_note, text_of
from enforcecore_core.audit.proofs import (
    HEADER,
    ConsistencyProof,
    ProofInvalid,
    ProvedRecord,
    check_entry,
    parse_proofs,
)
from enforcecore_core.audit.proving import prove_continuation, prove_entry
from enforcecore_core.audit.signing import read_keys
from enforcecore_core.cli.exits import CannotAsk, Exit
from enforcecore_core.cli.painting import Style, Words
from enforcecore_core.cli.terminal import Terminal
from enforcecore_core.escaping import shown

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME = "proof"
HELP = "prove one call to somebody without the trail, or check such a proof"

_NUMBER = re.compile("[0-9]{1,18}")
_SHOWN = ("tool", "effect", "code", "call_id", "ref", "status", "ts")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("trail", metavar="TRAIL", nargs="?", help="the trail's directory")
    parser.add_argument(
        "record", metavar="SEQ|CALL_ID", nargs="?", help="a record's number, or a call's id"
    )
    parser.add_argument("--out", metavar="FILE", help="write the proof to a file")
    parser.add_argument(
        "--old", metavar="FILE", help="a checkpoint kept earlier: prove that it is continued"
    )
    parser.add_argument("--check", metavar="FILE", help="check this proof instead")
    parser.add_argument(
        "--key", action="append", default=[], metavar="KEY", help="a public key, or a file of keys"
    )
    parser.add_argument(
        "--witness", action="append", default=[], metavar="KEY", help="the key of a witness"
    )


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Make or check a proof, and return the exit code."""
    try:
        return (_make if arguments.check is None else _check)(arguments, terminal)
    except (ProofInvalid, NoteInvalid) as invalid:
        terminal.say(Words("INVALID", Style.BAD), f"  {shown(str(invalid))}")
        return Exit.NO


def _check(arguments: argparse.Namespace, terminal: Terminal) -> int:
    if arguments.trail is not None or arguments.out is not None:
        raise CannotAsk("a proof is checked without a trail", "name --check, --key and --old alone")
    if not arguments.key:
        raise CannotAsk("a proof is checked against a key", "name the log's public key with --key")
    keys, witnesses = read_keys(arguments.key), read_keys(arguments.witness)
    if arguments.old is None:
        return _check_entry(arguments.check, keys, witnesses, terminal)
    old = _checkpoint(arguments.old)
    return _check_continuation(arguments.check, old, (keys, witnesses), terminal)


def _make(arguments: argparse.Namespace, terminal: Terminal) -> int:
    if arguments.trail is None or (arguments.record is None) == (arguments.old is None):
        raise CannotAsk("what is to be proved?", "name a trail, and a record or --old")
    if arguments.old is not None:
        continuation = prove_continuation(arguments.trail, _checkpoint(arguments.old))
        _write(continuation.text(), arguments.out, terminal)
        return Exit.YES
    record = arguments.record
    proof = prove_entry(arguments.trail, int(record) if _NUMBER.fullmatch(record) else record)
    _write(proof.text(), arguments.out, terminal)
    if proof.is_open:
        terminal.note("the call has no outcome that is signed yet: this proves its decision alone")
        return Exit.INCOMPLETE
    return Exit.YES


def _check_entry(
    file: str,
    keys: Sequence[VerifierKey],
    witnesses: Sequence[VerifierKey],
    terminal: Terminal,
) -> int:
    proofs = parse_proofs(_read(file))
    proved = check_entry(proofs, keys)
    seen = cosignatures(proofs[0].checkpoint, witnesses)
    incomplete = (bool(witnesses) and not seen) or _is_open(proved)
    _say_verdict(terminal, incomplete=incomplete)
    for one in proved:
        _say_record(one, terminal)
    _say_signed(proved[0].checkpoint, proved[0].signers, seen, terminal)
    if _is_open(proved):
        _say_row("missing", "the outcome is no part of this proof", terminal)
    return Exit.INCOMPLETE if incomplete else Exit.YES


def _check_continuation(
    file: str,
    old: Checkpoint,
    known: tuple[Sequence[VerifierKey], Sequence[VerifierKey]],
    terminal: Terminal,
) -> int:
    keys, witnesses = known
    proof = ConsistencyProof.parse(_read(file))
    new = proof.check(old, keys)
    seen = cosignatures(proof.checkpoint, witnesses)
    signers = [one.key for one in open_note(proof.checkpoint, keys).signatures]
    incomplete = bool(witnesses) and not seen
    _say_verdict(terminal, incomplete=incomplete)
    _say_row("continues", f"the first {old.size} records are those of the old checkpoint", terminal)
    _say_signed(new, signers, seen, terminal)
    return Exit.INCOMPLETE if incomplete else Exit.YES


def _is_open(proved: Sequence[ProvedRecord]) -> bool:
    body = proved[0].record.body
    return len(proved) == 1 and (body.get("kind"), body.get("effect")) == ("decision", "allow")


def _say_verdict(terminal: Terminal, *, incomplete: bool) -> None:
    if incomplete:
        terminal.say(Words("PARTIAL", Style.DOUBT), "  what is here is proved")
    else:
        terminal.say(Words("OK", Style.GOOD), "  proved")


def _say_record(proved: ProvedRecord, terminal: Terminal) -> None:
    body = proved.record.body
    parts = [f"{name} {shown(str(body[name]))}" for name in _SHOWN if name in body]
    kind = shown(str(body.get("kind")))
    _say_row(f"record {proved.record.seq}", "  ".join([kind, *parts]), terminal)


def _say_signed(
    checkpoint: Checkpoint,
    signers: Sequence[VerifierKey],
    seen: Sequence[NoteSignature],
    terminal: Terminal,
) -> None:
    names = shown(", ".join(key.name for key in signers))
    size, origin = checkpoint.size, shown(checkpoint.origin)
    _say_row("signed", f"by {names}: {size} records of {origin}", terminal)
    for one in seen:
        _say_row("witnessed", f"by {shown(one.key.name)} at {_moment(one.time or 0)}", terminal)


def _moment(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return f"{seconds} s after 1970"


def _say_row(name: str, value: str, terminal: Terminal) -> None:
    terminal.say("    ", Words(f"{name:<12}", Style.FAINT), value)


def _write(text: str, file: str | None, terminal: Terminal) -> None:
    if file is None:
        terminal.write(text)
        return
    Path(file).write_text(text, encoding="utf-8")
    terminal.note(f"wrote {file}")


def _checkpoint(file: str) -> Checkpoint:
    """A checkpoint that was kept: as a note, or as the proof or request that it came in."""
    text = _read(file)
    try:
        return Checkpoint.parse(text_of(text.partition("\n\n")[2] if _is_proof(text) else text))
    except NoteInvalid as invalid:
        raise CannotAsk(f"{file} is no checkpoint: {invalid}") from None


def _is_proof(text: str) -> bool:
    return text.startswith((f"{HEADER}\n", "old "))


def _read(file: str) -> str:
    with Path(file).open("rb") as opened:
        content = opened.read(4 * LONGEST_NOTE)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise CannotAsk(f"{file} is not text") from None
