"""The report counts what the ledger says."""

from io import StringIO

from rich.console import Console

from engine.language.terms import Reason
from starter.demo.report import months_between, print_report
from starter.demo.rows import Delivery, NonSend
from tests.starter.demo.lives import after, dropped, left, not_entered, sent


def printed(deliveries: list[Delivery], not_sent: list[NonSend]) -> list[list[str]]:
    """The cells of every line of the tables."""
    console = Console(file=StringIO(), width=120)
    with console.capture() as capture:
        print_report(console, deliveries, not_sent)
    lines = capture.get().splitlines()
    return [[cell.strip() for cell in line.strip("│┃").replace("┃", "│").split("│")] for line in lines]


def test_messages_are_counted_by_month_due_journey_and_purpose() -> None:
    lines = printed(
        [
            sent(0, "thank-you"),
            sent(1, "thank-you", "c2"),
            sent(90, "win-back-insider"),
            sent(91, "win-back-insider", "c2"),
            sent(120, "win-back-question", outcome="unknown"),
        ],
        [],
    )
    assert ["month", "lifecycle", "content", "survey", "all"] in lines
    assert ["1997-01", "2", "·", "·", "2"] in lines
    assert ["1997-02", "·", "·", "·", "·"] in lines
    assert ["1997-04", "·", "2", "·", "2"] in lines
    assert ["1997-05", "·", "·", "1", "1"] in lines
    assert ["all", "2", "2", "1", "5"] in lines


def test_a_refused_delivery_is_listed_but_not_counted_as_sent() -> None:
    lines = printed([sent(0, "thank-you"), sent(0, "thank-you", "c2", outcome="refused")], [])
    assert ["all", "1", "1"] in lines
    assert ["thank-you", "lifecycle", "1", "1", "·"] in lines


def test_what_was_not_sent_is_counted_by_reason() -> None:
    lines = printed(
        [sent(0, "thank-you")],
        [
            not_entered(1, "thank-you"),
            not_entered(2, "thank-you"),
            dropped(90, Reason.OPTED_OUT),
            left(95, "win-back", "came-back"),
            left(0, "thank-you", "completed"),
        ],
    )
    assert ["journey not entered", "thank-you", "never_again", "2"] in lines
    assert ["message dropped", "win-back", "opted_out", "1"] in lines
    assert ["journey left early", "win-back", "came-back", "1"] in lines
    assert not [line for line in lines if "completed" in line]


def test_an_empty_ledger_says_so() -> None:
    assert ["nothing was held, dropped or refused", "–", "–", "0"] in printed([], [])


def test_no_month_is_left_out() -> None:
    assert months_between(after(-40), after(60)) == ("1996-11", "1996-12", "1997-01", "1997-02", "1997-03")
