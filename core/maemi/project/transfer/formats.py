"""The formats of an export, without what writes them: asked for where nothing is written yet."""

from __future__ import annotations

FORMATS: dict[str, str] = {
    "messages": "JSON lines of chat messages, images by their paths (transformers, TRL)",
    "llava": "a JSON list, as LLaVA reads it",
    "sharegpt": "a JSON list with images, as LLaMA-Factory reads it",
    "openai": "JSON lines of OpenAI's fine-tuning, each with its image inside",
    "parquet": "tables with each pair's image inside (datasets of Hugging Face)",
    "coco": "COCO captions: the answer is the caption",
}
EMBEDS = frozenset({"openai", "parquet"})
"""Formats that hold the images themselves."""
SUFFIXES = {
    "messages": ".jsonl",
    "llava": ".json",
    "sharegpt": ".json",
    "openai": ".jsonl",
    "parquet": ".parquet",
    "coco": ".json",
}
