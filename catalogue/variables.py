"""The variables that a message's templates see, with the defaults of `needs` put in."""

from pydantic import JsonValue

from engine.contracts.commands import Facts
from engine.contracts.ports import ContentFault
from engine.language.message import Message, Need

Variables = dict[str, JsonValue]


def variables_for(message: Message, facts: Facts) -> Variables:
    """`customer`, `run`, `event`, `message`. Raises ContentFault where a required one is missing."""
    variables: Variables = {
        "customer": _present(facts.customer),
        "run": _present(facts.run),
        "event": _present(facts.event),
        "message": {
            "key": message.message,
            "title": message.title,
            "purpose": message.purpose.value,
            "department": message.department,
            "tags": list(message.tags),
            "topics": list(message.topics),
        },
    }
    for name, need in message.needs.items():
        _supply(variables, name, need, message.message)
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


def _supply(variables: Variables, name: str, need: Need | str, message: str) -> None:
    *groups, last = name.split(".")
    here: JsonValue = variables
    for group in groups:
        if not isinstance(here, dict):
            break
        here = here.setdefault(group, {}) if isinstance(need, Need) else here.get(group)
    if isinstance(here, dict) and last in here:
        return
    if isinstance(need, Need) and isinstance(here, dict):
        here[last] = need.default
        return
    raise ContentFault(f"message {message!r} needs {name}, and it is missing for this customer")
