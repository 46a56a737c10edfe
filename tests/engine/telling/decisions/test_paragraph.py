"""Whole paragraphs about decisions that the engine took: why, what else was looked at, what came of it."""

from pathlib import Path

from engine.contracts.answers import NotNow
from engine.contracts.inputs import ConsentChange
from engine.contracts.verbs import Pause
from engine.language.reactions import Reaction
from engine.telling.decisions.fate import Fate, Heard, Outcome
from tests.engine.books import Books, Step, journey, message, send
from tests.engine.lives import Life, at
from tests.engine.telling.decisions.telling import paragraphs

OPERATORS = Path(__file__).parents[4] / "docs" / "operators.md"
WELCOME = message("welcome", title="Welcome to your new phone", tags=["onboarding"])
SALE = message("sale", title="Spring sale", purpose="promotional", department="store", topics=["phones"])
PHONE = journey("phone", send("welcome")).model_copy(update={"title": "The first month"})
WELCOME_DAY: Step = {
    "name": "welcome-day",
    "keep": {"tags": ["onboarding"]},
    "yield": {"purposes": ["promotional"]},
    "unless": "overlaps(message.topics, customer.interests)",
    "within": "same_day",
    "over": "hold",
}


def life(**policy: object) -> Life:
    """Welcomed at ten in Berlin, and a sale is proposed an hour later."""
    she = Life(Books(PHONE, messages=(WELCOME, SALE), policy=policy), zone="Europe/Berlin")
    she.track("purchase", "0")
    she.propose("sale", "1h")
    return she


def test_a_message_that_was_held_says_which_rule_and_which_message_held_it() -> None:
    she = life(conflicts=[WELCOME_DAY])
    she.advance("1d")
    [held, sent] = paragraphs(she, "sale")
    assert held == (
        "“Spring sale” (promotional, store, proposed by an operator) was held on Tue 14 Apr 2026 11:00 until "
        "Wed 15 Apr 2026 00:00: the rule “welcome-day” keeps the day of “Welcome to your new phone” (sent 10:00 by "
        "email) free of promotional messages. It would not have stopped it if overlaps(message.topics, "
        "customer.interests): her interests are missing. All other rules would have let it pass: consent given on "
        "Tue 14 Apr 2026 09:00. On Wed 15 Apr 2026 00:00 it was sent."
    )
    assert held in " ".join(OPERATORS.read_text(encoding="utf-8").split())
    assert sent == (
        "“Spring sale” (promotional, store, proposed by an operator) was sent on Wed 15 Apr 2026 00:00 by email, "
        "having come due Tue 14 Apr 2026 11:00. Every rule let it pass: consent given on Tue 14 Apr 2026 09:00; "
        "“welcome-day” (nothing to stay away from that day). What became of it is not on record yet."
    )


def test_what_a_rule_would_have_stopped_too_is_told_and_what_is_only_observed() -> None:
    night = {"name": "night", "channels": ["email"], "from": "10:30", "to": "18:00"}
    twice = {"name": "noon", "channels": ["email"], "from": "10:00", "to": "14:00", "mode": "observe"}
    [held] = paragraphs(life(conflicts=[WELCOME_DAY], quiet_hours=[night, twice]), "sale")
    assert (
        "Also, the rule “night” keeps email quiet from 10:30 to 18:00 in Europe/Berlin; that is over 18:00. "
        "Only observed, so that it stopped nothing: the rule “noon” keeps email quiet from 10:00 "
        "to 14:00 in Europe/Berlin; that is over 14:00. Rules that let it pass: consent"
    ) in held


def test_a_customer_in_a_control_group_is_told_what_she_would_have_got() -> None:
    everybody = [{"name": "universal", "share": 1.0, "salt": "2026"}]
    [dropped] = paragraphs(life(holdout=everybody), "sale")
    assert "was dropped on Tue 14 Apr 2026 11:00: she is in the control group “universal” (place " in dropped
    assert (
        "of 10,000, and those below 10000 are in it). Without the control group it would have been sent by email."
        in (dropped)
    )
    [both] = paragraphs(
        life(holdout=everybody, conflicts=[WELCOME_DAY | {"keep": {"purposes": ["promotional"]}}]), "sale"
    )
    assert "Without the control group it would have been sent by email." in both


def test_a_channel_that_was_passed_over_is_told() -> None:
    both = message("both", channels=["push", "email"])
    channels: Step = {"channels": {"push": {}, "email": {}}}
    she = Life(Books(messages=(both,), policy=channels))
    she.propose("both", "0")
    [sent] = paragraphs(she, "both")
    assert "It did not go by push: she has no address for push. Rules that let it pass: consent given on" in sent


