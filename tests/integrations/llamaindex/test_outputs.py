"""Nothing that a tool returns or raises gets past redaction."""

from __future__ import annotations

import asyncio
import threading

import pytest
from enforcecore_llamaindex import enforce_tool, enforce_tools
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.llms.types import TextBlock
from llama_index.core.base.response.schema import PydanticResponse, Response, StreamingResponse
from llama_index.core.query_engine import CustomQueryEngine
from llama_index.core.schema import (
    Document,
    NodeRelationship,
    NodeWithScore,
    QueryBundle,
    RelatedNodeInfo,
    TextNode,
)
from llama_index.core.tools import (
    AsyncBaseTool,
    FunctionTool,
    QueryEngineTool,
    RetrieverTool,
    ToolMetadata,
    ToolOutput,
)
from pydantic import BaseModel

from enforcecore_core import DeadlineExceeded, ResultWithheld

MAIL = "ada@example.org"
ALLOW = "  fetch: allow"


class Opaque:
    def __init__(self) -> None:
        self.secret = MAIL

    def __str__(self) -> str:
        return f"opaque {self.secret}"


class Model(BaseModel):
    secret: str


def nodes() -> list[NodeWithScore]:
    node = TextNode(text=f"by {MAIL}", metadata={"author": MAIL}, embedding=[0.5])
    return [NodeWithScore(node=node, score=0.9)]


RESULTS = {
    "text": lambda: f"ask {MAIL}",
    "list": lambda: [{"mail": [MAIL]}],
    "key": lambda: {MAIL: 1},
    "bytes": MAIL.encode,
    "model": lambda: Model(secret=MAIL),
    "opaque object": Opaque,
    "object in a list": lambda: [Opaque()],
    "blocks": lambda: [TextBlock(text=MAIL), TextBlock(text="and more")],
    "document": lambda: Document(text=MAIL, metadata={"author": MAIL}),
    "nodes": nodes,
    "response": lambda: Response(f"ask {MAIL}", nodes(), {"author": MAIL}),
    "model response": lambda: PydanticResponse(Model(secret=MAIL), nodes(), {}),
    "output": lambda: ToolOutput(tool_name="x", content=MAIL, raw_input={}, raw_output=MAIL),
}


def fetching(make):
    def fetch() -> object:
        return make()

    return fetch


@pytest.mark.parametrize("make", RESULTS.values(), ids=RESULTS.keys())
def test_a_result_of_any_type_is_redacted_or_withheld(make, enforcer_for):
    output = enforce_tool(fetching(make), enforcer_for(ALLOW)).call()
    everything = repr(output) + output.content + repr(output.raw_output) + repr(vars(output))
    assert MAIL not in everything
    assert not output.is_error


# The cell says nothing by itself; each name that stands elsewhere does.
TABLES = [
    {"columns": ["id", "password"], "rows": [[1, "tulip9"]]},
    [["id", "password"], [1, "tulip9"]],
    [("password", "tulip9"), ("id", 1)],
    [{"name": "DB_PASSWORD", "value": "tulip9"}],
]


@pytest.mark.parametrize("table", TABLES, ids=["columns", "rows", "pairs", "beside"])
def test_names_in_a_table_say_what_its_cells_are(table, enforcer_for):
    redacting = "defaults: {redact: {arguments: [], results: [secrets]}}"
    output = enforce_tool(fetching(lambda: table), enforcer_for(ALLOW, redacting)).call()
    assert "tulip9" not in repr(output) + output.content + repr(output.raw_output)
    assert "password" in output.content.lower()


def test_a_text_that_is_made_of_a_redacted_result_is_redacted_as_a_text_too(enforcer_for):
    redacting = "defaults: {redact: {arguments: [], results: [secrets]}}"
    result = {"password": "tulip9", "argv": ["mysql", "--password", "swordfish"]}
    output = enforce_tool(fetching(lambda: result), enforcer_for(ALLOW, redacting)).call()
    assert "tulip9" not in output.content
    assert "swordfish" not in output.content
    assert output.content.startswith("{'password': '<PASSWORD>', 'argv': ['mysql'")


