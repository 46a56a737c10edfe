"""Looks at what can still be taken back: whether it may still reach her, and where it is going."""

from engine.customer.addresses import normalised, suppressed
from engine.customer.state import Recallable, Sent
from engine.language.terms import Channel, Reason
from engine.moment import Moment
from engine.policy.case import Case, case_of
from engine.policy.conclusion import strictest
from engine.policy.reading.address import address_of
from engine.policy.rules.consent import Consent
from engine.policy.withdrawing import is_open, withdraw

_CONSENT = Consent()


def ask_back(moment: Moment) -> None:
    """What she does not want any more, and what is on its way to an address that is not hers any more."""
    for sent in moment.state.sent:
        if sent.recallable is not None and is_open(moment, sent):
            _look(moment, sent, sent.recallable)


def _look(moment: Moment, sent: Sent, known: Recallable) -> None:
    case = case_of(moment, known.proposal)
    if sent.address is not None and suppressed(moment, sent.channel, sent.address, marketing=case.marketing):
        withdraw(moment, sent, Reason.SUPPRESSED)
        return
    said = strictest(_CONSENT.looks(case, sent.channel))
    if said is not None and said.verdict != "send" and said.reason is not Reason.SUPPRESSED:
        withdraw(moment, sent, said.reason or Reason.CONSENT_MISSING)
    elif case.message.to == "customer" and sent.address is not None and _is_elsewhere(case, sent.channel, sent.address):
        withdraw(moment, sent, Reason.INVALID_ADDRESS, anew=True)


def _is_elsewhere(case: Case, channel: Channel, went_to: str) -> bool:
    """Not where only its spelling is another one."""
    address = address_of(case, channel)
    return address is None or normalised(address) != normalised(went_to)
