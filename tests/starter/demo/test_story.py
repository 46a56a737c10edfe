"""One customer's life is told in order, day by day, and nobody else's."""

from engine.language.terms import Reason
from starter.demo.story import pick_customer, tell
from tests.starter.demo.lives import bought, dropped, left, sent


def test_a_life_is_told_day_by_day() -> None:
    story = tell(
        "c1",
        [
            sent(90, "win-back-insider"),
            sent(0, "thank-you"),
            bought(0, quantity=2, amount=29.33),
            left(0, "thank-you", "completed"),
            left(91, "win-back", "came-back"),
            bought(91, quantity=1, amount=1_000.5),
            bought(91, quantity=2, amount=1),
            bought(50, customer="c2"),
        ],
    )
    assert story == (
        "Wednesday 1 January 1997. The story of customer c1 begins. The customer buys 2 records for $29.33. "
        "The shop writes “The thank-you letter” (thank-you).",
        "Tuesday 1 April 1997, 90 days later. The shop writes “The win-back-insider letter” (win-back).",
        "Wednesday 2 April 1997, a day later. The customer buys 3 records for $1,001.50 in 2 purchases. "
        "That ends win-back: the customer came back, and nothing more of it is sent.",
    )


def test_a_mail_that_was_not_sent_or_not_taken_is_not_told_as_sent() -> None:
    story = tell("c1", [dropped(90, Reason.OPTED_OUT), sent(120, "win-back-question", outcome="unknown")])
    assert "is not sent, because: opted_out." in story[0]
    assert "whether it left is unknown" in story[1]


def test_the_story_is_of_somebody_who_shows_much_in_few_words() -> None:
    rich = [
        sent(0, "thank-you", "c3"),
        sent(90, "win-back-insider", "c3"),
        sent(120, "win-back-question", "c3"),
    ]
    long = [*[sent(day, "thank-you", "c2") for day in range(9)], sent(90, "win-back-insider", "c2")]
    assert pick_customer([*long, *rich, sent(0, "thank-you", "c1")]) == "c3"
    assert pick_customer([]) is None
