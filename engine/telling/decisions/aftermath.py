"""What became of a message after the decision to send it, or what holds it still."""

from collections.abc import Iterator

from engine.contracts.journal import Decided
from engine.language.reactions import Reaction
from engine.telling.decisions.context import Context, listed
from engine.telling.decisions.fate import Fate, Heard, Outcome
from engine.telling.phrases import plain
from engine.telling.reasons import NOT_NOW, because

_FAULTS = {
    "recipient": "the provider refused this recipient",
    "configuration": "the provider refused our configuration",
    "content": "its content could not be made",
}
_PLACES = {
    "confirmed": "Its department sent it.",
    "released": "Its department did not send it, and gave its place back.",
    "lapsed": "Its department did not say in time that it was sent, and its place lapsed.",
}
_OFFERS = {
    "confirmed": "It was shown to her.",
    "released": "It was taken back before anybody said that she saw it.",
    "lapsed": "Nobody said in time that she saw it, so that its place lapsed.",
}


def aftermath(decided: Decided, context: Context, following: Decided | None) -> Iterator[str]:
    """Of a hold that is the last word: that it waits still. Of a send: the provider's answers and what she did."""
    fate = context.fates.get(decided.message_id)
    if decided.verdict == "hold" and following is None:
        yield "That is how it stands."
    elif decided.verdict == "hold" and following is not None:
        yield _followed(following, context)
    elif decided.verdict == "send" and fate is not None:
        yield from _became(decided, fate, context, following)


def _followed(following: Decided, context: Context) -> str:
    words = {"send": "sent", "hold": "held again", "drop": "dropped"}
    return f"On {context.whole_time(following.at)} it was {words[following.verdict]}."


def came_back(decided: Decided, context: Context, following: Decided | None) -> bool:
    """Whether what was to be sent was put before the rules again, without having left."""
    fate = context.fates.get(decided.message_id)
    outcomes = fate.outcomes if fate is not None else ()
    left = any(one.attempt == decided.attempt and one.outcome in ("accepted", "unknown") for one in outcomes)
    return decided.verdict == "send" and following is not None and not left


def _became(decided: Decided, fate: Fate, context: Context, following: Decided | None) -> Iterator[str]:
    if decided.asked:
        yield from (_PLACES[place] for place in fate.places if place in _PLACES)
    elif decided.lapses is not None:
        yield from (_OFFERS[place] for place in fate.places if place in _OFFERS)
    elif not decided.shadow:
        found = [one for one in fate.outcomes if one.attempt == decided.attempt]
        yield from (_outcome(one, context) for one in found)
        if not found and following is None:
            yield "What became of it is not on record yet."
        elif not found:
            yield "It came back before it left: the next decision says why."
    if heard := [_heard(one, context) for one in fate.heard]:
        yield f"Afterwards it was {listed(heard, len(heard))}."


def _outcome(one: Outcome, context: Context) -> str:
    when = context.time(one.at)
    match one.outcome:
        case "accepted":
            return f"The provider took it ({when})."
        case "unknown":
            return f"Nobody knows whether it went out ({when})."
        case "refused":
            return f"It was refused ({when}): {_FAULTS.get(one.fault or '', plain(one.fault or 'no reason given'))}."
        case "not_now":
            return f"It came back ({when}){because(one.why or '', NOT_NOW)}."
        case "withdrawn":
            return f"The provider took it, and it was taken back before it was carried out ({when})."


def _heard(one: Heard, context: Context) -> str:
    word = "answered with the outcome of a call" if one.reaction is Reaction.CALL_OUTCOME else plain(one.reaction)
    return f"{word} {context.time(one.at)}" + (" by a machine" if one.machine else "")
