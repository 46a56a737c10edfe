"""What comes in, held against the tracking plan: nothing to say of what fits, and place and fix for what does not."""

from datetime import UTC, datetime

import pytest
from pydantic import JsonValue

from engine.contracts.inputs import Identify, Track
from engine.language.schema import Schema
from engine.model import Attributes
from starter.tracking_plan import MOST, changes_profile, complaints

PLAN = Schema.model_validate(
    {
        "triggers": {
            "purchase": {
                "amount": "number",
                "gift": "bool",
                "store": ["berlin", "paris"],
                "tags": "list",
                "due": "date",
                "at": "instant",
                "where": "address",
                "by": {"name": "text"},
            }
        },
        "customer": {"plan": ["free", "paid"], "preferences": {"music": "text"}},
    }
)
NOW = datetime(2026, 4, 14, tzinfo=UTC)


def of(name: str, value: JsonValue) -> list[str]:
    return complaints(Track(id="1", type="purchase", at=NOW, properties={name: value}), PLAN)


FITTING: list[tuple[str, JsonValue]] = [
    ("amount", 9.5),
    ("amount", None),
    ("gift", False),
    ("store", "paris"),
    ("tags", ["a"]),
    ("due", "2026-04-14"),
    ("due", "2026-04-14T08:10:00Z"),
    ("at", "2026-04-14T08:10:00+02:00"),
    ("where", {"city": "Paris", "lat": 1.5}),
    ("by", {"name": "Ann"}),
]
WRONG: list[tuple[str, JsonValue, str]] = [
    ("amount", "9.5", "purchase.amount is a text: schema.yaml says number, so send a number without quotes"),
    ("amount", True, "purchase.amount is true or false: schema.yaml says number, so send a number without quotes"),
    ("gift", "yes", "purchase.gift is a text: schema.yaml says bool, so send true or false"),
    ("store", "rome", "purchase.store is not in the list of schema.yaml: send one of 'berlin', 'paris'"),
    ("tags", "a", 'purchase.tags is a text: schema.yaml says list, so send a list such as ["jazz", "rock"]'),
    ("due", "soon", "purchase.due is a text: schema.yaml says date, so send a date such as 2026-04-14"),
    (
        "at",
        "2026-04-14T08:10:00",
        "purchase.at is a text: schema.yaml says instant, so send an instant with its zone such as "
        "2026-04-14T08:10:00Z",
    ),
    ("by", "Ann", "purchase.by is a text: send a group with name"),
    ("by", {"nme": "Ann"}, "purchase.by.nme is not in the tracking plan: did you mean 'name'?"),
    ("ammount", 1, "purchase.ammount is not in the tracking plan: did you mean 'amount'?"),
    ("colour", 1, "purchase.colour is not in the tracking plan: add it to schema.yaml under purchase"),
]


@pytest.mark.parametrize(("name", "value"), FITTING)
def test_what_fits_is_not_spoken_of(name: str, value: JsonValue) -> None:
    assert of(name, value) == []


@pytest.mark.parametrize(("name", "value", "said"), WRONG)
def test_what_does_not_fit_is_named_with_its_fix(name: str, value: JsonValue, said: str) -> None:
    assert of(name, value) == [said]


def test_an_address_has_the_parts_of_an_address() -> None:
    [said] = of("where", {"town": "Paris"})
    assert said.startswith("purchase.where is a group: schema.yaml says address, so send a group of city, country")


@pytest.mark.parametrize(
    ("attributes", "said"),
    [
        ({"preferred_channel": "whatsapp"}, []),  # a channel of the team's own
        ({"email": "ann@example.com", "plan": "paid", "preferences": {"music": "jazz"}}, []),
        ({"plan": None, "push": "token"}, []),
        ({"plan": "gold"}, ["customer.plan is not in the list of schema.yaml: send one of 'free', 'paid'"]),
        (
            {"email": "not-an-address"},
            ["customer.email has no @, so no mail can reach it: send an address such as ann@example.com"],
        ),
        ({"email": None}, []),
        ({"phone": 49}, ["customer.phone is a number: schema.yaml says text, so send a text"]),
    ],
)
def test_attributes_are_those_of_the_plan_and_the_built_in_ones(attributes: Attributes, said: list[str]) -> None:
    assert complaints(Identify(id="1", at=NOW, attributes=attributes), PLAN) == said


def test_a_change_of_an_attribute_is_judged_as_that_attribute() -> None:
    change = Track(id="1", type="plan_changed", at=NOW, properties={"old": "free", "new": "gold"})
    assert changes_profile(change, PLAN)
    assert complaints(change, PLAN) == ["customer.plan is not in the list of schema.yaml: send one of 'free', 'paid'"]
    assert not changes_profile(change.model_copy(update={"properties": {}}), PLAN)
    assert not changes_profile(change.model_copy(update={"type": "weather_changed"}), PLAN)


def test_the_trigger_of_a_threshold_is_known_without_being_listed() -> None:
    crossing: Attributes = {"name": "low", "channel": "email", "rate": 0.05, "crossed": "below"}
    good = Track(id="1", type="response_rate_changed", at=NOW, properties=crossing)
    assert complaints(good, PLAN) == []
    wrong = good.model_copy(update={"properties": crossing | {"crossed": "under"}})
    assert complaints(wrong, PLAN) == [
        "response_rate_changed.crossed is not in the list of schema.yaml: send one of 'below', 'recovered'"
    ]


def test_of_very_much_that_is_wrong_the_first_is_told() -> None:
    found = complaints(
        Track(id="1", type="purchase", at=NOW, properties=dict.fromkeys(map(str, range(3_000)), 1)), PLAN
    )
    assert len(found) == MOST


def test_a_name_that_no_plan_could_have_is_told_so_that_no_log_is_forged() -> None:
    [one] = of("a\nINFO all is well", 1)
    assert one.startswith(r"purchase.'a\nINFO all is well' is not in the tracking plan")
    assert "ann" not in of("ann@example.com", 1)[0]


def test_what_was_meant_is_looked_for_where_there_is_time() -> None:
    wrong = Identify(id="1", at=NOW, attributes={"plann": "free"})
    assert "did you mean 'plan'?" in complaints(wrong, PLAN)[0]
    assert "add it to schema.yaml" in complaints(wrong, PLAN, near=False)[0]
