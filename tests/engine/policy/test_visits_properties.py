"""Whatever she does at her places, the rules hold."""

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.contracts.inputs import Feedback
from engine.contracts.journal import Decided
from engine.customer.state import CustomerState
from engine.language.reactions import Reaction
from tests.engine.books import journey, send
from tests.engine.lives import at
from tests.engine.visitors import Visitor, at_the_till, shop

PLACE = st.sampled_from(["till", "website"])


DOES = st.one_of(
    st.tuples(st.just("buy"), st.sampled_from(["purchase", "viewed"])),
    st.tuples(st.just("visit"), PLACE, st.integers(1, 3), st.sampled_from([60.0, 600.0, 7_200.0])),
    st.tuples(st.just("say"), st.sampled_from(["shown", "accepted", "declined"]), st.integers(0, 9)),
)


@settings(max_examples=40, deadline=None)
@given(days=st.lists(st.tuples(st.integers(1, 3_000), DOES), max_size=25), limit=st.integers(1, 3))
def test_whatever_she_does_nobody_is_shown_more_than_the_rules_allow(
    days: list[tuple[int, tuple[object, ...]]], limit: int
) -> None:
    """Each offer at its visit, within the cap; sent once, and only what was offered; nothing is forgotten."""
    rules = [{"name": "cap", "counts": {"class": "marketing"}, "max": limit, "per": "1d", "over": "hold"}]
    offers = (
        at_the_till("one", priority=70),
        at_the_till("two", channels=["till", "website"]),
        at_the_till("three", priority=20, channels=["website", "email"]),
    )
    pick = {"id": "pick", "send": {"best_of": ["one", "three"]}}
    she = shop(journey("a", pick, send("two")), journey("b", send("two"), enter="viewed"), messages=offers, caps=rules)
    minute = 0
    for number, (passes, done) in enumerate(days):
        minute += passes
        when = f"{minute}m"
        match done:
            case ("buy", str(type)):
                she.track(type, when)
            case ("visit", str(place), int(most), float(ttl)):
                shown = she.visit(f"v-{number}", when, place, most=most, ttl=ttl)
                assert len(shown) <= most
            case ("say", str(reaction), int(which)):
                ids = sorted({one.message_id for one in _offers(she)})
                if ids:
                    said = Reaction(reaction)
                    about = ids[which % len(ids)]
                    she.feed(Feedback(id=f"s-{number}", at=at(when), message_id=about, reaction=said), when)
            case _:
                raise AssertionError(done)
    offered = {one.message_id: one for one in _offers(she)}
    sent = [one for one in she.state.sent if one.channel != "email"]
    assert len({one.id for one in sent}) == len(sent)
    assert {one.id for one in sent} <= offered.keys()
    for one in _offers(she):
        used = [look.evidence["used"] for look in one.rules if look.rule == "cap"]
        assert all(isinstance(number, int) and number < limit for number in used)
    again = CustomerState.model_validate_json(she.state.model_dump_json())
    assert again == she.state


def _offers(she: Visitor) -> list[Decided]:
    return [one for one in she.entries if isinstance(one, Decided) and one.lapses is not None]