def test_an_object_that_cannot_be_looked_into_gives_way_to_its_text(enforcer_for):
    output = enforce_tool(fetching(Opaque), enforcer_for(ALLOW)).call()
    assert output.raw_output == output.content == "opaque <EMAIL>"


def test_a_response_stays_a_response(enforcer_for):
    output = enforce_tool(fetching(RESULTS["response"]), enforcer_for(ALLOW)).call()
    [node] = output.raw_output.source_nodes
    assert output.raw_output.response == "ask <EMAIL>"
    assert (node.text, node.metadata, node.score) == ("by <EMAIL>", {"author": "<EMAIL>"}, 0.9)


class Related(BaseRetriever):
    """Finds a clean text with something else behind it."""

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        parent = RelatedNodeInfo(node_id="parent", metadata={"author": MAIL})
        node = TextNode(text="clean", relationships={NodeRelationship.PARENT: parent})
        return [NodeWithScore(node=node)]


@pytest.mark.parametrize(
    "inner",
    [
        RetrieverTool.from_defaults(Related(), name="fetch"),
        FunctionTool.from_defaults(
            lambda: Response("clean", Related().retrieve("x")), name="fetch", description="x"
        ),
    ],
    ids=["nodes", "response"],
)
def test_nothing_is_left_where_redaction_does_not_look(inner, enforcer_for):
    tool = enforce_tool(inner, enforcer_for(ALLOW))
    output = tool.call(*tool.metadata.fn_schema.model_fields)
    assert "clean" in output.content
    assert MAIL not in repr(output.raw_output)


def test_a_streamed_response_becomes_its_text(enforcer_for):
    class Streaming(CustomQueryEngine):
        def custom_query(self, query_str: str) -> StreamingResponse:
            return StreamingResponse(iter(["ask ada@exam", "ple.org"]))

    inner = QueryEngineTool.from_defaults(Streaming(), name="fetch")
    output = enforce_tool(inner, enforcer_for(ALLOW)).call("x")
    assert output.raw_output == Response("ask <EMAIL>", [])


def test_a_clean_result_keeps_its_type(enforcer_for):
    output = enforce_tool(fetching(lambda: {"a": [1]}), enforcer_for(ALLOW)).call()
    assert (output.raw_output, output.content) == ({"a": [1]}, "{'a': [1]}")


def raising(text):
    def fetch() -> str:
        raise PermissionError(text)

    return fetch


def test_the_text_of_an_exception_is_redacted(enforcer_for, statuses_of):
    enforcer = enforcer_for(ALLOW)
    tool = enforce_tool(raising(f"{MAIL} may not"), enforcer)
    for output in (tool.call(), asyncio.run(tool.acall())):
        assert output.content == "<EMAIL> may not"
        assert isinstance(output.exception, PermissionError)
        assert MAIL not in repr(output.exception) + repr(output)
    assert statuses_of(enforcer) == ["raised", "raised"]


class Reporting(AsyncBaseTool):
    """Reports its failures as outputs, under a name of its choice."""

    metadata = ToolMetadata(name="fetch", description="", fn_schema=None)

    def call(self, **arguments: str) -> ToolOutput:
        error = ValueError(f"{MAIL} is wrong")
        return ToolOutput(
            tool_name="other",
            content=str(error),
            raw_input={"input": MAIL},
            raw_output=str(error),
            is_error=True,
            exception=error,
        )

    async def acall(self, **arguments: str) -> ToolOutput:
        return self.call(**arguments)


def test_an_error_that_a_tool_reports_is_redacted_and_recorded_as_raised(enforcer_for, statuses_of):
    enforcer = enforcer_for(ALLOW)
    output = enforce_tool(Reporting(), enforcer).call("x")
    assert (output.tool_name, output.content) == ("fetch", "<EMAIL> is wrong")
    assert MAIL not in repr(output) + repr(output.exception)
    assert statuses_of(enforcer) == ["raised"]


