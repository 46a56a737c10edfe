"""Names on the wire: a stored history or another process knows them, so none of them may change by accident."""

from typing import Any

import pytest
from temporalio import activity, workflow

from activities.deliver import Delivering
from activities.lookup import LookingUp
from activities.record import Recording
from activities.withdraw import Withdrawing
from runtime.settings import Settings
from trials.replaying.acts import MODELS
from workflows.customer import CustomerWorkflow
from workflows.names import SEARCH_ATTRIBUTES, workflow_id

DEFINITION = workflow._Definition.must_from_class(CustomerWorkflow)


def test_the_workflow() -> None:
    assert DEFINITION.name == "Customer"
    assert workflow_id("c-1") == "customer-c-1"
    assert Settings.model_fields["task_queue"].default == "twostep"


def test_signals_queries_and_updates() -> None:
    assert set(DEFINITION.signals) == {
        "track",
        "identify",
        "feedback",
        "propose",
        "confirm",
        "release",
        "report",
        "control",
    }
    assert set(DEFINITION.queries) == {"status", "timeline", "upcoming"}
    assert set(DEFINITION.updates) == {"enrol", "ask", "visit"}


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (Delivering.deliver, "deliver"),
        (Recording.record, "record"),
        (Recording.recall, "recall"),
        (LookingUp.look_up, "look_up"),
        (Withdrawing.withdraw, "withdraw"),
    ],
)
def test_activities(call: Any, name: str) -> None:
    definition = activity._Definition.from_callable(call)
    assert definition is not None
    assert definition.name == name
    assert definition.arg_types == [MODELS[name]], "a replay reads it by another model than the worker"


def test_search_attributes() -> None:
    assert [(key.name, key.indexed_value_type.name) for key in SEARCH_ATTRIBUTES] == [
        ("Stage", "KEYWORD"),
        ("Journeys", "KEYWORD_LIST"),
    ]
