"""Which arm an enrolment took is on record: of a split, and of the holdouts at its entry."""

import pytest

from engine.contracts.journal import Drawn, Entered
from tests.engine.books import Books, Step, journey, send, wait
from tests.engine.lives import Life

SPLIT = {
    "id": "test",
    "split": {
        "salt": "s",
        "arms": [{"name": "short", "share": 0.5}, {"name": "long", "share": 0.5, "steps": [wait("1d")]}],
    },
}


def drawn(she: Life) -> list[tuple[str, str]]:
    return [(one.step, one.arm) for one in she.entries if isinstance(one, Drawn)]


@pytest.mark.parametrize(("customer", "arm"), [("c-4", "long"), ("c-1", "short")])
def test_the_arm_of_a_split_is_on_record_also_where_it_has_no_steps(customer: str, arm: str) -> None:
    she = Life(Books(journey("phone", SPLIT, send("tips"))), id=customer)
    she.track("purchase", "0")
    assert drawn(she) == [("test", arm)]


def test_a_second_enrolment_takes_the_same_arm_on_record() -> None:
    she = Life(Books(journey("phone", SPLIT, send("tips"))))
    she.track("purchase", "0")
    she.track("purchase", "2d")
    first, second = (one for one in she.entries if isinstance(one, Drawn))
    assert first.arm == second.arm
    assert first.enrolment_id != second.enrolment_id


@pytest.mark.parametrize(
    ("own", "of_all", "arm"),
    [(None, None, None), (1.0, None, "control"), (0.0, None, "treated"), (None, 1.0, "control"), (0.0, 1.0, "control")],
)
def test_an_entry_says_whether_it_is_of_the_control_group(
    own: float | None, of_all: float | None, arm: str | None
) -> None:
    holdout: Step = {} if own is None else {"holdout": {"share": own, "salt": "a"}}
    policy = {} if of_all is None else {"holdout": [{"name": "all", "share": of_all, "salt": "b"}]}
    she = Life(Books(journey("phone", send("tips"), **holdout), policy=policy))
    she.track("purchase", "0")
    [entered] = [one for one in she.entries if isinstance(one, Entered)]
    assert entered.arm == arm
