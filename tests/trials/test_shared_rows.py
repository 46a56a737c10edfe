"""Several customers side by side on the engine alone: places, guards and pauses, and who is woken first."""

from typing import Any

from engine.commands import delivery_id
from engine.contracts.answers import Refused
from engine.contracts.commands import Command, Deliver
from engine.contracts.inputs import ConsentChange, Delivered, Feedback, Identify, Input, Track, Visit
from engine.contracts.journal import Decided
from engine.contracts.shared_pause import SharedPause
from engine.customer.state import CustomerState
from engine.definitions import Definitions
from engine.language.reactions import Reaction
from engine.language.terms import Channel
from engine.model import Attributes
from engine.rehearsal import all_goes_well
from tests.engine.books import Books, journey, message, send
from tests.engine.lives import at, told
from trials.shared_rows import SharedWorld
from trials.side_by_side import SideBySide

SLOW = {"zone": "Europe/Berlin", "channels": {"email": {}, "call": {"capacity": "2 per day"}}}
CALL = message("talk", channels=["call"])


def house(policy: dict[str, Any], *, steps: tuple[Any, ...] = (send("talk"),), messages: Any = (CALL,)) -> SideBySide:
    books = Books(journey("talks", *steps), messages=messages, policy=policy)
    return SideBySide(Definitions(books), SharedWorld())


def join(house: SideBySide, *names: str) -> None:
    for name in names:
        house.add(CustomerState(customer_id=name, catalogue=1))
        attributes: Attributes = {"email": f"{name}@example.com", "phone": "+15550100"}
        granted = (ConsentChange(status="granted"),)
        house.feed(name, Identify(id="i", at=at("0"), attributes=attributes, consents=granted), at("0"))


def buy(house: SideBySide, name: str, when: str) -> None:
    house.feed(name, Track(id=f"t-{when}", type="purchase", at=at(when)), at(when))


def decisions(house: SideBySide, name: str) -> list[str]:
    """Of one customer, as `when verdict reason until`."""
    life = house.lives[name]
    known = {one.seq: one for one in [*life.entries, *life.state.journal] if isinstance(one, Decided)}
    return [
        " ".join(filter(None, (told(one.at), one.verdict, one.reason, told(one.until) if one.until else None)))
        for _, one in sorted(known.items())
    ]


def test_a_full_day_holds_until_the_day_of_her_turn() -> None:
    shop = house(SLOW)
    join(shop, "a", "b", "c", "d", "e")
    for minute, name in enumerate("abcde"):
        buy(shop, name, f"1h{minute}m")
    shop.advance(at("5d"))
    # midnight in Berlin is 22:00 UTC; two a day
    assert decisions(shop, "b") == ["1h1m send"]
    assert decisions(shop, "c") == ["1h2m send", "1h2m hold capacity 14h", "14h send"]
    assert decisions(shop, "e") == ["1h4m send", "1h4m hold capacity 1d14h", "1d14h send"]
    assert shop.world.waiting == {}


def test_who_is_full_goes_by_another_channel_or_not_at_all() -> None:
    either = message("talk", channels=["call", "email"])
    dropping = {**SLOW, "channels": {"email": {}, "call": {"capacity": "0 per day", "over": "drop"}}}
    shop = house(dropping)
    join(shop, "a")
    buy(shop, "a", "1h")
    assert decisions(shop, "a") == ["1h send", "1h drop capacity"]
    assert shop.world.waiting == {}
    moving = {**SLOW, "channels": {"email": {}, "call": {"capacity": "0 per day", "over": "next_channel"}}}
    shop = house(moving, messages=(either,))
    join(shop, "a")
    buy(shop, "a", "1h")
    assert decisions(shop, "a") == ["1h send", "1h send"]
    assert [one.channel for one in deliveries(shop, "a")] == [Channel.CALL, Channel.EMAIL]


def deliveries(shop: SideBySide, name: str) -> list[Deliver]:
    return [one for one in shop.lives[name].commands if isinstance(one, Deliver)]


def test_a_resume_wakes_by_class_priority_and_time() -> None:
    messages = (
        message("light", priority=10),
        message("heavy", priority=90),
        message("receipt", purpose="transactional", priority=0),
    )
    order: list[str] = []

    def provider(command: Command) -> Input | None:
        if isinstance(command, Deliver):
            order.append(f"{command.customer_id} {command.message}")
        return all_goes_well(command)

    books = Books(
        journey("a", send("light"), enter="purchase"),
        journey("b", send("heavy"), enter="returned"),
        journey("c", send("receipt"), enter="viewed"),
        messages=messages,
        policy={"purposes": {"transactional": {"only": ["receipt"]}}},
    )
    shop = SideBySide(Definitions(books), SharedWorld(provider))
    join(shop, "x", "y", "z")
    shop.world.pause(SharedPause(kind="everything"))
    came = (("x", "purchase", "1h"), ("y", "returned", "2h"), ("z", "returned", "3h"), ("x", "viewed", "4h"))
    for name, type, when in came:
        shop.feed(name, Track(id=f"t-{when}", type=type, at=at(when)), at(when))
    shop.advance(at("10h"))
    assert decisions(shop, "y") == ["2h send", "2h hold paused"]
    shop.world.resume(SharedPause(kind="everything"))
    shop.wake(at("10h"))
    assert order == ["x receipt", "y heavy", "z heavy", "x light"]
    assert decisions(shop, "y")[-1] == "10h send"


