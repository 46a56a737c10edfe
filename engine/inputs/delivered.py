"""Takes in what became of a delivery: sent, unknown, refused, or not now and decided again."""

from datetime import datetime, timedelta
from typing import Literal, assert_never

from engine.contracts.answers import Accepted, NotNow, NotNowWhy, Refused, Unknown
from engine.contracts.inputs import Delivered
from engine.contracts.journal import Alerted, Corrected
from engine.contracts.views import TimelineItem
from engine.customer import consent
from engine.customer.addresses import suppress, suppressed
from engine.customer.notes import note, tell
from engine.customer.places import Slot
from engine.customer.state import Proposal, Sent
from engine.language.terms import Channel, Reason
from engine.moment import Moment
from engine.policy.case import Case, case_of
from engine.policy.drop import close, drop
from engine.policy.reading.address import address_of
from engine.policy.rules.channel import candidates
from engine.policy.send_by import send_by
from engine.policy.withdrawing import recallable, withdraw, withdraw_everything

_AGAIN = timedelta(minutes=5)
_CONFIGURATION = timedelta(minutes=15)
_LONGEST = timedelta(hours=6)
_UNWOKEN = timedelta(hours=24)
"""When a message looks again by itself that waits to be woken."""
_MAX_ATTEMPTS = 3
"""How often an essential message is sent whose outcome stays unknown."""

_REASON: dict[NotNowWhy, Reason] = {
    "paused": Reason.PAUSED,
    "guard": Reason.GUARD,
    "throttled": Reason.CAPACITY,
    "late": Reason.LATE,
    "leased": Reason.UNKNOWN,
    "fault": Reason.UNKNOWN,
}
_SAME_ATTEMPT = frozenset({"leased", "fault"})
"""After these a claim of this attempt may stand: the next call must find it."""

_SHARED = frozenset({"paused", "channel_paused", "guard", "capacity", "breaker"})
"""After these the ledger keeps that the message waits, and somebody wakes it."""

_AT_ONCE = frozenset({"catalogue", "suppressed", "erased", "cancelled"})
"""After these the rules have something new to say now."""


def take_in(moment: Moment, delivered: Delivered) -> None:
    proposal = moment.state.proposal(delivered.message_id)
    if proposal is None or proposal.stands != "in_flight" or proposal.attempt != delivered.attempt:
        return
    answer = delivered.answer
    if isinstance(answer, Accepted | Refused) and proposal.channel is not None:
        for address in answer.gone:
            suppress(moment, proposal.channel, address, "everything", "gone")
    match answer:
        case Accepted():
            _sent(moment, proposal, unknown=False, provider_id=answer.provider_id)
        case Unknown():
            _unknown(moment, proposal, answer)
        case Refused():
            _refused(moment, proposal, answer)
        case NotNow():
            _not_now(moment, proposal, answer)
        case _:
            assert_never(answer)


def arrived(moment: Moment, proposal: Proposal, by: str) -> None:
    """An attempt whose outcome was not known did arrive, as somebody says; no other one follows."""
    if proposal.unsettled is not None:
        proposal.attempt = proposal.unsettled
    correction = Corrected(
        seq=0, at=moment.now, message_id=proposal.id, attempt=proposal.attempt, outcome="accepted", by=by
    )
    note(moment.state, correction)
    _sent(moment, proposal, unknown=False)


