"""Conversation and micrograph to the network's input: tokenizer, image processor and chat template in one."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import Any

from transformers import BatchFeature, ProcessorMixin

from maemi.model.image_processing import MaemiImageProcessor

IMAGE_TOKEN = "<image>"
END_TOKEN = "<end>"
PAD_TOKEN = "<pad>"
ROLE_TOKENS = {"system": "<system>", "user": "<user>", "assistant": "<assistant>"}

# One token opens a turn and one ends it; the image's token stands where the person attached it.
CHAT_TEMPLATE = """\
{%- for message in messages -%}
<{{ message['role'] }}>
{%- if message['content'] is string -%}
{{ message['content'] }}
{%- else -%}
{%- for part in message['content'] -%}
{%- if part['type'] in ['image', 'image_url'] -%}<image>
{%- elif part['type'] == 'text' -%}{{ part['text'] }}
{%- endif -%}
{%- endfor -%}
{%- endif -%}
<end>
{%- endfor -%}
{%- if add_generation_prompt -%}<assistant>{%- endif -%}"""


class MaemiProcessor(ProcessorMixin):
    """What stands before `MaemiForConditionalGeneration`. One image for each text that has one."""

    def __init__(self, image_processor: MaemiImageProcessor, tokenizer: Any, chat_template: str | None = None) -> None:
        self.image_token = IMAGE_TOKEN
        self.image_token_id = tokenizer.convert_tokens_to_ids(IMAGE_TOKEN)
        super().__init__(image_processor, tokenizer, chat_template=chat_template or CHAT_TEMPLATE)

    def __call__(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, images: Any = None, text: str | list[str] | None = None, **kwargs: Any
    ) -> BatchFeature:
        """`input_ids`, `attention_mask` and, where there are images, `pixel_values`.

        `images` is one image or a list with one for each text (a list in a list, as chat templates hand them, counts
        as its last image). Further keywords (`padding`, `return_tensors`, `max_length` …) go to the tokenizer.
        """
        return_tensors = kwargs.pop("return_tensors", None)
        data: dict[str, Any] = {}
        if text is not None:
            kwargs.setdefault("add_special_tokens", False)
            kwargs.setdefault("padding", isinstance(text, list) and len(text) > 1)
            data.update(self.tokenizer(text, return_tensors=return_tensors, **kwargs))
        if images is not None:
            data.update(self.image_processor(_one_each(images), return_tensors=return_tensors))
        if text is not None and return_tensors is not None:
            data.pop("token_type_ids", None)
        return BatchFeature(data)

    @property
    def model_input_names(self) -> list[str]:
        return ["input_ids", "attention_mask", "pixel_values"]


def _one_each(images: Any) -> list[Any]:
    many: list[Any] = list(images) if isinstance(images, (list, tuple)) else [images]
    return [image[-1] if isinstance(image, (list, tuple)) else image for image in many]
