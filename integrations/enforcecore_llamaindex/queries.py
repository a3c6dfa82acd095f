"""The query engine that routers take out of an enforced tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import RESPONSE_TYPE, Response
from llama_index.core.callbacks import CallbackManager
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import QueryBundle
from llama_index.core.tools import ToolOutput

from enforcecore_llamaindex.outputs import released

if TYPE_CHECKING:
    from enforcecore_llamaindex.tools import EnforcedTool

__all__ = ["EnforcedQueryEngine"]


class EnforcedQueryEngine(BaseQueryEngine):
    """Asks an enforced tool. A blocked query raises, because a router expects no error response."""

    def __init__(self, tool: EnforcedTool, callback_manager: CallbackManager | None) -> None:
        self._tool = tool
        super().__init__(callback_manager)

    def _query(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        return _response(self._tool.call(query_bundle.query_str))

    async def _aquery(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        return _response(await self._tool.acall(query_bundle.query_str))

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}


def _response(output: ToolOutput) -> Response:
    answer = released(output)
    return answer if isinstance(answer, Response) else Response(output.content)
