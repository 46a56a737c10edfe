"""What other departments report, sent or planned: how it counts, and how it is taken back."""

from engine.contracts.inputs import ConsentChange
from tests.engine.inputs.departments import FLYER, shop
from tests.engine.lives import at


def test_a_report_names_the_rules_that_it_breaks() -> None:
    she = shop()
    she.identify("0", ConsentChange(status="denied", purpose=FLYER.purpose))
    she.report("r-1", "1h", "30m")
    she.report("r-2", "1h", "30m", purpose="service")
    assert [one.over for one in she.reported()] == [("consent and suppression",), ()]


def test_what_was_sent_elsewhere_stands_in_the_order_of_decision() -> None:
    she = shop()
    she.track("purchase", "0")
    she.report("r-1", "1h", "-1h")
    she.report("r-2", "1h", "30m")
    assert she.counted() == [("-1h", "flyer"), ("0", "hello"), ("30m", "flyer")]


def test_what_no_rule_can_ask_for_any_more_is_on_record_only() -> None:
    she = shop()
    she.report("r-1", "0", "-92d")
    assert (len(she.reported()), she.state.sent) == (1, [])


def test_a_planned_message_is_known_until_its_time_and_sent_from_then_on() -> None:
    she = shop()
    she.report("r-1", "0", "3d")
    (report,) = she.reported()
    assert (report.planned, report.sent_at) == (True, at("3d"))
    assert [one.decided_at for one in she.state.planned] == [at("3d")]
    she.advance("2d23h")
    assert she.counted() == []
    she.advance("3d")
    assert (she.state.planned, she.counted(), she.slots()) == ([], [("3d", "flyer")], [("3d", "confirmed")])


def test_a_planned_message_is_taken_back_by_the_id_of_its_report() -> None:
    she = shop()
    she.report("r-1", "0", "3d")
    she.release("r-1", "1d")
    she.advance("4d")
    assert (she.state.planned, she.counted(), she.slots()) == ([], [], [("1d", "released")])


def test_what_was_sent_cannot_be_taken_back() -> None:
    she = shop()
    she.report("r-1", "0", "-1h")
    she.release("r-1", "1h")
    assert (she.counted(), she.alerts()) == ([("-1h", "flyer")], ["release without effect"])


def test_a_report_again_changes_nothing() -> None:
    she = shop()
    she.report("r-1", "0", "-1h")
    she.report("r-1", "1m", "-1h")
    assert (len(she.reported()), len(she.state.sent)) == (1, 1)


def test_two_hundred_messages_are_planned_and_no_more() -> None:
    she = shop()
    for n in range(201):
        she.report(f"r-{n}", "0", f"{n + 1}h")
    assert (len(she.state.planned), she.alerts()) == (200, ["report refused"])
