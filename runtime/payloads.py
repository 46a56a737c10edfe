"""Reads and writes payloads by pydantic models, compiled once in a process and not again for every customer."""

from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.converter import CompositePayloadConverter

_MOST_TYPES = 200
"""kept compiled; more than all payloads of ours have"""

_PARTS = tuple(PydanticPayloadConverter(max_cached_type_adapters=_MOST_TYPES).converters.values())


class SharedConverter(CompositePayloadConverter):
    """The SDK's converter for models, by parts that all of its instances share.

    The SDK makes one for every cached workflow and a dozen for every message, each of which would compile the types
    that it meets. Not for workflows that load their models anew: their types would be kept here.
    """

    def __init__(self) -> None:
        super().__init__(*_PARTS)
