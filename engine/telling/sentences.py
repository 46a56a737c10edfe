"""A customer's story in sentences: what happened, in the words of people and with the titles of things."""

from typing import Literal, assert_never
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from engine.contracts.views import TimelineItem
from engine.customer.notes import ASKED_BACK, OFFERED, WAITS
from engine.language.reactions import Reaction
from engine.language.schema import named_in
from engine.language.terms import Reason
from engine.model import Attributes
from engine.telling.phrases import clock, plain
from engine.telling.reasons import NOT_NOW, REFUSALS, because
from engine.telling.titles import Titles

Tone = Literal["happened", "journey", "message", "stopped", "attention"]
"""What kind of sentence it is, for whoever sets it in colours or signs."""

_REACTIONS = {reaction.value for reaction in Reaction}
_ORDERS = {
    "pause": "paused",
    "resume": "resumed",
    "settle": "settled",
    "cancel": "told to take a message back",
    "exit": "told to leave a journey",
    "skip": "told to pass over a step",
    "let_out": "told to let a message out",
    "set_facts": "told facts of a journey",
    "set_profile": "told of her profile",
    "erase": "erased",
    "kick": "woken",
    "look_again": "looked at again",
    "refresh": "told of a new catalogue",
    "migrate": "moved to a newer version of a journey",
}
_OUTCOMES = {
    "withdrawn": "taken back before it was carried out",
    "too late": "it is too late to take it back",
}
_TAKING_BACK = {
    "withdrawn": "the channel answered that it will not be done",
    "too_late": "the channel answered that it is too late to take it back",
    "failed": "the channel did not say whether it was taken back",
}
_OF_JOURNEYS = ("entered", "not_entered", "moved", "ended", "goal")


def tone(item: TimelineItem) -> Tone:
    match item.what:
        case "trigger":
            return "happened"
        case "entered" | "moved" | "ended" | "goal":
            return "journey"
        case "sending" | "sent" | "slot" | "elsewhere":
            return "message"
        case "not_entered" | "held" | "dropped" | "not_now":
            return "stopped"
        case "unknown" | "outcome" | "alert":
            return "attention"
        case _:
            assert_never(item.what)


def sentence(item: TimelineItem, titles: Titles, zone: ZoneInfo) -> str:
    """One line of her story; its time stands before it."""
    if item.what == "trigger":
        return _happened(item, titles)
    if item.what in _OF_JOURNEYS:
        return _of_journey(item, titles.journey(item.subject))
    if item.what == "alert":
        return f"to look at: {item.subject}" + (f" ({item.detail})" if item.detail else "")
    return _of_message(item, titles.message(item.subject), zone)


def _happened(item: TimelineItem, titles: Titles) -> str:
    match item.subject:
        case "identify":
            return f"profile: {item.detail}" if item.detail else "profile or consent changed"
        case "propose":
            return f"“{titles.message(item.detail)}” is proposed from outside a journey"
        case "ask" | "report":
            return f"a department’s {item.subject}: “{titles.message(item.detail)}”"
        case "confirm" | "release":
            return f"a department’s {item.subject} of {item.detail}"
        case "enrol":
            return f"asked to enter “{titles.journey(item.detail)}”"
        case "visit" if item.detail:
            return f"was at the {plain(item.detail)} (visit)"
        case "withdrawn":
            return _TAKING_BACK.get(item.detail, "an answer to what was asked back")
        case order if order in _ORDERS and item.detail and not item.properties:
            return f"{_ORDERS[order]} by {item.detail}"
        case reaction if reaction in _REACTIONS:
            came = "".join(
                f", {plain(str(value)) if name == 'outcome' else value}" for name, value in item.properties.items()
            )
            what = plain(reaction) + came
            return f"{what}: “{titles.message(item.detail)}”" if item.detail else what
        case trigger:
            note = f" ({item.detail})" if item.detail and item.detail != "derived" else ""
            return _trigger(trigger, item.properties, titles.saying(trigger)) + note


