"""Why something was not done, as the rest of a sentence that ends in `because`."""

from collections.abc import Mapping

from engine.language.terms import EntryRefusal, Reason
from engine.telling.phrases import plain

REASONS: Mapping[str, str] = {
    Reason.CONSENT_MISSING: "there is no consent for it",
    Reason.OPTED_OUT: "of an opt-out",
    Reason.SUPPRESSED: "the address is suppressed",
    Reason.HOLDOUT: "of the holdout group",
    Reason.NO_ADDRESS: "there is no address",
    Reason.INVALID_ADDRESS: "the address is not valid",
    Reason.NO_CHANNEL: "the policy uses none of its channels",
    Reason.CONFLICT: "it conflicts with another message",
    Reason.BLOCKED: "a block of the policy holds",
    Reason.CAP: "the cap is reached",
    Reason.LOWER_PRIORITY: "a more important message goes first",
    Reason.MIX: "the mix of messages would not be right",
    Reason.QUIET_HOURS: "of quiet hours",
    Reason.ZONE_UNKNOWN: "the time zone is not known",
    Reason.CAPACITY: "the channel takes no more for now",
    Reason.GUARD: "the guard stops it",
    Reason.DUPLICATE: "the same message is on its way already",
    Reason.EXPIRED: "it expired",
    Reason.LATE: "it would come too late",
    Reason.EXITED: "the journey ended",
    Reason.CANCELLED: "it was taken back",
    Reason.PAUSED: "of a pause",
    Reason.CONDITION_FALSE: "its condition is not true any more",
    Reason.CONTENT_ERROR: "its content could not be made",
    Reason.LOOKUP_FAILED: "a look-up failed",
    Reason.REFUSED: "the provider refused it",
    Reason.UNKNOWN: "nobody knows yet whether it went out",
    Reason.NOT_ALLOWED_HERE: "this installation may not write to the address",
    Reason.LIMIT: "too much is waiting already",
    Reason.ERASED: "the customer is erased",
}

REFUSALS: Mapping[str, str] = {
    EntryRefusal.ALREADY_IN: "she is in it",
    EntryRefusal.NEVER_AGAIN: "it is entered once in a life",
    EntryRefusal.TOO_SOON: "it is too soon after the last time",
    EntryRefusal.TOO_OLD: "the trigger is too old",
    EntryRefusal.KEY_MISSING: "its key is missing",
    EntryRefusal.EXIT_CONDITION_TRUE: "it would end at once",
    EntryRefusal.PAUSED: "of a pause",
    EntryRefusal.ROLLOUT: "she is outside its roll-out",
    EntryRefusal.LIMIT: "she is in too many",
}

NOT_NOW: Mapping[str, str] = {  # by NotNowWhy, and by the reason of what is refused and can go another way
    "catalogue": "something newer is published",
    "paused": "of a pause",
    "channel_paused": "the channel is paused",
    "guard": "a guard over all customers stops it",
    "capacity": "the channel has no place left",
    "breaker": "the channel's breaker is open",
    "throttled": "the provider takes no more for now",
    "suppressed": "the address is suppressed",
    "erased": "the customer is erased",
    "late": "it would come too late",
    "leased": "another attempt is not settled",
    "fault": "our own systems failed",
    "cancelled": "it was taken back",
    Reason.REFUSED: "her address there is refused",
}


def because(reason: str, words: Mapping[str, str] = REASONS) -> str:
    """` because …`, also for a reason that only a newer build knows; empty for none."""
    return f" because {words.get(reason, plain(reason))}" if reason else ""
