"""What Temporal shows on top of a customer's workflow: where she is, what comes next, the last messages."""

from engine.contracts.answers import NotNow, Unknown
from engine.contracts.verbs import Pause
from engine.customer.state import CustomerState
from engine.telling.details import MOST_BYTES, details
from tests.engine.books import Books, journey, message, send, wait, wait_for
from tests.engine.lives import Life

TIPS = message("tips", title="Tips for *your* accessory", tags=["x"])


def shown(she: Life) -> list[str]:
    return [line for line in details(she.state, she.definitions).splitlines() if line]


def test_where_she_is_and_what_comes_next_in_her_zone() -> None:
    steps = [send("hello"), wait("3d", id="give-it-time"), send("tips")]
    she = Life(Books(journey("phone", *steps), messages=(TIPS,)), zone="Asia/Tokyo")
    she.track("purchase")
    she.react("opened", "hello", "1h")
    assert shown(she) == [
        "**Journeys**",
        r"- **phone**: *give it time* until Fri 17 Apr 2026 17:00, then Tips for \*your\* accessory "
        "(since Tue 14 Apr 2026 17:00)",
        "**Last messages**",
        "- Tue 14 Apr 2026 17:00 · email: hello: sent, opened",
        "Times are Asia/Tokyo.",
    ]


def test_what_is_waited_for_held_dropped_and_not_known() -> None:
    listens = journey("a", send("hello"), wait_for({"name": "seen-it", "trigger": "viewed"}))
    she = Life(Books(listens, messages=(TIPS, message("other"), message("late", expires="1h"))))
    she.answers["hello"] = [Unknown()]
    she.answers["other"] = [None]
    she.track("purchase")
    she.propose("other", "1m")
    she.control(Pause(), "2m")
    she.propose("tips", "3m")
    she.propose("late", "3m")
    she.advance("2h")
    found = shown(she)
    assert found[1] == "- **a**: *listen*, waiting for seen it (since Tue 14 Apr 2026 08:00)"
    assert found[3:5] == ["- other: on its way", r"- Tips for \*your\* accessory: held (paused)"]
    assert found[6:8] == [
        "- Tue 14 Apr 2026 09:03 · late: dropped (paused)",
        "- Tue 14 Apr 2026 08:00 · email: hello: perhaps sent",
    ]


def test_an_end_that_waits_for_the_last_message() -> None:
    she = Life(Books(journey("a", send("hello", **{"continue": "when_proposed"}))))
    she.answers["hello"] = [NotNow(why="throttled")]
    she.track("purchase")
    assert ", ends (completed) with its last message" in shown(she)[1]


def test_a_customer_of_whom_nothing_is_known() -> None:
    she = Life(Books())
    assert details(CustomerState(customer_id="new"), she.definitions).splitlines() == [
        "**Journeys**",
        "",
        "in none",
        "",
        "Times are UTC.",
    ]


def test_it_never_grows_beyond_what_fits() -> None:
    long = "Ü" * 200
    many = [journey(f"j-{n}", wait("1d"), send("tips")).model_copy(update={"title": long}) for n in range(20)]
    she = Life(Books(*many, messages=(message("tips", title=long),)))
    she.track("purchase")
    text = details(she.state, she.definitions)
    assert len(text.encode()) <= MOST_BYTES
