"""Tool outputs: made our own, opened for redaction and put together again, or made of an error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from llama_index.core.base.llms.types import TextBlock
from llama_index.core.base.response.schema import (
    AsyncStreamingResponse,
    PydanticResponse,
    Response,
    StreamingResponse,
)
from llama_index.core.schema import NodeWithScore
from llama_index.core.tools import ToolOutput

from enforcecore_core import NotInspectable, Redactor, View
from enforcecore_llamaindex.responses import (
    fill_nodes,
    fill_response,
    open_nodes,
    open_response,
    plain_nodes,
    plain_response,
)

__all__ = ["OUTPUT", "cleaned", "failed", "owned", "released"]

_RESPONSES = (Response, PydanticResponse, StreamingResponse, AsyncStreamingResponse)

# With no groups it finds nothing and still refuses what cannot be looked into.
_prober = Redactor(())


def owned(output: ToolOutput, tool: str, arguments: Mapping[str, object]) -> ToolOutput:
    """Return a tool's output under the pinned name, holding only what can be looked into.

    A raw output of another kind gives way to the text that was made of it. `arguments` becomes
    the raw input. An error that the tool reports in its output is raised, so that it is recorded
    and cleaned as any other.
    """
    if not isinstance(output, ToolOutput):
        raise TypeError(f"a tool must return a ToolOutput, not a {type(output).__name__}")
    if output.is_error and output.exception is not None:
        raise output.exception
    return _output(
        tool,
        blocks=list(output.blocks),
        arguments=arguments,
        raw_output=_plain(output.raw_output, output.content),
        is_error=output.is_error,
    )


def cleaned(arguments: Mapping[str, object], redactor: Redactor) -> dict[str, object]:
    """Return arguments as an output may hold them: redacted, without what cannot be looked into."""
    if not redactor.groups:
        return dict(arguments)
    clean: dict[str, object] = {}
    for name, value in arguments.items():
        try:
            redacted = cast("dict[str, object]", redactor.redact({name: value}).value)
        except NotInspectable:
            continue
        [clean[name]] = redacted.values()
    return clean


def failed(tool: str, error: Exception) -> ToolOutput:
    """Return the output that tells a model of a call that was blocked or went wrong."""
    text = str(error) or type(error).__name__
    return ToolOutput(
        tool_name=tool,
        blocks=[TextBlock(text=text)],
        raw_input={"args": (), "kwargs": {}},
        raw_output=text,
        is_error=True,
        exception=error,
    )


def released(output: ToolOutput) -> Any:
    """Return what the bare function would have: the raw output, or the error raised."""
    if output.exception is not None:
        raise output.exception
    return output.raw_output


def _read(output: ToolOutput) -> object:
    said = [block.text if isinstance(block, TextBlock) else block for block in output.blocks]
    raw = output.raw_output
    # Most tools return a text. It is looked at once, and its size is its own.
    if type(raw) is str and said == [raw]:
        return raw
    if isinstance(raw, Response):
        return [said, open_response(raw)]
    return [said, open_nodes(raw) if _are_nodes(raw) else raw]


def _write(output: ToolOutput, redacted: object) -> ToolOutput:
    if isinstance(redacted, str):
        said, raw = [redacted], cast("Any", redacted)
    else:
        said, raw = cast("list[Any]", redacted)
        if isinstance(output.raw_output, Response):
            raw = fill_response(output.raw_output, raw)
        elif _are_nodes(output.raw_output):
            raw = fill_nodes(output.raw_output, raw)
        elif raw is not output.raw_output and output.content == str(output.raw_output):
            # Its parts stand under names, which the text need not hold in a way that tells.
            said = [str(raw)]
    return _output(
        output.tool_name,
        blocks=[TextBlock(text=block) if isinstance(block, str) else block for block in said],
        arguments=output.raw_input["kwargs"],
        raw_output=raw,
        is_error=output.is_error,
    )


OUTPUT: View[ToolOutput] = View(read=_read, write=_write, renders=True)


def _output(
    tool: str,
    *,
    blocks: list[Any],
    arguments: Mapping[str, object],
    raw_output: object,
    is_error: bool,
) -> ToolOutput:
    return ToolOutput(
        tool_name=tool,
        blocks=blocks,
        raw_input={"args": (), "kwargs": dict(arguments)},
        raw_output=raw_output,
        is_error=is_error,
    )


def _plain(raw: object, content: str) -> object:
    if isinstance(raw, _RESPONSES):
        response = plain_response(raw, content)
        return response if _inspectable(open_response(response)) else Response(content)
    if _are_nodes(raw):
        nodes = plain_nodes(cast("list[NodeWithScore]", raw))
        return nodes if _inspectable(open_nodes(nodes)) else content
    # An output inside an output hides its exception from whoever walks its fields.
    return raw if not isinstance(raw, ToolOutput) and _inspectable(raw) else content


def _are_nodes(raw: object) -> bool:
    return isinstance(raw, list) and bool(raw) and all(isinstance(n, NodeWithScore) for n in raw)


def _inspectable(value: object) -> bool:
    try:
        _prober.redact(value)
    except NotInspectable:
        return False
    return True