def test_what_a_callback_makes_of_a_result_is_redacted_too(enforcer_for):
    def told(raw: str) -> str:
        return f"{raw} says {MAIL}"

    tool = FunctionTool.from_defaults(fetching(lambda: "it"), callback=told)
    assert enforce_tool(tool, enforcer_for(ALLOW)).call().content == "it says <EMAIL>"


REVEALING = "  find: allow\n  charge: {allow: always, reveal: [card]}"


@pytest.mark.parametrize("how", ["call", "acall"])
def test_an_output_holds_no_value_that_the_tool_alone_may_see(how, enforcer_for):
    charged = []

    def find() -> str:
        return MAIL

    def charge(card: list[str]) -> str:
        charged.extend(card)
        return "done"

    find, charge = enforce_tools(
        [find, charge], enforcer_for(REVEALING, "redaction: {replace: vault}")
    )
    token = find.call().raw_output
    output = getattr(charge, how)(card=[token])
    output = asyncio.run(output) if how == "acall" else output
    assert charged == [MAIL]
    assert output.raw_input == {"args": (), "kwargs": {"card": [token]}}


def test_an_output_holds_nothing_that_the_tool_put_into_its_arguments(enforcer_for):
    def fetch(found: list[str], others: list[object]) -> str:
        found.append(MAIL)
        others.append(object())
        return "done"

    sent = {"found": ["a"], "others": []}
    output = enforce_tool(fetch, enforcer_for(ALLOW)).call(**sent)
    assert output.raw_input["kwargs"] == {"found": ["a", "<EMAIL>"]}
    # The events of a workflow hold them.
    assert sent == {"found": ["a"], "others": []}


def test_an_output_bears_the_name_of_the_tool(enforcer_for):
    def told(raw: str) -> ToolOutput:
        return ToolOutput(tool_name="other", content=raw, raw_input={}, raw_output=raw)

    tool = FunctionTool.from_defaults(fetching(lambda: "it"), callback=told)
    assert enforce_tool(tool, enforcer_for(ALLOW)).call().tool_name == "fetch"


def test_a_text_is_measured_as_itself(enforcer_for):
    tool = enforce_tool(
        fetching(lambda: "x" * 10), enforcer_for("  fetch: {allow: always, max_result_size: 10B}")
    )
    assert tool.call().content == "x" * 10


def test_a_result_that_is_too_large_is_withheld(enforcer_for, statuses_of):
    enforcer = enforcer_for("  fetch: {allow: always, max_result_size: 10B}")
    output = enforce_tool(fetching(lambda: "x" * 11), enforcer).call()
    assert isinstance(output.exception, ResultWithheld)
    assert "xxx" not in repr(output)
    assert statuses_of(enforcer) == ["withheld"]


def test_a_tool_that_is_too_slow_is_recorded_as_timed_out(enforcer_for, statuses_of):
    enforcer = enforcer_for("  fetch: {allow: always, timeout: 0.05s}")
    late = threading.Event()
    tool = enforce_tool(fetching(lambda: late.wait(300)), enforcer)
    outputs = [tool.call(), asyncio.run(tool.acall())]
    late.set()
    assert all(isinstance(output.exception, DeadlineExceeded) for output in outputs)
    assert statuses_of(enforcer) == ["timed_out", "timed_out"]


async def test_a_cancelled_call_is_recorded_as_cancelled(enforcer_for, statuses_of):
    enforcer = enforcer_for(ALLOW)
    started = asyncio.Event()

    async def fetch() -> None:
        started.set()
        await asyncio.Event().wait()

    call = asyncio.create_task(enforce_tool(fetch, enforcer).acall())
    await started.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert statuses_of(enforcer) == ["cancelled"]


def test_an_interrupt_arrives_and_is_recorded(enforcer_for, statuses_of):
    def fetch() -> str:
        raise KeyboardInterrupt

    enforcer = enforcer_for(ALLOW)
    with pytest.raises(KeyboardInterrupt):
        enforce_tool(fetch, enforcer).call()
    assert statuses_of(enforcer) == ["cancelled"]
