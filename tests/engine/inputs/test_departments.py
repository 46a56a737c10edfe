"""What other departments ask, confirm, release and report: places taken and given back, and what is on record."""

from typing import Any

import pytest

from engine.contracts.answers import AskAnswer
from engine.contracts.inputs import Ask, ConsentChange, Elsewhere, Report
from engine.contracts.inputs import Confirm as ConfirmInput
from engine.contracts.inputs import Release as ReleaseInput
from engine.contracts.journal import Decided, Reported, SlotChanged
from engine.contracts.recollection import RecalledSend, Recollection
from engine.contracts.shared_pause import SharedPause
from engine.customer.state import MAX_SEEN, CustomerState
from engine.deadline import deadline
from engine.inputs.asks import MAX_ANSWERS
from engine.inputs.elsewhere import message_of_department
from engine.inputs.recollect import recollect
from engine.language.terms import Channel, Reason
from engine.moment import Moment
from tests.engine.books import Books, journey, send
from tests.engine.lives import Life, at, told

FLYER = Elsewhere.model_validate(
    {"message": "flyer", "department": "store", "purpose": "promotional", "tags": ["spring"]}
)


class Departments(Life):
    """A life in which a department speaks."""

    def ask(self, id: str, when: str, *, said_at: str | None = None, **more: Any) -> AskAnswer:
        what = FLYER.model_copy(update=more.pop("what", {}))
        ask = Ask(id=id, at=at(said_at or when), what=what, **{"channels": (Channel.EMAIL,), **more})
        self.feed(ask, when)
        return self.state.answers[id].answer

    def confirm(self, ask: str, when: str, sent: str | None = None) -> None:
        self.feed(ConfirmInput(id=f"confirm-{ask}-{when}", at=at(sent or when), ask=ask), when)

    def release(self, ask: str, when: str) -> None:
        self.feed(ReleaseInput(id=f"release-{ask}-{when}", at=at(when), ask=ask), when)

    def report(self, id: str, when: str, sent: str, **what: Any) -> None:
        report = Report(id=id, at=at(when), what=FLYER.model_copy(update=what), channel=Channel.EMAIL, sent_at=at(sent))
        self.feed(report, when)

    def slots(self) -> list[tuple[str, str]]:
        return [(told(one.at), one.what) for one in self.entries if isinstance(one, SlotChanged)]

    def reported(self) -> list[Reported]:
        return [one for one in self.entries if isinstance(one, Reported)]

    def counted(self) -> list[tuple[str, str]]:
        """What counts as sent: at which instant its place was taken, and its id."""
        return [(told(one.decided_at), one.message) for one in self.state.sent]


def shop(**policy: Any) -> Departments:
    return Departments(Books(journey("a", send("hello")), policy=policy))


@pytest.mark.parametrize(("kind", "name"), [("everything", ""), ("department", "store"), ("channel", "email")])
def test_what_is_paused_for_everybody_may_not_be_sent(kind: str, name: str) -> None:
    she = shop()
    pause = SharedPause.model_validate({"kind": kind, "name": name})
    answer = she.ask("a-1", "0", paused=(SharedPause(kind="department", name="it"), pause))
    assert (answer.verdict, answer.reason, answer.would_pass_at) == ("drop", Reason.PAUSED, None)
    assert she.ask("a-2", "1h").verdict == "send"


def test_where_only_a_channel_is_paused_the_next_is_the_answer() -> None:
    she = shop(channels={"sms": {}, "email": {}})
    she.identify("-1m", phone="+4915112345678")
    paused = (SharedPause(kind="channel", name="sms"), SharedPause(kind="message", name="flyer"))
    answer = she.ask("a-1", "0", channels=(Channel.SMS, Channel.EMAIL), paused=paused)
    assert (answer.verdict, answer.channel) == ("send", Channel.EMAIL)


def test_a_send_is_a_reservation_that_lapses_after_ten_minutes() -> None:
    she = shop()
    answer = she.ask("a-1", "0")
    assert (answer.verdict, answer.channel, answer.lapses) == ("send", Channel.EMAIL, at("10m"))
    assert deadline(she.state) == at("10m")
    she.advance("1d")
    assert she.slots() == [("10m", "lapsed")]
    assert (she.state.proposals, she.state.sent, she.deliveries()) == ([], [], [])


