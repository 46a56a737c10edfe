"""The published rule of scheduled sends."""

from standins.sendgrid.complaints import Complaint, Complaints, check_integer

FURTHEST_SECONDS = 72 * 3600


def check_send_at(value: object, field: str, now: float) -> Complaints:
    """`now` in unix seconds."""
    yield from check_integer(value, field)
    if isinstance(value, int) and value > now + FURTHEST_SECONDS:
        yield Complaint("Scheduling more than 72 hours in advance is forbidden.", field)