def test_a_long_pause_costs_one_try_a_day() -> None:
    shop = house({}, messages=(message("talk"),))
    join(shop, "a")
    shop.world.pause(SharedPause(kind="journey", name="talks"))
    buy(shop, "a", "0")
    shop.advance(at("3d"))
    assert len(deliveries(shop, "a")) == 4


def test_a_paused_channel_lets_the_next_one_go() -> None:
    shop = house({"channels": {"email": {}, "sms": {}}}, messages=(message("talk", channels=["sms", "email"]),))
    join(shop, "a")
    shop.world.pause(SharedPause(kind="channel", name="sms"))
    buy(shop, "a", "0")
    assert [one.channel for one in deliveries(shop, "a")] == [Channel.SMS, Channel.EMAIL]


def test_a_guard_stops_the_journey_for_all_and_a_resume_lets_it_go_on() -> None:
    guard = {"journeys": "any", "max_sends": "2 per 1h", "over": "pause_journey_and_alert"}
    shop = house({"guards": [guard]}, messages=(message("talk"),))
    join(shop, "a", "b", "c", "d")
    for name in "abcd":
        buy(shop, name, "1h")
    assert decisions(shop, "c") == ["1h send", "1h hold guard"]
    assert decisions(shop, "d") == ["1h send", "1h hold paused"]
    assert shop.world.alerts == ["guard: journey talks is paused"]
    shop.world.resume(SharedPause(kind="journey", name="talks"))
    shop.wake(at("2h"))
    assert decisions(shop, "c")[-1] == decisions(shop, "d")[-1] == "2h send"


def test_complaints_pause_the_message() -> None:
    guard = {"messages": "any", "complaints_above": "10%", "of_at_least": 2, "over": "pause_message_and_alert"}
    shop = house({"guards": [guard]}, messages=(message("talk"),))
    join(shop, "a", "b", "c")
    buy(shop, "a", "1h")
    buy(shop, "b", "1h")
    said = Feedback(id="f", at=at("2h"), message_id=deliveries(shop, "b")[0].message_id, reaction=Reaction.COMPLAINED)
    shop.feed("b", said, at("2h"))
    assert shop.world.pauses == [SharedPause(kind="message", name="talk")]
    buy(shop, "c", "3h")
    assert decisions(shop, "c") == ["3h send", "3h hold paused"]


def test_a_place_that_was_given_back_goes_to_who_waits_and_goes_first() -> None:
    messages = (CALL, message("talk-first", channels=["call"], priority=90))
    books = Books(
        journey("talks", send("talk")),
        journey("firsts", send("talk-first"), enter="returned"),
        messages=messages,
        policy=SLOW,
    )
    silent: list[Deliver] = []

    def provider(command: Command) -> Input | None:
        if isinstance(command, Deliver) and command.customer_id == "b":
            silent.append(command)
            return None
        return all_goes_well(command)

    shop = SideBySide(Definitions(books), SharedWorld(provider))
    join(shop, "a", "b", "c", "d")
    for minute, name in enumerate("abc"):
        buy(shop, name, f"1h{minute}m")
    shop.feed("d", Track(id="t-d", type="returned", at=at("2h")), at("2h"))
    assert decisions(shop, "d")[-1] == "2h hold capacity 14h"
    refused = answered(silent[0], Refused(fault="recipient"))
    shop.world.heard(silent[0], refused)
    shop.feed("b", refused, at("3h"))
    assert decisions(shop, "d")[-1] == "3h send"
    assert decisions(shop, "c")[-1] == "1h2m hold capacity 14h"


def answered(command: Deliver, answer: Refused) -> Delivered:
    name = delivery_id(command.message_id, command.attempt)
    return Delivered(id=name, message_id=command.message_id, attempt=command.attempt, answer=answer)


def test_who_was_dropped_meanwhile_leaves_the_queue() -> None:
    ends = [{"trigger": "returned"}]
    books = Books(journey("talks", send("talk"), exit=ends), messages=(CALL,), policy=SLOW)
    shop = SideBySide(Definitions(books), SharedWorld())
    join(shop, "a", "b", "c", "d")
    for name in "abcd":
        buy(shop, name, "1h")
    assert len(shop.world.waiting) == 2
    shop.feed("c", Track(id="t-r", type="returned", at=at("2h")), at("2h"))
    assert [one.customer_id for one in shop.world.waiting.values()] == ["d"]


def test_what_is_paused_for_everybody_is_not_shown_at_a_place() -> None:
    shop = house({"channels": {"till": {"kind": "pull"}}}, messages=(message("talk", channels=["till"]),))
    join(shop, "a")
    buy(shop, "a", "1h")
    pause = SharedPause(kind="journey", name="talks")
    shop.world.pause(pause)
    shop.feed("a", Visit(id="v-1", at=at("2h"), place=Channel.TILL), at("2h"))
    shop.world.resume(pause)
    shop.feed("a", Visit(id="v-2", at=at("3h"), place=Channel.TILL), at("3h"))
    assert decisions(shop, "a") == ["1h hold no_channel", "2h hold paused", "2h hold no_channel", "3h send"]