def _sent(moment: Moment, proposal: Proposal, *, unknown: bool, provider_id: str | None = None) -> None:
    assert proposal.channel is not None and proposal.decided_at is not None  # set when it was decided
    slot = proposal.slot or _slot_again(moment, proposal, proposal.channel, proposal.decided_at)
    sent = Sent(
        **dict(slot),
        address=proposal.address,
        enrolment_id=proposal.enrolment_id,
        step=proposal.step,
        attempt=proposal.attempt,
        sent_at=moment.at,
        unknown=unknown,
        reactions=proposal.reactions,
        machine=proposal.machine,
        call=proposal.call,
        call_back_at=proposal.call_back_at,
        recallable=recallable(moment, proposal, provider_id),
    )
    moment.state.keep_sent(sent)
    enrolment = moment.state.enrolment(proposal.enrolment_id)
    if enrolment is not None and proposal.step is not None:
        enrolment.keep_send(proposal.step, proposal.message)
    if not unknown:
        _tell(moment, proposal, "sent", proposal.channel)
    if proposal.cancelled is not None:
        withdraw(moment, sent, proposal.cancelled, proposal.cancelled_by)
    close(moment, proposal)


def _slot_again(moment: Moment, proposal: Proposal, channel: Channel, decided_at: datetime) -> Slot:
    """Its place was given up, and it turned out to have arrived all the same."""
    return case_of(moment, proposal).slot(channel).model_copy(update={"decided_at": decided_at})


def _unknown(moment: Moment, proposal: Proposal, answer: Unknown) -> None:
    _tell(moment, proposal, "unknown", proposal.channel or "")
    wanted = answer.again and proposal.cancelled is None
    again = wanted and case_of(moment, proposal).defaults.unknown == "send_again"
    if proposal.proven:
        arrived(moment, proposal, "feedback before the outcome")
    elif again and proposal.attempt < _MAX_ATTEMPTS:
        place = proposal.slot
        _back(proposal, Reason.UNKNOWN, moment.now + _AGAIN)
        proposal.slot = place  # it may have arrived: it counts until it is decided again
        proposal.unsettled = proposal.attempt
        proposal.attempt += 1
    else:
        _sent(moment, proposal, unknown=True)


def _refused(moment: Moment, proposal: Proposal, answer: Refused) -> None:
    match answer.fault:
        case "recipient":
            _not_there(moment, proposal, answer)
        case "not_allowed_here":
            drop(moment, proposal, Reason.NOT_ALLOWED_HERE)
        case "content":
            _alert(moment, "content error", f"{proposal.message}: {answer.detail}")
            drop(moment, proposal, Reason.CONTENT_ERROR)
        case "configuration":
            _alert(moment, "refused for configuration", f"{proposal.message}: {answer.detail}")
            wait = min(_CONFIGURATION * 2 ** min(proposal.setbacks, 8), _LONGEST)
            _back(proposal, Reason.REFUSED, moment.now + wait)
            proposal.attempt += 1
        case _:
            assert_never(answer.fault)


def _not_there(moment: Moment, proposal: Proposal, answer: Refused) -> None:
    """Her address there is no good: decided anew where she can be reached otherwise, and over where not."""
    channel, address = proposal.channel, proposal.address
    assert channel is not None  # set when it was decided
    if answer.opted_out:
        consent.stop(moment, channel, moment.now)
    if address is not None and (answer.suppress or answer.opted_out):
        suppress(moment, channel, address, "everything", consent.STOPPED if answer.opted_out else "refused")
    if address is not None and _reachable_otherwise(case_of(moment, proposal), channel, address):
        _tell(moment, proposal, "not_now", Reason.REFUSED)
        proposal.stands, proposal.slot = "due", None
        proposal.attempt += 1
        proposal.woken = False
    else:
        drop(moment, proposal, Reason.REFUSED)


def _reachable_otherwise(case: Case, channel: Channel, refused: str) -> bool:
    """The address is closed now, and there is another channel, or she has another address there meanwhile."""
    moment, marketing = case.moment, case.marketing
    if not suppressed(moment, channel, refused, marketing=marketing):
        return False
    new = address_of(case, channel)
    moved = new is not None and not suppressed(moment, channel, new, marketing=marketing)
    return moved or any(other is not channel for other in candidates(case))


