"""What is known to come: held, planned, and the next send of each journey; looking changes nothing."""

from typing import Any

import pytest

from engine.contracts.inputs import Elsewhere, Report
from engine.contracts.verbs import Pause
from engine.customer.state import Proposal
from engine.language.terms import Channel, Purpose
from engine.moment import Moment
from engine.policy.reading.known import Foresight, Known
from tests.engine.books import Books, Step, journey, message, send, wait, wait_for
from tests.engine.lives import Life, at, told

SET: Step = {"id": "mark", "set": {"run.way": "far"}}
UPDATE: Step = {"id": "mark", "update": {"customer.n": "5"}}
LOOKUP: Step = {"id": "find", "lookup": "nearest", "with": {"city": "event.city"}, "into": "run.store"}
SPLIT: Step = {
    "id": "try",
    "split": {
        "salt": "s",
        "arms": [{"name": "l", "share": "100%", "steps": [send("x")]}, {"name": "r", "share": "0%"}],
    },
}
OUTSIDE = Proposal(
    id="outside",
    message="m",
    content="",
    origin="operator",
    department="shop",
    priority=50,
    due=at("0"),
    expires=at("0"),
)


def known(she: Life, when: str, beside: Proposal = OUTSIDE) -> list[Known]:
    """Beside a proposal; whatever is asked, the state stays what it was."""
    before = she.state.model_dump_json()
    moment = Moment(she.state, she.definitions, at(when), at(when))
    found = [*Foresight(moment).beside(beside)]
    assert she.state.model_dump_json() == before
    assert not (moment.arriving or moment.raised or moment.closed or moment.news)
    return found


def brief(she: Life, when: str, beside: Proposal = OUTSIDE) -> list[tuple[str | None, str]]:
    return [(None if one.when is None else told(one.when), one.message) for one in known(she, when, beside)]


def branch(condition: str, *steps: Step, otherwise: tuple[Step, ...] = ()) -> Step:
    return {"id": "way", "branch": [{"when": condition, "steps": list(steps)}], "otherwise": list(otherwise)}


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([wait("1d"), send("x")], [("1d", "x")]),
        ([wait("1d"), wait("2h", id="more"), send("x")], [("1d2h", "x")]),
        ([wait({"until": "09:00"}), send("x")], [("23h", "x")]),
        ([wait("1d"), wait({"days": 2, "at": "10:00"}, id="more"), send("x")], [("3d", "x")]),
        ([wait("1d"), wait({"days_of": "customer.n"}, id="more"), send("x")], [("3d", "x")]),
        ([wait("1d"), wait({"days_of": "customer.gone"}, id="more"), send("x")], [("1d", "x")]),
        ([wait("1d"), wait({"between": ["12:00", "14:00"]}, id="more"), send("x")], [("1d2h", "x")]),
        # the birthday is past: as the wait says
        ([wait("1d"), wait({"date": "customer.birthday"}, id="more"), send("x")], [("1d", "x")]),
        (
            [wait("1d"), wait({"date": "customer.birthday"}, id="more", past="skip"), send("x"), send("y")],
            [("1d", "y")],
        ),
        ([wait("1d"), wait({"date": "customer.birthday"}, id="more", past="exit"), send("x")], []),
        ([wait("1d"), branch("customer.n > 1", send("x"), otherwise=(send("y"),))], [("1d", "x")]),
        ([wait("1d"), branch("customer.n > 2", send("x"), otherwise=(send("y"),))], [("1d", "y")]),
        ([wait("1d"), branch("customer.n > 2", send("x")), wait("1h", id="more"), send("y")], [("1d1h", "y")]),
        ([wait("1d"), send("x", when="customer.n > 2"), send("y")], [("1d", "y")]),
        ([wait("1d"), wait("9d", id="more", unless="customer.n == 2"), send("x")], [("1d", "x")]),
        ([wait("1d"), SET, branch('run.way == "far"', send("x"), otherwise=(send("y"),))], [("1d", "x")]),
        # what an update would write is not written yet
        ([wait("1d"), UPDATE, branch("customer.n == 5", send("x"), otherwise=(send("y"),))], [("1d", "y")]),
        ([wait("1d"), LOOKUP, send("x")], []),
        ([wait("1d"), wait_for({"name": "v", "trigger": "viewed"}, timeout="1h"), send("x")], []),
        ([wait_for({"name": "v", "trigger": "viewed"}, timeout="1h"), send("x")], []),
        ([wait({"quiet_for": "1h", "of": ["viewed"], "at_most": "2h"}), send("x")], []),
        ([wait("1d"), wait({"quiet_for": "1h", "of": ["viewed"], "at_most": "2h"}, id="more"), send("x")], []),
        ([wait("1d"), SPLIT], []),
        ([wait("1d"), {"id": "over", "end": "done"}, send("x")], []),
        ([wait("1d")], []),
    ],
)
def test_the_next_send_of_a_journey(steps: list[Step], expected: list[tuple[str, str]]) -> None:
    she = Life(Books(journey("a", *steps)), n=2, zone="Europe/Berlin", birthday="2020-01-01")
    she.track("purchase")
    assert brief(she, "0") == expected