def test_where_no_channel_is_left_each_is_told() -> None:
    both = message("both", channels=["push", "email"])
    she = Life(Books(messages=(both,), policy={"channels": {"push": {}, "email": {}}}), agreed=False, email=None)
    she.propose("both", "0")
    [dropped] = paragraphs(she, "both")
    assert dropped.endswith(
        "was dropped on Tue 14 Apr 2026 10:00: she has no address for push; she has no address for "
        "email. No other rule stopped it."
    )


def test_how_often_it_was_looked_at_and_what_held_it_last_is_told() -> None:
    she = Life(Books(messages=(SALE,)))
    she.control(Pause(), "0")
    she.propose("sale", "1h")
    she.identify("2h", plan="gold")
    she.identify("3h", plan="free")
    she.advance("4d")
    [held, dropped] = paragraphs(she, "sale")
    assert held.endswith(
        "was held on Tue 14 Apr 2026 11:00: an operator has paused it. All other rules would have let it pass: "
        "consent "
        "given on Tue 14 Apr 2026 09:00. It was looked at 2 times more without a change. On Fri 17 Apr 2026 "
        "11:00 it was "
        "dropped."
    )
    assert dropped.endswith(
        "was dropped on Fri 17 Apr 2026 11:00: its time was over on Fri 17 Apr 2026 11:00; until then it was "
        "held because "
        "of a pause. No other rule stopped it."
    )


def test_what_came_back_before_it_left_is_not_called_sent() -> None:
    she = Life(Books(messages=(SALE,)))
    she.answers["sale"] = [NotNow(why="paused")]
    she.propose("sale", "1h")
    let_pass, held = paragraphs(she, "sale")
    assert "was let pass on Tue 14 Apr 2026 11:00 by email" in let_pass
    assert let_pass.endswith("It came back before it left: the next decision says why.")
    assert "was held on Tue 14 Apr 2026 11:00: it had been on its way and came back because of a pause" in held


def test_a_hold_that_is_the_last_word_says_so() -> None:
    she = Life(Books(messages=(SALE,)))
    she.control(Pause(), "0")
    she.propose("sale", "1h")
    assert paragraphs(she, "sale")[-1].endswith("That is how it stands.")


def test_what_ended_with_its_journey_needs_no_rule() -> None:
    she = Life(Books(journey("phone", send("welcome"), exit=[{"trigger": "returned"}]), messages=(WELCOME,)))
    she.control(Pause(), "0")
    she.track("purchase", "1h")
    she.track("returned", "2h")
    assert paragraphs(she, "welcome")[-1] == (
        "“Welcome to your new phone” (lifecycle, shop, from “phone”) was dropped on Tue 14 Apr 2026 12:00 "
        "because the "
        "journey ended."
    )


def test_a_condition_is_told_with_what_it_read() -> None:
    when = "customer.stage == 'new' and customer.plan != 'gold'"
    she = Life(Books(journey("phone", send("welcome", when=when)), messages=(WELCOME,)), stage="new", plan="free")
    she.control(Pause(), "0")
    she.track("purchase", "1h")
    she.identify("2h", stage="old", plan=None)
    assert (
        "its `when` is not true: customer.stage == 'new' (customer.stage is old); customer.plan != 'gold' "
        "(missing path customer.plan). No other rule stopped it."
    ) in paragraphs(she, "welcome")[-1]


def test_an_opt_out_says_since_when() -> None:
    she = Life(Books(messages=(SALE,)))
    she.identify("1h", ConsentChange(status="denied"))
    she.propose("sale", "2h")
    assert "she opted out of it on email (Tue 14 Apr 2026 11:00)." in paragraphs(she, "sale")[0]


def test_what_became_of_it_is_told_with_what_she_did() -> None:
    she = life()
    outcomes = (Outcome(attempt=1, at=at("1m"), outcome="accepted"),)
    heard = (
        Heard(reaction=Reaction.OPENED, at=at("10m"), machine=True),
        Heard(reaction=Reaction.CLICKED, at=at("2d")),
    )
    fate = Fate(message="welcome", department="shop", sent_at=at("0"), outcomes=outcomes, heard=heard)
    [sent] = paragraphs(she, "welcome", {she.delivery("welcome").message_id: fate})
    assert sent.endswith(
        "The provider took it (10:01). Afterwards it was opened 10:10 by a machine and clicked Thu 16 Apr 2026 10:00."
    )
