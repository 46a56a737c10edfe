"""What customers had in their mailboxes, and how bearable it was: the same figures of any run."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from engine.language.terms import MARKETING, Purpose
from engine.model import Frozen

MONTH = timedelta(days=30)
FIRST_WEEK = timedelta(days=7)
REMEMBERED = timedelta(days=90)
THANKS = "thank-you"


class Mailing(NamedTuple):
    """One marketing mail, ours or of a department that sends for itself; `at` is when it was decided."""

    customer_id: str
    at: datetime
    purpose: Purpose
    message: str
    ours: bool
    """False: a report says that it was sent already, and no rule could stop it"""


class Figures(Frozen):
    """Over all customers."""

    sent: Mapping[Purpose, int]
    most_in_a_month: int
    """within any 30 days, to one customer"""
    crowded: int
    """customers who had more than two within some 30 days"""
    promoted_in_first_week: int
    """promotions of ours within 7 days after somebody's first thanks"""
    third_in_a_row: int
    """promotions of ours that followed two promotions, all within 90 days"""


def figures(mailings: Iterable[Mailing]) -> Figures:
    """Of marketing mails alone."""
    marketing = sorted((one for one in mailings if one.purpose in MARKETING), key=lambda one: (one.customer_id, one.at))
    by_customer = [list(hers) for _, hers in groupby(marketing, attrgetter("customer_id"))]
    peaks = [_most(hers, MONTH) for hers in by_customer]
    return Figures(
        sent=Counter(one.purpose for one in marketing),
        most_in_a_month=max(peaks, default=0),
        crowded=sum(peak > 2 for peak in peaks),
        promoted_in_first_week=sum(map(_in_first_week, by_customer)),
        third_in_a_row=sum(map(_third_in_a_row, by_customer)),
    )


def _most(hers: Sequence[Mailing], span: timedelta) -> int:
    return max(sum(start.at - span < one.at <= start.at for one in hers) for start in hers)


def _in_first_week(hers: Sequence[Mailing]) -> int:
    thanks = next((one.at for one in hers if one.message == THANKS), None)
    if thanks is None:
        return 0
    promoted = [one.at for one in hers if one.purpose is Purpose.PROMOTIONAL and one.ours]
    return sum(thanks <= at < thanks + FIRST_WEEK for at in promoted)


def _third_in_a_row(hers: Sequence[Mailing]) -> int:
    threes = (hers[place - 2 : place + 1] for place in range(2, len(hers)))
    return sum(
        three[-1].ours
        and three[-1].at - three[0].at < REMEMBERED
        and all(one.purpose is Purpose.PROMOTIONAL for one in three)
        for three in threes
    )
