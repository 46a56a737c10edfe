"""What an expression can see: one customer at one instant."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from engine.customer.memory import Memory
from engine.expressions.tree import Node
from engine.model import Attributes

NOTHING_COMPUTED: Mapping[str, Node] = MappingProxyType({})

RESPONSE = "response"
"""`customer.response.<channel>` is counted, whatever attribute has that name."""

Rate = tuple[float | None, datetime | None]
"""A response rate (None: missing), and before which instant the clock alone does not change it."""


def no_rate(channel: str) -> Rate:
    """Where nothing is known of what was sent."""
    return None, None


@dataclass(frozen=True, slots=True)
class Scope:
    """`now` is the workflow's time (UTC); `zone` the one in which local dates are taken."""

    customer: Attributes
    event: Attributes | None
    run: Attributes
    message: Attributes
    now: datetime
    memory: Memory
    zone: ZoneInfo
    run_since: datetime | None = None
    """where `since run` begins: the entering trigger's event time, for other entries the instant of entry"""
    computed: Mapping[str, Node] = field(default_factory=lambda: NOTHING_COMPUTED)
    """`computed:` of the schema, read as `customer.<name>`"""
    response: Callable[[str], Rate] = no_rate
    """read as `customer.response.<channel>`"""