def test_its_own_time_to_live_is_kept() -> None:
    she = shop()
    assert she.ask("a-1", "0", ttl=30).lapses == at("30s")


def test_a_no_says_why_and_nothing_waits() -> None:
    she = shop()
    she.identify("0", ConsentChange(status="denied"))
    answer = she.ask("a-1", "1m")
    assert (answer.verdict, answer.reason, answer.rule) == ("drop", Reason.OPTED_OUT, "consent and suppression")
    assert (she.state.proposals, she.held()) == ([], [])


def test_the_same_ask_again_changes_nothing() -> None:
    she = shop()
    first = she.ask("a-1", "0")
    entries = len(she.entries)
    assert she.ask("a-1", "5m") == first
    assert len(she.entries) == entries


def test_an_answer_is_found_after_the_id_of_its_input_is_forgotten() -> None:
    she = shop()
    first = she.ask("a-1", "0")
    del she.state.seen["a-1"]
    assert she.ask("a-1", "1m") == first
    assert len(she.sent()) == 1


def test_a_clock_that_is_ahead_does_not_let_a_department_wait() -> None:
    she = shop()
    assert she.ask("a-1", "0", said_at="40s").lapses == at("10m")


def test_answers_and_lapsed_places_are_not_carried_for_ever() -> None:
    she = shop()
    she.ask("a-1", "0")
    she.track("purchase", "59m")
    assert list(she.state.answers) == ["a-1"]
    she.track("purchase", "1h")
    assert she.state.answers == {}
    she.track("purchase", "7d9m")
    assert len(she.state.lapsed) == 1
    she.confirm("a-1", "7d10m")
    assert (she.state.lapsed, she.alerts()) == ([], ["confirm without effect"])


def test_the_newest_answers_are_kept() -> None:
    she = shop()
    she.identify("0", ConsentChange(status="denied"))
    for n in range(MAX_ANSWERS + 10):
        she.ask(f"a-{n}", "1m")
    assert len(she.state.answers) < MAX_ANSWERS
    assert list(she.state.answers)[-1] == f"a-{MAX_ANSWERS + 9}"


def test_a_confirmation_counts_from_the_decision() -> None:
    she = shop()
    she.ask("a-1", "0")
    she.confirm("a-1", "9m", sent="5m")
    assert she.counted() == [("0", "flyer")]
    (sent,) = she.state.sent
    assert (sent.elsewhere, sent.sent_at, sent.tags, sent.origin) == (True, at("5m"), ("spring",), "department")
    she.advance("1d")
    assert she.slots() == [("9m", "confirmed")]
    assert she.deliveries() == []


@pytest.mark.parametrize(("arrives", "changes"), [("9m59s", ["confirmed"]), ("10m", ["lapsed"])])
def test_at_its_end_a_reservation_has_lapsed(arrives: str, changes: list[str]) -> None:
    she = shop()
    she.ask("a-1", "0")
    she.confirm("a-1", arrives, sent="1m")
    assert [what for _, what in she.slots()] == changes


def test_a_confirmation_after_the_lapse_is_a_report() -> None:
    she = shop()
    she.ask("a-1", "0")
    she.confirm("a-1", "12m", sent="11m")
    (report,) = she.reported()
    assert (report.lapsed, report.planned, report.sent_at, report.over) == (True, False, at("11m"), ())
    assert she.counted() == [("11m", "flyer")]
    she.confirm("a-1", "13m")
    assert len(she.reported()) == 1


def test_a_report_names_the_rules_that_it_breaks() -> None:
    she = shop()
    she.identify("0", ConsentChange(status="denied", purpose=FLYER.purpose))
    she.report("r-1", "1h", "30m")
    she.report("r-2", "1h", "30m", purpose="service")
    assert [one.over for one in she.reported()] == [("consent and suppression",), ()]


def test_a_release_gives_the_place_back() -> None:
    she = shop()
    she.ask("a-1", "0")
    she.release("a-1", "1m")
    assert (she.slots(), she.state.proposals) == ([("1m", "released")], [])
    she.confirm("a-1", "2m")
    assert she.alerts() == ["confirm without effect"]


@pytest.mark.parametrize("word", ["confirm", "release"])
def test_a_word_on_something_unknown_is_on_record(word: str) -> None:
    she = shop()
    getattr(she, word)("nobody", "0")
    assert she.alerts() == [f"{word} without effect"]
    assert [one.input.kind for one in she.absorbed()][-1] == word


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


