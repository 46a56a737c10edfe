"""The variables that a message's templates see, with the defaults of `needs` put in."""

from pydantic import JsonValue

from catalogue.mail.choosing import chosen_blocks
from catalogue.mail.places import CHOSEN
from catalogue.mail.sending import message_as_sent
from engine.contracts.facts import Facts
from engine.contracts.ports import ContentFault
from engine.contracts.unsubscribing import LINKS
from engine.language.message import Message, Need

Variables = dict[str, JsonValue]


def variables_for(message: Message, facts: Facts) -> Variables:
    """`customer`, `run`, `event`, `message`, the links and the chosen blocks.

    Raises ContentFault where a required one is missing, and where no block is for a value.
    """
    variables: Variables = {
        **LINKS,
        "customer": _present(facts.customer),
        "run": _present(facts.run),
        "event": _present(facts.event),
        "message": message_as_sent(message, facts),
    }
    missing = [name for name, need in message.needs.items() if not _supplied(variables, name, need)]
    if missing:
        told = f"{', '.join(missing)}, and {'it is' if len(missing) == 1 else 'they are'} missing"
        raise ContentFault(f"message {message.message!r} needs {told} for this customer")
    # By the same values that the templates see, defaults included.
    seen = facts.model_copy(update={root: variables[root] for root in ("customer", "run", "event")})
    variables[CHOSEN] = dict(chosen_blocks(message, seen))
    return variables


def _present(value: JsonValue) -> JsonValue:
    """Without nulls: what is null is missing, in templates as in conditions."""
    match value:
        case dict():
            return {key: _present(below) for key, below in value.items() if below is not None}
        case list():
            return [_present(item) for item in value]
        case _:
            return value


def _supplied(variables: Variables, name: str, need: Need | str) -> bool:
    """Whether the variable is there, with its default if need be."""
    *groups, last = name.split(".")
    here: JsonValue = variables
    for group in groups:
        if not isinstance(here, dict):
            break
        here = here.setdefault(group, {}) if isinstance(need, Need) else here.get(group)
    if isinstance(here, dict) and last in here:
        return True
    if isinstance(need, Need) and isinstance(here, dict):
        here[last] = need.default
        return True
    return False
