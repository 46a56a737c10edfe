"""What is kept of reactions and of sends, and for how long."""

from engine.contracts.answers import Accepted, Unknown
from tests.engine.books import Books, Step, journey, message, send, wait_for
from tests.engine.inputs.answering import life
from tests.engine.lives import Life, after, at


def test_reactions_are_kept_once_and_machine_opens_are_not() -> None:
    she = life()
    she.track("purchase")
    she.react("opened", "hello", "1h", machine=True)
    assert she.state.sent[0].reactions == {}
    she.react("opened", "hello", "2h")
    she.react("opened", "hello", "3h")
    assert she.state.sent[0].reactions == {"opened": at("2h")}


def test_sends_are_forgotten_after_91_days() -> None:
    she = life()
    she.track("purchase")
    she.track("returned", "90d23h")
    assert len(she.state.sent) == 2
    she.track("returned", "91d1s")
    assert she.state.sent == []


def test_a_click_long_after_reaches_a_step_of_another_enrolment() -> None:
    clicked: Step = wait_for({"name": "c", "reaction": "clicked", "message": "hello"})
    she = Life(Books(journey("a", send("hello")), journey("b", clicked, send("more"), enter="viewed")))
    she.track("purchase")
    she.track("viewed", "80d")
    she.react("clicked", "hello", "85d")
    assert she.sent()[1:] == [("85d", "more")]
    assert after("85d").days == 85


def test_that_the_provider_works_on_it_settles_what_nobody_knew_and_no_second_one_leaves() -> None:
    she = Life(Books(journey("r", send("note")), messages=(message("note", purpose="service"),)))
    she.answers["note"] = [Unknown(), Accepted()]
    she.track("purchase")
    she.react("processed", "note", "1m")
    she.advance("1d")
    assert len(she.deliveries()) == 1
    [sent] = she.state.sent
    assert (sent.unknown, sent.attempt) == (False, 1)
