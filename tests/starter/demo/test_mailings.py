"""The figures of a mailbox count what they say, to the instant."""

from datetime import timedelta

from engine.language.terms import Purpose
from starter.demo.mailings import Mailing, figures
from tests.starter.demo.lives import after


def mail(days: float, purpose: Purpose = Purpose.PROMOTIONAL, customer: str = "c1", **more: object) -> Mailing:
    at = after(0) + timedelta(days=days)
    return Mailing(customer, at, purpose, str(more.get("message", "news")), bool(more.get("ours", True)))


def test_what_lies_exactly_30_days_back_does_not_count() -> None:
    apart = [mail(0), mail(15), mail(30)]
    assert (figures(apart).most_in_a_month, figures(apart).crowded) == (2, 0)
    close = [mail(0), mail(15), mail(29.9), mail(0, customer="c2")]
    assert (figures(close).most_in_a_month, figures(close).crowded) == (3, 1)


def test_the_first_week_begins_with_the_thanks_and_is_ours() -> None:
    thanks = mail(1, Purpose.LIFECYCLE, message="thank-you")
    mails = [mail(0), thanks, mail(2), mail(3, ours=False), mail(7.9), mail(8), mail(2, customer="c2")]
    assert figures(mails).promoted_in_first_week == 2


def test_three_in_a_row_are_within_90_days_and_the_third_is_ours() -> None:
    assert figures([mail(0), mail(20), mail(40)]).third_in_a_row == 1
    assert figures([mail(0), mail(20), mail(40, ours=False)]).third_in_a_row == 0
    assert figures([mail(0), mail(20), mail(90)]).third_in_a_row == 0
    assert figures([mail(0), mail(20), mail(30, Purpose.CONTENT), mail(40)]).third_in_a_row == 0


def test_essential_mails_are_no_matter() -> None:
    found = figures([mail(0, Purpose.SERVICE), mail(1, Purpose.TRANSACTIONAL), mail(2)])
    assert (dict(found.sent), found.most_in_a_month) == ({Purpose.PROMOTIONAL: 1}, 1)
