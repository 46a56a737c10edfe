"""Thresholds of response rates: crossing one raises a trigger once, whether an input or the clock took it across."""

from engine.contracts.inputs import Track
from engine.customer.marks import ThresholdMark
from engine.customer.responses import rates
from engine.identity import digest
from engine.language.response_rates import RESPONSE_RATE_CHANGED, Crossed, ResponseThreshold
from engine.moment import Moment


def meet_catalogue(moment: Moment) -> None:
    """See the thresholds of a policy for the first time: on which side she is already is no crossing."""
    names = {threshold.name for threshold in moment.policy.response_rates}
    marks = moment.state.thresholds
    moment.state.thresholds = {name: mark for name, mark in marks.items() if name in names}
    for threshold in moment.policy.response_rates:
        known = moment.state.thresholds.get(threshold.name)
        if known is None or known.threshold != identity_of(threshold):
            mark = ThresholdMark(threshold=identity_of(threshold), low=False)
            moment.state.thresholds[threshold.name] = mark
            _look(moment, threshold, mark)


def look_again(moment: Moment) -> None:
    """After an input: raise a trigger for every threshold that is crossed."""
    for threshold in moment.policy.response_rates:
        mark = moment.state.thresholds.get(threshold.name)
        if mark is not None and (rate := _look(moment, threshold, mark)) is not None:
            _raise(moment, threshold, mark, rate)


def by_clock(moment: Moment) -> None:
    """At an instant announced before."""
    if any(mark.until is not None and mark.until <= moment.at for mark in moment.state.thresholds.values()):
        look_again(moment)


def remember(moment: Moment) -> None:
    """After a terminate or a reset: the last trigger of each threshold says on which side she was; look at once."""
    events = moment.state.memory.events(RESPONSE_RATE_CHANGED)
    sides = {str(event.properties.get("name")): event.properties.get("crossed") for event in events}
    for threshold in moment.policy.response_rates:
        if threshold.name in sides:
            new = ThresholdMark(threshold=identity_of(threshold), low=False)
            mark = moment.state.thresholds.setdefault(threshold.name, new)
            mark.low, mark.until = sides[threshold.name] == "below", moment.at


def identity_of(threshold: ResponseThreshold) -> str:
    return digest("threshold", threshold.channel, str(threshold.below), str(threshold.recover))[:16]


def _look(moment: Moment, threshold: ResponseThreshold, mark: ThresholdMark) -> float | None:
    """Keep on which side the rate is now and when the clock takes it across; the rate if it was crossed."""
    course = rates(moment.state.sent, threshold.channel, moment.at)
    _, rate = next(course)
    was, mark.low = mark.low, _is_low(threshold, mark.low, rate)
    mark.until = next((at for at, later in course if _is_low(threshold, mark.low, later) != mark.low), None)
    return rate if mark.low != was else None


def _is_low(threshold: ResponseThreshold, low: bool, rate: float | None) -> bool:
    """A missing rate crosses nothing, nor does one between the two shares."""
    if rate is None:
        return low
    return rate < threshold.recover if low else rate < threshold.below


def _raise(moment: Moment, threshold: ResponseThreshold, mark: ThresholdMark, rate: float) -> None:
    mark.crossings += 1
    crossed: Crossed = "below" if mark.low else "recovered"
    moment.raise_triggers(
        [
            Track(
                id=digest("threshold", threshold.name, str(mark.crossings), moment.at.isoformat()),
                type=RESPONSE_RATE_CHANGED,
                at=moment.at,
                properties={
                    "name": threshold.name,
                    "channel": threshold.channel.value,
                    "rate": rate,
                    "crossed": crossed,
                },
            )
        ]
    )