def _trigger(name: str, properties: Attributes, saying: str | None) -> str:
    """`bought Pixel 9 (purchase: amount 699)`; without a saying, or what it names, the name and the properties."""
    told = {key: shown(value) for key, value in properties.items() if value is not None}
    if saying is None or not (named := set(named_in(saying))) <= told.keys():
        return plain(name) + _properties(properties)
    rest = {key: value for key, value in properties.items() if key not in named}
    return f"{saying.format_map(told)} ({plain(name)}{_properties(rest)})"


def _properties(properties: Attributes) -> str:
    if properties.keys() == {"old", "new"}:  # a change of the profile
        return f" from {shown(properties['old'])} to {shown(properties['new'])}"
    told = ", ".join(f"{plain(name)} {shown(value)}" for name, value in properties.items() if value is not None)
    return f": {told}" if told else ""


def shown(value: JsonValue) -> str:
    """A value as it is read: of a group and of a list what is in it."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case {"endpoint": str(endpoint), "keys": dict()}:  # its keys are nobody's to read
            return f"a device at {endpoint.removeprefix('https://').removeprefix('http://').partition('/')[0]}"
        case dict():
            return " ".join(shown(inner) for inner in value.values() if inner is not None)
        case list():
            return ", ".join(shown(inner) for inner in value)
        case _:
            return str(value)


def _of_journey(item: TimelineItem, title: str) -> str:
    match item.what:
        case "entered":
            return f"enters “{title}”" + (f" for {item.detail}" if item.detail else "")
        case "not_entered":
            return f"does not enter “{title}”{because(item.detail, REFUSALS)}"
        case "moved":
            return f"is at “{plain(item.detail)}” of “{title}”"
        case "ended":
            return f"leaves “{title}”: {plain(item.detail)}"
        case _:
            return f"reaches the goal of “{title}”" + (f", {item.detail}" if item.detail else "")


def _of_message(item: TimelineItem, title: str, zone: ZoneInfo) -> str:
    by = f" by {item.detail}" if item.detail else ""
    match item.what:
        case "sending":
            return f"“{title}”{by}: to be sent"
        case "sent":
            return f"“{title}”{by}: sent"
        case "unknown":
            return f"“{title}”{by}: nobody knows whether it went out"
        case "not_now":
            return f"“{title}”: not now{because(item.detail, NOT_NOW)}"
        case "held" if item.detail.startswith(WAITS):
            return f"“{title}”: waits for her at the {plain(item.detail.removeprefix(WAITS))}"
        case "held":
            until = f" until {clock(item.until, zone)}" if item.until else ""
            return f"“{title}”: held{until}{because(item.detail)}"
        case "dropped":
            return f"“{title}”: dropped{because(item.detail)}"
        case "slot" if item.detail.startswith(OFFERED):
            until = f" until {clock(item.until, zone)}" if item.until else ""
            return f"“{title}”: offered to her at the {plain(item.detail.removeprefix(OFFERED))}{until}"
        case "slot":
            until = f" until {clock(item.until, zone)}" if item.until else ""
            return f"“{title}”: its place is {item.detail}{until}"
        case "elsewhere":
            return f"“{title}”: {item.detail} by its department, {clock(item.due or item.at, zone)}"
        case _:
            return f"“{title}”: {_outcome(item.detail)}"


def _outcome(detail: str) -> str:
    """What it became, and the reason of what was taken back or asked for."""
    if detail.startswith(ASKED_BACK):
        return f"asked back{_for(detail.removeprefix(ASKED_BACK))}"
    became, _, why = detail.partition(", ")
    return f"{_OUTCOMES[became]}{_for(why)}" if became in _OUTCOMES else detail


def _for(reason: str) -> str:
    return "" if reason == Reason.CANCELLED else because(reason)  # who ordered it stands before
