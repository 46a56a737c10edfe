"""Turns what pydantic found in a definition into faults in plain words, each with a fix."""

from collections.abc import Iterator

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from catalogue.faults import Fault, did_you_mean, in_expression, nearest, wrong_and_fix
from catalogue.shapes import Location, data_path, keys_at
from catalogue.yaml_file import YamlFile

_KINDS = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "dict_type": "a mapping (key: value)",
    "model_type": "a mapping (key: value)",
    "tuple_type": "a list",
    "list_type": "a list",
}
_NAME_RULE = "begin with a lower-case letter; then lower-case letters, digits, hyphens, underscores (64 at most)"
_ADD = {
    "id": "add `id:` with a name of its own: it tells the step in every version",
    "existing": "say what of those who meet it already: `ignore`, or `{ enrol: true, pace: 2000 per 1h }`",
}
_LIMITS = {"greater_than_equal": "ge", "less_than_equal": "le", "greater_than": "gt", "less_than": "lt"}


def faults_of(error: ValidationError, source: YamlFile, root: type[BaseModel] | None) -> Iterator[Fault]:
    """One fault for each thing wrong; `root` is the model of the whole file, if it is one."""
    details = error.errors(include_url=False)
    unknown = [detail["loc"] for detail in details if detail["type"] == "extra_forbidden"]
    for detail in details:
        if not _only_a_consequence(detail) and not _misspelled(detail, unknown):
            yield _fault(detail, source, root)


def _misspelled(detail: ErrorDetails, unknown: list[Location]) -> bool:
    """A missing key beside an unknown one of nearly the same spelling: the unknown one says it all."""
    *group, last = detail["loc"] or ("",)
    beside = [str(location[-1]) for location in unknown if list(location[:-1]) == group]
    return detail["type"] == "missing" and bool(nearest(str(last), beside))


def _only_a_consequence(detail: ErrorDetails) -> bool:
    """A list whose items are at fault is also reported as too short, counting the good ones only."""
    given = detail["input"]
    return detail["type"] == "too_short" and isinstance(given, list) and len(given) >= detail["ctx"]["min_length"]


def _fault(detail: ErrorDetails, source: YamlFile, root: type[BaseModel] | None) -> Fault:
    location, given = detail["loc"], detail["input"]
    last = str(location[-1]) if location else ""
    match detail["type"]:
        case "missing":
            parent = data_path(source.data, location[:-1], given)
            return source.fault((*parent, last), f"{last!r} is missing", _ADD.get(last, f"add `{last}:`"))
        case "extra_forbidden":
            known = keys_at(root, location[:-1]) if root else set()
            fix = did_you_mean(last, known, "remove it")
            return source.fault(data_path(source.data, location, given), f"unknown key {last!r}", fix)
        case _:
            message, fix = _explain(detail, location, given)
            return source.fault(data_path(source.data, location, given), message, fix)


def _explain(detail: ErrorDetails, location: Location, given: object) -> tuple[str, str]:
    kind = detail["type"]
    context = detail.get("ctx", {})
    if kind == "form":
        return _no_form(detail["msg"], given)
    if kind in _KINDS:
        return f"{_shown(given)} stands where {_KINDS[kind]} belongs", _type_fix(kind, given)
    if kind in ("enum", "literal_error"):
        return _closed_set(str(context["expected"]), given)
    if kind in _LIMITS:
        limit = context[_LIMITS[kind]]
        return f"{given!r} is out of bounds", f"write a number {kind.replace('_', ' ')} {limit}".replace(
            "equal", "or equal to"
        )
    if kind == "string_pattern_mismatch":
        return f"{given!r} is not a name that can stand here", _pattern_fix(str(context["pattern"]))
    if kind in ("too_short", "string_too_short"):
        return "there is too little here", f"at least {context['min_length']} is needed"
    if kind in ("too_long", "string_too_long"):
        return "there is too much here", f"at most {context['max_length']} is allowed"
    return _of_expression(*_said(detail["msg"], location), given)


def _of_expression(wrong: str, fix: str, given: object) -> tuple[str, str]:
    """A column says where only beside the text in which it is counted."""
    column, _ = in_expression(wrong)
    return (f"{given!r}: {wrong}" if column and isinstance(given, str) else wrong), fix


def _no_form(message: str, given: object) -> tuple[str, str]:
    """A union by key: perhaps the key that tells the form has a typing error."""
    wrong, fix = _said(message, ())
    forms = fix.partition("keys ")[2].split(", ")
    for key in given if isinstance(given, dict) else ():
        if key not in forms and nearest(str(key), forms):
            return f"{wrong}: unknown key {key!r}", did_you_mean(str(key), forms, fix)
    return wrong, fix


def _shown(given: object) -> str:
    match given:
        case None:
            return "nothing"
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case bool():
            return str(given).lower()
        case _:
            return repr(given)


def _type_fix(kind: str, given: object) -> str:
    if kind == "string_type" and isinstance(given, int | float):
        return f"put it in quotes: {str(given).lower()!r}"
    return f"write {_KINDS[kind]}"


def _closed_set(expected: str, given: object) -> tuple[str, str]:
    words = [word.strip("' ") for word in expected.replace(" or ", ", ").split(",")]
    return f"{_shown(given)} is not one of: {', '.join(words)}", did_you_mean(str(given), words, "write one of them")


def _pattern_fix(pattern: str) -> str:
    if pattern.startswith("^run"):
        return "write run. and a name, such as run.store"
    return _NAME_RULE


def _said(message: str, location: Location) -> tuple[str, str]:
    where = f"mend the value of {location[-1]!r}" if location else "mend it"
    return wrong_and_fix(message.removeprefix("Value error, "), where)
