"""What an expression can see: one customer at one instant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from engine.customer.memory import Memory
from engine.expressions.tree import Node
from engine.model import Attributes

NOTHING_COMPUTED: Mapping[str, Node] = MappingProxyType({})


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