def test_two_hundred_places_are_reserved_and_no_more() -> None:
    she = shop()
    answers = [she.ask(f"a-{n}", "0") for n in range(201)]
    assert [one.verdict for one in answers].count("send") == 200
    assert (answers[-1].verdict, answers[-1].reason) == ("drop", Reason.LIMIT)
    assert she.dropped() == [("0", "flyer", "limit")]


def test_an_erased_customer_is_not_asked_for() -> None:
    she = shop()
    she.state.erased = True
    she.feed(Ask(id="a-1", at=at("0"), what=FLYER, channels=(Channel.EMAIL,)), "0")
    assert (she.state.answers, she.sent()) == ({}, [])


def test_what_a_department_asks_is_on_record_as_its_own() -> None:
    she = shop()
    she.ask("a-1", "0")
    decided = next(one for one in she.entries if isinstance(one, Decided))
    assert (decided.asked, decided.lapses, decided.origin, decided.department) == (
        True,
        at("10m"),
        "department",
        "store",
    )
    assert decided.tags == ("spring",)
    assert decided.message_id == message_of_department("c-1", "a-1")


def second_start(
    when: str, *sends: RecalledSend, freed: tuple[str, ...] = (), she: Departments | None = None
) -> Departments:
    """What the ledger knows, taken in by an empty state, or by that of a customer who was reset."""
    known = Recollection(catalogue=1, sends=sends, freed=freed)
    again = she or shop()
    if she is None:
        again.state = CustomerState(customer_id="c-1")
    recollect(Moment(again.state, again.definitions, at(when), at(when)), known)
    return again


def recalled(id: str, **more: Any) -> RecalledSend:
    facts = {"message_id": message_of_department("c-1", id), "channel": "email", "origin": "department"}
    at_first = {"decided_at": at("0"), "sent_at": at("0"), "elsewhere": True}
    return RecalledSend.model_validate(FLYER.model_dump() | facts | at_first | more)


def test_an_open_reservation_is_taken_again_until_it_lapses_and_can_be_confirmed() -> None:
    she = second_start("1m", recalled("a-1", lapses=at("10m")), recalled("a-2", lapses=at("10m")))
    she.confirm("a-1", "2m")
    she.advance("1d")
    assert she.slots() == [("2m", "confirmed"), ("10m", "lapsed")]
    assert [one.tags for one in she.state.sent] == [("spring",)]
    she.confirm("a-2", "1d")
    assert [one.lapsed for one in she.reported()] == [True]


def test_what_lapsed_before_the_second_start_can_still_be_confirmed() -> None:
    she = second_start("1h", recalled("a-1", lapses=at("10m")))
    she.confirm("a-1", "2h")
    assert [one.lapsed for one in she.reported()] == [True]


def test_a_plan_comes_back_and_is_sent_at_its_time() -> None:
    she = second_start("1m", recalled("r-1", decided_at=at("2d"), sent_at=at("2d"), priority=80))
    assert [(one.priority, one.decided_at) for one in she.state.planned] == [(80, at("2d"))]
    she.advance("2d")
    assert she.counted() == [("2d", "flyer")]


def test_after_a_reset_the_ledger_knows_better() -> None:
    she = shop()
    for id in ("a-1", "a-2", "a-3"):
        she.ask(id, "0")
    she.report("r-1", "0", "2d")
    confirmed = recalled("a-1", sent_at=at("1m"))
    freed = tuple(message_of_department("c-1", id) for id in ("a-2", "r-1"))
    second_start("2m", confirmed, recalled("a-3", lapses=at("10m")), freed=freed, she=she)
    assert [one.id for one in she.state.proposals] == [message_of_department("c-1", "a-3")]
    assert (she.counted(), she.state.planned) == ([("0", "flyer")], [])


def test_who_asks_again_after_everything_about_the_ask_was_forgotten_has_the_same_place() -> None:
    she = shop()
    first = she.ask("a-1", "0", ttl=86_400)
    for number in range(MAX_SEEN):
        she.track("viewed", f"2h{number}s")
    assert "a-1" not in she.state.answers
    assert she.ask("a-1", "3h", ttl=86_400) == first
    assert [(told(one.at), one.verdict) for one in she.entries if isinstance(one, Decided)] == [("0", "send")]
    assert [one.slot.id for one in she.state.proposals if one.slot is not None] == [first.message_id]
