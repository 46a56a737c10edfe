"""A few rows as the ledger would give them, for the tests of report, story and picture."""

from datetime import UTC, datetime, timedelta

from engine.language.terms import EntryRefusal, Purpose, Reason
from starter.demo.rows import Bought, Delivery, Left, NotEntered, Stopped

START = datetime(1997, 1, 1, 12, tzinfo=UTC)


def after(days: int) -> datetime:
    return START + timedelta(days=days)


def bought(days: int, quantity: int = 1, amount: float = 9.99, customer: str = "c1") -> Bought:
    return Bought(customer_id=customer, row="1", at=after(days), quantity=quantity, amount=amount)


def sent(days: int, message: str, customer: str = "c1", outcome: str = "accepted") -> Delivery:
    kinds = {
        "thank-you": ("thank-you", Purpose.LIFECYCLE),
        "win-back-insider": ("win-back", Purpose.CONTENT),
        "win-back-question": ("win-back", Purpose.SURVEY),
    }
    journey, purpose = kinds[message]
    return Delivery.model_validate(
        {
            "customer_id": customer,
            "journey": journey,
            "message": message,
            "title": f"The {message} letter",
            "purpose": purpose,
            "due": after(days),
            "decided_at": after(days) + timedelta(seconds=1),
            "outcome": outcome,
        }
    )


def left(days: int, journey: str, outcome: str, customer: str = "c1") -> Left:
    return Left(customer_id=customer, journey=journey, at=after(days), outcome=outcome)


def not_entered(days: int, journey: str) -> NotEntered:
    return NotEntered(customer_id="c1", journey=journey, at=after(days), reason=EntryRefusal.NEVER_AGAIN)


def dropped(days: int, reason: Reason) -> Stopped:
    return Stopped(
        customer_id="c1",
        journey="win-back",
        message="win-back-insider",
        at=after(days),
        verdict="drop",
        reason=reason,
    )
