"""The table of purposes: everything that has a default per purpose, so that legal reads one table."""

from datetime import timedelta
from typing import Literal

from pydantic import Field, model_validator

from engine.language.durations import Duration
from engine.language.rules.selectors import MessageClass
from engine.language.terms import MARKETING, Purpose
from engine.language.written import Name
from engine.model import Written


class PurposeRules(Written):
    """One row; what is left out is the default of its class, which `purposes_table` fills in."""

    message_class: MessageClass = Field(alias="class")
    consent: Literal["none", "opt_in", "opt_out"]
    caps: Literal["apply", "exempt_but_counts"]
    conflicts: Literal["apply", "never_yields"]
    quiet: Literal["apply", "exempt"]
    holdout: Literal["yes", "no"]
    expires: Duration
    unknown: Literal["send_again", "leave"]
    only: tuple[Name, ...] = ()

    @model_validator(mode="after")
    def _essential_is_not_held_out(self) -> "PurposeRules":
        if self.message_class == "essential" and self.holdout == "yes":
            raise ValueError('holdout: an essential message goes to everybody; write "no"')
        if self.message_class == "marketing" and self.unknown != "leave":
            raise ValueError("unknown: a marketing message is never sent twice; write leave")
        return self


_DAYS = {
    Purpose.TRANSACTIONAL: 1,
    Purpose.SERVICE: 3,
    Purpose.LIFECYCLE: 7,
    Purpose.PROMOTIONAL: 3,
    Purpose.CONTENT: 14,
    Purpose.SURVEY: 7,
}
_ESSENTIAL = {
    "class": "essential",
    "consent": "none",
    "caps": "exempt_but_counts",
    "conflicts": "never_yields",
    "quiet": "apply",
    "holdout": "no",
    "unknown": "send_again",
}
_MARKETING = {
    "class": "marketing",
    "consent": "opt_in",
    "caps": "apply",
    "conflicts": "apply",
    "quiet": "apply",
    "holdout": "yes",
    "unknown": "leave",
}


def default_row(purpose: Purpose) -> dict[str, object]:
    """What a purpose is where the policy says nothing else, as written."""
    row = _MARKETING if purpose in MARKETING else _ESSENTIAL
    quiet = {"quiet": "exempt"} if purpose is Purpose.TRANSACTIONAL else {}
    return {**row, **quiet, "expires": timedelta(days=_DAYS[purpose])}


def purposes_table(written: object) -> object:
    """The whole table: each written row over the defaults of its purpose."""
    if not isinstance(written, dict):
        return written
    table: dict[object, object] = {purpose.value: default_row(purpose) for purpose in Purpose}
    for purpose, row in written.items():
        known = purpose in table and isinstance(row, dict)
        table[purpose] = {**default_row(Purpose(purpose)), **row} if known else row
    return table


def check_classes(table: dict[Purpose, PurposeRules]) -> dict[Purpose, PurposeRules]:
    """A class is not chosen: what is marketing is so by law."""
    for purpose, row in table.items():
        meant = "marketing" if purpose in MARKETING else "essential"
        if row.message_class != meant:
            raise ValueError(f"{purpose.value}: its class is {meant}")
    return table
