"""Rule 2, consent and suppression, for one channel and address of the message."""

from collections.abc import Iterable
from typing import ClassVar

from engine.contracts.journal import RuleLook
from engine.customer.addresses import suppressed
from engine.customer.consent import standing
from engine.language.terms import Channel, Reason
from engine.model import Attributes
from engine.policy.case import Case
from engine.policy.reading.address import address_of
from engine.policy.rules.rule import PASSES, Rule, Ruling


class Consent(Rule):
    """`next_channel` where consent was never given or the address is suppressed; an opt-out ends the search."""

    kind: ClassVar[str] = "consent and suppression"

    def looks(self, case: Case, channel: Channel) -> Iterable[RuleLook]:
        yield self.look(case, channel, self._evidence(case, channel))

    def verdict(self, evidence: Attributes) -> Ruling:
        needed, stands = evidence.get("needed"), evidence.get("stands")
        if evidence.get("suppressed") and stands != "denied":
            return Ruling("next_channel", Reason.SUPPRESSED)
        if needed == "none" or stands == "granted" or (needed == "opt_out" and stands == "unknown"):
            return PASSES
        if stands != "denied":
            return Ruling("next_channel", Reason.CONSENT_MISSING)
        ends = evidence.get("after_opt_out", "no_other_channel") == "no_other_channel"
        return Ruling("drop" if ends else "next_channel", Reason.OPTED_OUT)

    def _evidence(self, case: Case, channel: Channel) -> Attributes:
        address = address_of(case, channel)
        closed = address is not None and suppressed(case.moment, channel, address, marketing=case.marketing)
        agreed = self._agreed(case, channel)
        if closed:
            # an opt-out ends the search on every channel: it must show also where the address is closed as well
            return {"suppressed": True} | (agreed if agreed.get("stands") == "denied" else {})
        return agreed

    def _agreed(self, case: Case, channel: Channel) -> Attributes:
        needed = case.defaults.consent
        if needed == "none":
            return {"needed": needed}
        stands, by = standing(case.moment.state.consents, case.message.purpose, channel, case.message.topics)
        evidence: Attributes = {
            "needed": needed,
            "stands": stands,
            "since": by.at.isoformat() if by is not None else None,
        }
        if by is not None and by.proof:
            evidence["proof"] = by.proof
        if stands == "denied" and case.policy.consent.after_opt_out != "no_other_channel":
            evidence["after_opt_out"] = case.policy.consent.after_opt_out
        return evidence
