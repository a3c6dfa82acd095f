"""Runs the blocks of one page as its reader would: in order, in one directory, in one session."""

from __future__ import annotations

import contextlib
import doctest
import io
import shlex
import sys
import types
from pathlib import Path

from docs.pages import Block

from enforcecore_core import PolicyError, load_policy
from enforcecore_core.cli import main
from enforcecore_core.rehearsal.loading import is_suite, load_suite

_CHECKER = doctest.OutputChecker()
_MODULE = "documentation"


class Session:
    """What the blocks of a page share: a directory, a namespace, and what was printed last."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.printed = ""
        self._module = types.ModuleType(_MODULE)

    def run(self, blocks: list[Block]) -> None:
        sys.modules[_MODULE] = self._module
        try:
            for block in blocks:
                self._run_block(block)
        finally:
            del sys.modules[_MODULE]

    def _run_block(self, block: Block) -> None:
        match block.language:
            case "python":
                self._python(block)
            case "yaml":
                self._yaml(block)
            case "sh":
                self._shell(block)
            case "json" if "file" in block.options:
                (self.directory / block.options["file"]).write_text(block.text, encoding="utf-8")
            case "text":
                self._text(block)

    def _python(self, block: Block) -> None:
        # Blank lines in front: a traceback then names the line of the page.
        source = "\n" * (block.line - 1) + block.text
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            exec(compile(source, block.place, "exec", dont_inherit=True), vars(self._module))
        self._show(output.getvalue())

    def _yaml(self, block: Block) -> None:
        path = self.directory / block.options.get("file", "page.yaml")
        path.write_text(block.text, encoding="utf-8")
        expected = block.options.get("error")
        refusal = _refusal_of(path)
        assert (refusal and refusal.code) == expected, f"{block.place}: {refusal or 'it loads'}"
        if refusal:
            self._show(f"{refusal}\n")

    def _shell(self, block: Block) -> None:
        """Run the commands of ours that are in it; the others are the reader's alone."""
        commands = [line for line in block.text.splitlines() if line.startswith("enforcecore ")]
        output = io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            codes = [main(shlex.split(line, comments=True)[1:]) for line in commands]
        if commands:
            expected = int(block.options.get("exit", "0"))
            assert codes[-1] == expected, f"{block.place}: exit code {codes[-1]}"
            self._show(output.getvalue())

    def _text(self, block: Block) -> None:
        assert self._matches(block.text), (
            f"{block.place}: the page says\n{block.text}\nand what was printed is\n{self.printed}"
        )

    def _matches(self, text: str) -> bool:
        flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
        return _CHECKER.check_output(text, self.printed, flags)

    def _show(self, text: str) -> None:
        self.printed = text


def _refusal_of(policy: Path) -> PolicyError | None:
    try:
        if is_suite(policy.name):
            load_suite(policy.name)
        else:
            load_policy(policy.name)
    except PolicyError as error:
        return error
    return None
