"""Makes transformers' Auto classes know MAEMI: import this module, then `AutoModelForImageTextToText` loads it like
any other.

No remote code is involved: the classes are the installed ones.
"""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from transformers import AutoConfig, AutoImageProcessor, AutoModelForImageTextToText, AutoProcessor

from maemi.model.configuration import MaemiConfig
from maemi.model.image_processing import MaemiImageProcessor
from maemi.model.network import MaemiForConditionalGeneration
from maemi.model.processing import MaemiProcessor

AutoConfig.register("maemi", MaemiConfig, exist_ok=True)
AutoModelForImageTextToText.register(MaemiConfig, MaemiForConditionalGeneration, exist_ok=True)
AutoImageProcessor.register(MaemiConfig, slow_image_processor_class=MaemiImageProcessor, exist_ok=True)
AutoProcessor.register(MaemiConfig, MaemiProcessor, exist_ok=True)