def test_it_comes_when_it_was_known_to_come() -> None:
    steps = [wait("1d"), wait({"until": "09:00", "spread": "3h"}, id="m"), branch("customer.n > 1", send("x"))]
    she = Life(Books(journey("a", *steps)), n=2, zone="America/New_York")
    she.track("purchase")
    (before,) = known(she, "0")
    she.advance("5d")
    (sent,) = she.state.sent
    assert (sent.decided_at, sent.id) == (before.when, before.id)


def test_a_split_that_was_taken_before_is_known() -> None:
    she = Life(Books(journey("a", wait("1h"), SPLIT)))
    she.track("purchase")
    assert brief(she, "0") == []
    she.advance("2h")
    she.track("purchase", "2h")
    assert brief(she, "2h") == [("3h", "x")]


def test_what_is_held_counts_once_and_nothing_behind_it() -> None:
    """Also where the journey is entered again."""
    she = Life(Books(journey("a", send("x"), wait("1d"), send("y"), enter="purchase", again="restart")))
    she.control(Pause(), "0")
    she.track("purchase", "1h")
    assert brief(she, "1h") == [(None, "x")]
    she.track("purchase", "2h")
    assert brief(she, "2h") == [(None, "x")]


def test_a_message_on_its_way_lets_its_journey_go_on() -> None:
    she = Life(Books(journey("a", send("x"), wait("1d"), send("y"))))
    she.answers["x"] = [None]
    she.track("purchase")
    assert brief(she, "5s") == [("1d", "y")]
    settled: dict[str, Any] = {"continue": "when_settled"}
    she = Life(Books(journey("a", send("x", **settled), wait("1d"), send("y"))))
    she.track("purchase")
    assert brief(she, "5s") == []  # it waits for the provider's word


def test_later_messages_of_its_own_enrolment_are_not_known_beside_it() -> None:
    """They leave after it: if it waited for them, none would ever go."""
    proposed: dict[str, Any] = {"continue": "when_proposed"}
    she = Life(Books(journey("a", send("x", **proposed), send("y", **proposed), wait("1d"), send("z"))))
    she.control(Pause(), "-1m")
    she.track("purchase")
    first, second = she.state.proposals
    assert {message for _, message in brief(she, "0")} == {"x", "y", "z"}
    assert brief(she, "0", first) == []
    assert brief(she, "0", second) == [(None, "x")]


def test_a_held_message_comes_when_it_is_decided_again_unless_it_expires_before() -> None:
    cap: Step = {"name": "one", "counts": {"class": "marketing"}, "max": 1, "per": "2d", "over": "hold"}
    she = Life(Books(messages=(message("x"), message("y", expires="2d")), policy={"caps": [cap]}))
    she.propose("x", "0")
    she.propose("x", "1h")
    she.propose("y", "0")
    assert brief(she, "1h") == [("2d", "x")]


def test_what_a_department_plans() -> None:
    she = Life(Books(messages=(message("x"),), policy={"channels": {"email": {}, "sms": {}}}))
    what = Elsewhere(message="letter", department="sales", purpose=Purpose.PROMOTIONAL, tags=("spring",))
    she.feed(Report(id="r", at=at("0"), what=what, channel=Channel.SMS, sent_at=at("2d")), "0")
    (one,) = known(she, "0")
    assert (one.message, one.channel, one.origin, one.tags) == ("letter", "sms", "department", ("spring",))
    assert (one.when, one.definition, one.proposal) == (at("2d"), None, None)
    assert brief(she, "2d") == []  # its time has come


def test_it_has_what_selectors_and_rules_look_at() -> None:
    texts = message("x", channels=["sms", "email"], tags=["t"], topics=["phones"], priority=70, purpose="content")
    books = Books(
        journey("a", wait("1d"), send("x", priority=90, channels=["email"])),
        messages=(texts,),
        policy={"channels": {"email": {}, "sms": {}}},
    )
    she = Life(books)
    she.track("purchase")
    (one,) = known(she, "0")
    assert (one.purpose, one.priority, one.channels, one.channel) == ("content", 90, ("email",), "email")
    assert (one.journey, one.tags, one.topics, one.department) == ("a", ("t",), ("phones",), "shop")
    assert one.on(Channel.SMS).channel == "sms"


def test_what_is_over_or_empty() -> None:
    she = Life(Books(journey("a", send("x", **{"continue": "when_proposed"}))))
    assert brief(she, "0") == []
    she.control(Pause(), "0")
    she.track("purchase", "1h")
    assert she.state.enrolments[0].ending == "completed"
    assert brief(she, "1h") == [(None, "x")]
