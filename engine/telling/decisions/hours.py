"""What is said of quiet hours, and of the places of slow channels."""

from pydantic import JsonValue

from engine.contracts.journal import RuleLook
from engine.language.terms import Reason
from engine.telling.decisions.context import Context, listed, text, texts
from engine.telling.decisions.saying import Saying


def _quiet(look: RuleLook, context: Context) -> str:
    if look.reason is Reason.ZONE_UNKNOWN:
        return f"her time zone is not known, and {look.channel} waits until it is (rule “{look.name}”)"
    zones = texts(look.evidence.get("zones"))
    where = f" in {listed(zones, 3)}" if zones else ""
    taken = ", the organisation’s zone, since hers is not known" if look.evidence.get("zone_unknown") else ""
    opens, leaves = text(look.evidence.get("opens")), text(look.evidence.get("leaves"))
    ends = f"; that is over {context.time(opens)}" if opens else ""
    spread = f", and her own moment after it is {context.time(leaves)}" if leaves else ""
    window = _window(look.evidence.get("window"))
    return f"the rule “{look.name}” keeps {look.channel} quiet {window}{where}{taken}{ends}{spread}"


def _window(value: JsonValue) -> str:
    if not isinstance(value, dict):
        return "then"
    begins, ends = text(value.get("from")), text(value.get("to"))
    hours = "all day" if begins == ends else f"from {begins} to {'24:00' if ends == '00:00' else ends}"
    days = f" on {listed(texts(value.get('weekdays')), 7)}" if value.get("weekdays") else ""
    calendar = f" on the days of “{text(value.get('calendar'))}”" if value.get("calendar") else ""
    return f"{hours}{days}{calendar}"


def _not_quiet(look: RuleLook, context: Context) -> str:
    if look.evidence.get("exempt"):
        return f"“{look.name}” (its purpose is exempt)"
    if look.evidence.get("where", True) is not True:
        return f"“{look.name}” (not where she is)"
    return f"“{look.name}” (it is not quiet {_window(look.evidence.get('window'))})"


def _full(look: RuleLook, context: Context) -> str:
    until = text(look.evidence.get("no_place_until"))
    again = f"; her turn comes {context.time(until)}" if until else ""
    return f"all {look.evidence.get('per_day')} places a day of {look.channel} were taken{again}"


def _place(look: RuleLook, context: Context) -> str:
    return f"{look.channel} has {look.evidence.get('per_day')} places a day"


SAYINGS = {"quiet hours": Saying(_quiet, _not_quiet), "capacity": Saying(_full, _place)}
