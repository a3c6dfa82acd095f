"""Keys of language model providers and of the services around them."""

from __future__ import annotations

import re

from enforcecore_core.redaction.detectors.detector import Detector, Span
from enforcecore_core.redaction.detectors.secrets.tokens import (
    ALNUM,
    HEX,
    LOWER,
    URL_SAFE,
    UUID,
    if_random,
    made_up,
    prefixed,
    shaped,
)
from enforcecore_core.redaction.randomness import is_stand_in

__all__ = ["AI"]

_DIGIT = re.compile(r"[0-9]", re.ASCII)


def _openai_key(found: re.Match[str]) -> Span | None:
    # `sk-proj-the-name-of-some-branch` is no key: a random one of that length has digits.
    body = found["body"]
    return found.span() if _DIGIT.search(body) and not is_stand_in(body) else None


OPENAI = shaped(
    "openai-key",
    r"sk-[A-Za-z0-9_-]{20}",
    # Others issue keys of the same form: what only says `sk-` is theirs or OpenAI's.
    r"(?<![A-Za-z0-9])sk-(?P<body>(?:proj|svcacct|admin|service|None)-[A-Za-z0-9_-]{20,255}"
    r"|[A-Za-z0-9]{32,255})",
    f"sk-proj-{made_up(URL_SAFE, 74)}T3BlbkFJ{made_up(URL_SAFE, 74)}",
    "OpenAI API documentation, authentication",
    confirm=_openai_key,
    counter_examples=(
        "sk-proj-the-name-of-some-long-branch",
        "sk-learn",
        f"task-{made_up(ALNUM, 40)}",
    ),
)


AI: tuple[Detector, ...] = (
    OPENAI,
    shaped(
        "anthropic-key",
        r"sk-ant-[a-z]{3,8}[0-9]{2}-[A-Za-z0-9_-]{6}",
        r"sk-ant-[a-z]{3,8}[0-9]{2}-(?P<body>[A-Za-z0-9_-]{60,255})",
        f"sk-ant-api03-{made_up(URL_SAFE, 93)}AA",
        "Anthropic API documentation, authentication",
    ),
    prefixed(
        "huggingface-token",
        ("hf_", "api_org_"),
        "A-Za-z",
        34,
        "Hugging Face documentation, user access tokens",
        exact=True,
    ),
    prefixed("replicate-token", "r8_", ALNUM, 37, "Replicate documentation, API tokens"),
    prefixed("groq-key", "gsk_", ALNUM, 48, "GroqCloud documentation, API keys"),
    prefixed("xai-key", "xai-", ALNUM, 70, "xAI documentation, API keys"),
    prefixed("perplexity-key", "pplx-", ALNUM, 48, "Perplexity documentation, API keys"),
    prefixed("openrouter-key", "sk-or-v1-", HEX, 64, "OpenRouter documentation, authentication"),
    prefixed(
        "elevenlabs-key",
        "sk_",
        "0-9a-f",
        48,
        "ElevenLabs documentation, authentication",
        exact=True,
    ),
    prefixed("fireworks-key", "fw_", ALNUM, 22, "Fireworks AI documentation, API keys", exact=True),
    prefixed("together-key", "tgp_v1_", URL_SAFE, 43, "Together AI documentation, API keys"),
    prefixed(
        "tavily-key",
        ("tvly-", "tvly-dev-", "tvly-prod-"),
        ALNUM,
        32,
        "Tavily documentation, API keys",
    ),
    shaped(
        "langsmith-key",
        r"lsv2_(?:pt|sk)_[0-9a-f]{6}",
        r"(?<![0-9A-Za-z])lsv2_(?:pt|sk)_(?P<body>[0-9a-f]{32}_[0-9a-f]{10})",
        f"lsv2_pt_{made_up('0-9a-f', 32)}_{made_up('0-9a-f', 10)}",
        "LangSmith documentation, API keys",
    ),
    prefixed("pinecone-key", "pcsk_", f"{ALNUM}_", 50, "Pinecone documentation, API keys"),
    prefixed("nvidia-key", "nvapi-", URL_SAFE, 60, "NVIDIA NGC documentation, API keys"),
    prefixed("cerebras-key", "csk-", LOWER, 48, "Cerebras documentation, API keys"),
    prefixed(
        "voyage-key",
        "pa-",
        URL_SAFE,
        43,
        "Voyage AI documentation, API keys",
        exact=True,
        confirm=if_random,
    ),
    prefixed("jina-key", "jina_", URL_SAFE, 60, "Jina AI documentation, API keys"),
    prefixed("firecrawl-key", "fc-", HEX, 32, "Firecrawl documentation, API keys", exact=True),
    prefixed("e2b-key", "e2b_", HEX, 40, "E2B documentation, API keys"),
    prefixed("runpod-key", "rpa_", ALNUM, 40, "Runpod documentation, API keys"),
    prefixed(
        "modal-token",
        ("ak-", "as-"),
        ALNUM,
        22,
        "Modal documentation, tokens",
        exact=True,
        confirm=if_random,
    ),
    prefixed(
        "wandb-key", "wandb_v1_", f"{ALNUM}_-", 40, "Weights & Biases documentation, API keys"
    ),
    shaped(
        "langfuse-key",
        r"sk-lf-[0-9a-fA-F]{8}-",
        rf"(?<![0-9A-Za-z])sk-lf-(?P<body>{UUID})",
        "sk-lf-4ea38b7b-f563-7709-4bae-87aea15c0d3e",
        "Langfuse documentation, API keys",
    ),
)