def _not_now(moment: Moment, proposal: Proposal, answer: NotNow) -> None:
    _tell(moment, proposal, "not_now", answer.why)
    if answer.number is not None:
        moment.state.catalogue = max(moment.state.catalogue, answer.number)
    if answer.why == "suppressed" and proposal.channel is not None and proposal.address is not None:
        scope: Literal["marketing", "everything"] = "marketing" if case_of(moment, proposal).marketing else "everything"
        suppress(moment, proposal.channel, proposal.address, scope, "suppressed elsewhere")
    if answer.why == "erased":
        withdraw_everything(moment, Reason.ERASED)
        moment.state.erased = True
    if answer.why in _SAME_ATTEMPT and proposal.proven:
        arrived(moment, proposal, "feedback before the outcome")
    elif answer.why == "late":
        _late(moment, proposal)
    elif answer.why in _AT_ONCE or (answer.why in _SHARED and proposal.woken):
        proposal.stands, proposal.slot = "due", None
    elif answer.why in _SHARED:
        _wait(moment, proposal, answer)
    else:
        _back(proposal, _REASON[answer.why], _until(moment, proposal, answer))
    if answer.why in _SAME_ATTEMPT:
        proposal.unsettled = proposal.attempt
    else:
        proposal.attempt += 1
    proposal.woken = False


def _wait(moment: Moment, proposal: Proposal, answer: NotNow) -> None:
    """For what more than one customer shares: of a channel, another one may be open."""
    channel = proposal.channel
    assert channel is not None  # set when it was decided
    proposal.stands, proposal.slot = "due", None
    match answer.why:
        case "capacity":
            proposal.no_place[channel] = _until(moment, proposal, answer)
        case "channel_paused":
            proposal.paused_on[channel] = moment.now + _UNWOKEN
        case "breaker":
            _back(proposal, Reason.PAUSED, _until(moment, proposal, answer))
        case _:
            _back(proposal, _REASON[answer.why], moment.now + _UNWOKEN)
            proposal.waits = True


def look_again(moment: Moment, message_id: str) -> None:
    """What it waits for has changed: the whole policy has its say, now or when the request in flight is answered."""
    proposal = moment.state.proposal(message_id)
    if proposal is None:
        return
    if proposal.stands == "in_flight":
        proposal.woken = True
        return
    proposal.no_place, proposal.paused_on = {}, {}
    if proposal.waits or proposal.setback is Reason.PAUSED:
        proposal.not_before, proposal.waits = None, False


def _late(moment: Moment, proposal: Proposal) -> None:
    """Decided at once where the rules know why: it has expired, or it is quiet. Where this clock is a little behind
    the one that judged, it waits until they know."""
    assert proposal.channel is not None  # set when it was decided
    ends = send_by(case_of(moment, proposal), proposal.channel)
    if ends <= moment.now:
        proposal.stands, proposal.slot = "due", None
    else:
        _back(proposal, Reason.LATE, min(ends, _until(moment, proposal, NotNow(why="late"))))


def _until(moment: Moment, proposal: Proposal, answer: NotNow) -> datetime:
    """Later than now in any case: an answer can never make the customer spin."""
    own = moment.now + min(timedelta(seconds=30) * 2 ** min(proposal.setbacks, 8), timedelta(hours=1))
    return own if answer.until is None or answer.until <= moment.now else answer.until


def _back(proposal: Proposal, reason: Reason, until: datetime) -> None:
    """Before the decision point again; the rule of the way out holds it until then."""
    proposal.stands, proposal.slot = "due", None
    proposal.setbacks += 1
    proposal.setback = reason
    proposal.not_before = until
    proposal.waits = False


def _tell(moment: Moment, proposal: Proposal, what: Literal["sent", "unknown", "not_now"], detail: str) -> None:
    tell(moment.state, TimelineItem(at=moment.now, what=what, subject=proposal.message, detail=detail))


def _alert(moment: Moment, what: str, detail: str) -> None:
    note(moment.state, Alerted(seq=0, at=moment.now, what=what, detail=detail))
