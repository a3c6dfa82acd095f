"""Query responses and retrieved nodes, reduced to what can be looked into and put back."""

from __future__ import annotations

from typing import Any

from llama_index.core.base.response.schema import (
    AsyncStreamingResponse,
    PydanticResponse,
    Response,
    StreamingResponse,
)
from llama_index.core.schema import NodeWithScore, TextNode

__all__ = [
    "fill_nodes",
    "fill_response",
    "open_nodes",
    "open_response",
    "plain_nodes",
    "plain_response",
]

AnyResponse = Response | PydanticResponse | StreamingResponse | AsyncStreamingResponse


def plain_response(response: AnyResponse, text: str) -> Response:
    """Return a response that holds text, sources and metadata and nothing else.

    `text` stands in for an answer that is a stream or a model.
    """
    answer = response.response if isinstance(response, Response) else text
    return Response(answer, plain_nodes(response.source_nodes), response.metadata)


def plain_nodes(nodes: list[NodeWithScore]) -> list[NodeWithScore]:
    """Return the nodes as text nodes: embeddings, relations and pictures stay behind."""
    return fill_nodes(nodes, open_nodes(nodes))


def open_response(response: Response) -> dict[str, Any]:
    """Return what a response says, as plain values."""
    return {
        "response": response.response,
        "source_nodes": open_nodes(response.source_nodes),
        "metadata": response.metadata,
    }


def fill_response(response: Response, opened: dict[str, Any]) -> Response:
    """Return the response that says what `opened` says."""
    nodes = fill_nodes(response.source_nodes, opened["source_nodes"])
    return Response(opened["response"], nodes, opened["metadata"])


def open_nodes(nodes: list[NodeWithScore]) -> list[dict[str, Any]]:
    """Return what nodes say, as plain values."""
    return [
        {"id": node.node_id, "text": node.node.get_content(), "metadata": node.metadata}
        for node in nodes
    ]


def fill_nodes(nodes: list[NodeWithScore], opened: list[dict[str, Any]]) -> list[NodeWithScore]:
    """Return nodes that say what `opened` says, with the scores of `nodes`."""
    return [
        NodeWithScore(
            node=TextNode(id_=said["id"], text=said["text"], metadata=said["metadata"]),
            score=node.score,
        )
        for node, said in zip(nodes, opened, strict=True)
    ]
