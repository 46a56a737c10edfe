"""What a customer's run starts with, and what it is carried on with."""

from pydantic import Field

from engine.customer.state import CustomerState
from engine.model import Frozen


class Limits(Frozen):
    """When a run continues as new; other than the defaults in tests only."""

    quiet_events: int = 100
    """continue when about to sleep for more than a minute with more events than this"""
    busy_events: int = 1_500
    """from here no new command starts until those in flight are done"""
    most_events: int = 2_000
    """continue whatever happens"""
    inputs_per_task: int = 500


class CustomerStart(Frozen):
    """A first start has no state; continue-as-new carries it whole."""

    customer_id: str
    state: CustomerState | None = None
    limits: Limits = Limits()
    erased: bool = Field(default=False, exclude=True)
    """it was written under a key that is destroyed: this is all that can be read, and nothing can be written"""
