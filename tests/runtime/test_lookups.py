"""Look-ups are registered by name; what cannot be loaded is a start-up error that names it."""

import pytest

from engine.contracts.answers import Found, LookupAnswer
from engine.contracts.commands import LookUp
from runtime.lookups import LookupNotLoaded, load_lookups


class Nearest:
    """A look-up as a deployment writes it."""

    async def find(self, command: LookUp) -> LookupAnswer:
        return Found(result={"name": f"the store for {command.args['plan']}"})


async def test_a_class_is_made_and_asked() -> None:
    source = load_lookups({"store": f"{__name__}:Nearest"})["store"]
    command = LookUp(
        customer_id="c", enrolment_id="e", step="s", visit=1, name="store", args={"plan": "plus"}, timeout=1
    )
    assert await source.find(command) == Found(result={"name": "the store for plus"})


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("no.such.module:Thing", "no.such.module"),
        (f"{__name__}:Missing", "Missing"),
        ("json:dumps", "has no method `find`"),
    ],
)
def test_what_cannot_be_loaded_names_the_look_up(target: str, says: str) -> None:
    with pytest.raises(LookupNotLoaded, match=r"LOOKUPS: store=") as told:
        load_lookups({"store": target})
    assert says in str(told.value)
