"""Push goes to all of a customer's devices that may be written to, and each that is gone is closed by itself."""

import json

from pydantic import JsonValue

from engine.contracts.answers import Accepted, Refused
from engine.contracts.journal import Suppressed
from engine.customer.devices import address_of, devices_in, endpoints_in
from tests.engine.books import Books, journey, message, send
from tests.engine.lives import Life

CHANNELS: dict[str, JsonValue] = {"push": {}, "email": {}}


def device(name: str) -> dict[str, JsonValue]:
    return {"endpoint": f"https://push.example/{name}", "p256dh": f"key-{name}", "auth": f"secret-{name}"}


def life(push: JsonValue) -> Life:
    books = Books(
        journey("a", send("hello")),
        messages=(message("hello", channels=["push", "email"]),),
        policy={"channels": CHANNELS},
    )
    return Life(books, push=push)


def test_all_of_them_are_one_address_and_one_message() -> None:
    she = life([device("phone"), device("Laptop")])
    she.track("purchase")
    (delivery,) = she.deliveries()
    assert json.loads(delivery.address) == [device("phone"), device("Laptop")]
    assert delivery.address == address_of(devices_in([device("phone"), device("Laptop")]))
    assert len(she.state.sent) == 1


def test_one_alone_and_a_token_are_addresses_as_well() -> None:
    alone = life({"endpoint": "https://push.example/x", "keys": {"p256dh": "k", "auth": "a"}})
    alone.track("purchase")
    assert json.loads(alone.deliveries()[0].address) == [
        {"endpoint": "https://push.example/x", "p256dh": "k", "auth": "a"}
    ]
    token = life("token-1")
    token.track("purchase")
    assert token.deliveries()[0].address == "token-1"


def test_one_that_is_gone_is_left_out_and_the_others_get_the_next() -> None:
    she = life([device("Phone"), device("laptop")])
    she.answers["hello"] = [Accepted(gone=("https://push.example/Phone",))]
    she.track("purchase")
    she.track("purchase", "1h")
    assert json.loads(she.deliveries()[1].address) == [device("laptop")]
    told = [(one.address, one.scope, one.cause) for one in she.entries if isinstance(one, Suppressed)]
    assert told == [("https://push.example/phone", "everything", "gone")]


def test_when_all_are_gone_the_next_channel_is_tried_until_there_is_a_new_one() -> None:
    she = life([device("phone")])
    she.answers["hello"] = [Refused(fault="recipient", gone=("https://push.example/phone",))]
    she.track("purchase")
    assert [(one.channel, one.attempt) for one in she.deliveries()] == [("push", 1), ("email", 2)]
    assert she.dropped() == []
    she.track("purchase", "1h")
    assert [one.channel for one in she.deliveries()] == ["push", "email", "email"]
    she.identify("2h", push=[device("phone"), device("new")])
    she.track("purchase", "3h")
    assert json.loads(she.deliveries()[-1].address) == [device("new")]


def test_a_complaint_closes_each_for_marketing() -> None:
    she = life([device("phone"), device("laptop")])
    she.track("purchase")
    she.react("complained", "hello", "1h")
    assert {one.address for one in she.state.suppressions} == {
        "https://push.example/phone",
        "https://push.example/laptop",
    }


def test_what_is_no_device_is_no_address() -> None:
    she = life([{"endpoint": "https://push.example/x"}, 7])
    she.track("purchase")
    assert [one.channel for one in she.deliveries()] == ["email"]


def test_an_address_says_what_it_stands_for() -> None:
    assert endpoints_in(address_of(devices_in([device("phone"), device("phone")]))) == ("https://push.example/phone",)
    assert endpoints_in("token") == ("token",)
    assert endpoints_in("[broken") == ("[broken",)
