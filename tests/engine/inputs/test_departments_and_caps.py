"""Places of departments under a cap: taken with the answer, free again at the lapse, and over it where nobody asked."""

from tests.engine.inputs.test_departments import shop
from tests.engine.lives import at

ONE_A_WEEK = {"name": "one", "counts": {"class": "marketing"}, "max": 1, "per": "7d", "over": "hold"}


def test_a_lapse_lets_what_is_held_pass() -> None:
    she = shop(caps=[ONE_A_WEEK])
    she.ask("a-1", "0")
    she.track("purchase", "1m")
    assert she.held() == [("1m", "hello", "cap")]
    assert she.ask("a-2", "2m").would_pass_at == at("7d")
    she.advance("10m")
    assert she.sent() == [("0", "flyer"), ("10m", "hello")]


def test_a_report_over_the_cap_is_marked() -> None:
    she = shop(caps=[ONE_A_WEEK])
    she.track("purchase", "0")
    she.report("r-1", "1h", "30m")
    assert [one.over for one in she.reported()] == [("cap one",)]
    assert len(she.state.sent) == 2
