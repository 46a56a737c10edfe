"""What holds for random policies of holdouts, conflicts, blocks and mixes, and random lives under them."""

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.contracts.answers import Accepted, Answer, NotNow, Refused, Unknown
from engine.contracts.inputs import Ask, Elsewhere, Report
from engine.contracts.verbs import Pause, Resume
from engine.language.terms import Channel, Purpose
from engine.policy.recompute import differences
from tests.engine.books import Books, Step, journey, message, send, wait
from tests.engine.lives import Life, at
from tests.engine.policy.records import decisions

_quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

MESSAGES = (
    message("welcome", tags=["welcome"], priority=80),
    message("tips", tags=["welcome", "tips"]),
    message("news", purpose="promotional", topics=["phones"]),
    message("sale", purpose="promotional", priority=90, expires="1d"),
    message("letter", purpose="content"),
    message("ask", purpose="survey"),
    message("note", purpose="service"),
    message("receipt", purpose="transactional"),
)
NAMES = [one.message for one in MESSAGES]
JOURNEYS = (
    journey("a", send("welcome"), wait("5h"), send("news"), enter="purchase", exit=[{"trigger": "returned"}]),
    journey("b", send("tips", **{"continue": "when_proposed"}), send("sale"), enter="viewed"),
)
_selectors: st.SearchStrategy[Step] = st.sampled_from(
    [
        {"tags": ["welcome"]},
        {"class": "marketing"},
        {"class": "essential"},
        {"purposes": ["promotional"]},
        {"purposes": ["promotional", "content", "lifecycle"]},
        {"origin": "journey"},
        {"messages": ["news", "note"]},
        {"journeys": ["a"]},
    ]
)
_conditions = st.sampled_from(
    ["customer.n > 0", "since(returned) < 7h", "since(viewed) >= 3h", "customer.gone == 1", "not happened(viewed)"]
)
_over = st.sampled_from(["hold", "hold", "drop"])
_modes = st.sampled_from(["enforce", "enforce", "enforce", "observe"])
_spans = st.sampled_from(["same_day", "5h", "2d", "20d"])
_marketing = st.sampled_from([["promotional"], ["content"], ["promotional", "lifecycle"], ["survey", "content"]])
_instead = st.sampled_from([{}, {"instead": "letter"}, {"instead": "note"}, {"instead": "sale"}])


def _conflict(number: int, keep: Step, stays: Step, within: str, over: str, mode: str, unless: str | None) -> Step:
    lifted = {} if unless is None else {"unless": unless}
    return {"name": f"c{number}", "keep": keep, "yield": stays, "within": within, "over": over, "mode": mode, **lifted}


def _block(number: int, condition: str, and_for: str, allow: Step | None, over: str, mode: str) -> Step:
    allowed = {} if allow is None else {"allow": allow}
    return {"name": f"b{number}", "while": condition, "and_for": and_for, "over": over, "mode": mode, **allowed}


def _mix(number: int, form: Step, purposes: list[str], over: str, mode: str, instead: Step) -> Step:
    return {"name": f"m{number}", **form, "purposes": purposes, "over": over, "mode": mode, **instead}


_numbers = st.integers(0, 10_000)
_forms: st.SearchStrategy[Step] = st.sampled_from(
    [{"of_last": 3, "at_least": 1}, {"of_last": 2, "at_least": 2}, {"never_in_a_row": 2}, {"never_in_a_row": 3}]
)
policies: st.SearchStrategy[Step] = st.fixed_dictionaries(
    {
        "zone": st.sampled_from(["UTC", "Europe/Berlin", "Asia/Tokyo"]),
        "conflicts": st.lists(
            st.builds(_conflict, _numbers, _selectors, _selectors, _spans, _over, _modes, st.none() | _conditions),
            max_size=3,
            unique_by=lambda rule: rule["name"],
        ),
        "blocks": st.lists(
            st.builds(
                _block,
                _numbers,
                _conditions,
                st.sampled_from(["0s", "4h", "3d"]),
                st.none() | _selectors,
                _over,
                _modes,
            ),
            max_size=2,
            unique_by=lambda rule: rule["name"],
        ),
        "mix": st.lists(
            st.builds(_mix, _numbers, _forms, _marketing, _over, _modes, _instead),
            max_size=2,
            unique_by=lambda rule: rule["name"],
        ),
        "holdout": st.sampled_from(
            [[], [], [{"name": "h", "share": "50%", "salt": "s", "from": "2026-04-16", "to": "2026-04-18"}]]
        ),
    }
)
_answers: st.SearchStrategy[Answer | None] = st.sampled_from(
    [
        Accepted(),
        Accepted(),
        Unknown(),
        Refused(fault="recipient"),
        NotNow(why="throttled"),
        NotNow(why="breaker"),
        *[None] * 4,
    ]
)
_moves: st.SearchStrategy[tuple[int, str, Any]] = st.tuples(
    st.sampled_from([0, 0, 1, 30, 60, 300, 1_500]),  # minutes since the one before
    st.sampled_from([*["propose"] * 3, *["track"] * 2, *["answer"] * 3, "identify", "pause", "resume", "ask", "plan"]),
    st.integers(0, 999),
)


def lived(policy: Step, moves: list[tuple[int, str, Any]], answers: list[Answer | None]) -> Life:
    """All of it, and then a long time in which nothing comes and everything that leaves is accepted."""
    she = Life(Books(*JOURNEYS, messages=MESSAGES, policy=policy), n=0)
    she.answers = {name: list(answers) for name in NAMES}
    minutes = 0
    for pause, kind, number in moves:
        minutes += pause
        _move(she, kind, number, f"{minutes}m")
    she.answers = {}
    she.control(Resume(), f"{minutes + 1}m")
    for one in [one for one in she.state.proposals if one.stands == "in_flight"]:
        she.answer(one.message, Accepted(), f"{minutes + 2}m")
    she.advance("60d")
    return she


def _elsewhere(number: int) -> Elsewhere:
    purpose = list(Purpose)[number % len(Purpose)]
    tags = ("welcome",) if number % 2 else ()
    return Elsewhere(message="elsewhere", department="store", purpose=purpose, tags=tags)


def _move(she: Life, kind: str, number: int, when: str) -> None:
    match kind:
        case "propose":
            she.propose(NAMES[number % len(NAMES)], when)
        case "track":
            she.track(["purchase", "viewed", "returned"][number % 3], when)
        case "identify":
            she.identify(when, n=number % 2, zone=[None, "Asia/Tokyo", "America/New_York"][number % 3])
        case "pause":
            she.control(Pause(), when)
        case "ask":
            ask = Ask(id=f"a-{when}-{number}", at=at(when), what=_elsewhere(number), channels=(Channel.EMAIL,))
            she.feed(ask, when)
        case "plan":
            ahead = at(when) + timedelta(hours=number % 72)
            what = _elsewhere(number)
            plan = Report(id=f"r-{when}-{number}", at=at(when), what=what, channel=Channel.EMAIL, sent_at=ahead)
            she.feed(plan, when)
        case "resume":
            she.control(Resume(), when)
        case _:
            flying = [one.message for one in she.state.proposals if one.stands == "in_flight"]
            if flying:
                she.answer(flying[number % len(flying)], Accepted(), when)


@_quick
@given(policies, st.lists(_moves, min_size=3, max_size=25), st.lists(_answers, max_size=3))
def test_a_held_message_ends_in_exactly_one_of_sent_or_dropped(
    policy: Step, moves: list[tuple[int, str, Any]], answers: list[Answer | None]
) -> None:
    she = lived(policy, moves, answers)
    left = [one for one in she.state.proposals if one.stands != "in_flight"]
    assert left == []
    flying = {one.id for one in she.state.proposals}
    sent = [one.id for one in she.state.sent]
    assert len(sent) == len(set(sent))
    dropped = {one.message_id for one in decisions(she) if one.verdict == "drop"}
    sent = [one.id for one in she.state.sent if not one.unknown or one.id not in dropped]  # one may have arrived
    verdicts: dict[str, list[str]] = {}
    for one in decisions(she):
        if one.asked:
            continue  # answered at once; a reservation lapses
        verdicts.setdefault(one.message_id, []).append(one.verdict)
    for id, line in verdicts.items():
        assert (line.count("drop") == 1) + (id in sent) + (id in flying) == 1, line
        assert "drop" not in line[:-1]  # nothing is decided of what was dropped


@_quick
@given(policies, st.lists(_moves, min_size=3, max_size=25), st.lists(_answers, max_size=3))
def test_every_decision_follows_from_its_evidence(
    policy: Step, moves: list[tuple[int, str, Any]], answers: list[Answer | None]
) -> None:
    for one in decisions(lived(policy, moves, answers)):
        assert list(differences(one)) == []


@_quick
@given(
    st.integers(0, 10_000),
    st.integers(0, 50),
    st.lists(st.integers(0, 500), min_size=2, max_size=4, unique=True),
    st.lists(st.sampled_from(["welcome", "news", "letter", "ask"]), min_size=1, max_size=4),
)
def test_a_household_is_all_in_or_all_out(share: int, household: int, members: list[int], names: list[str]) -> None:
    rule = {"name": "h", "share": f"{share / 100:.2f}%", "salt": "global", "unit": "household"}
    books = Books(messages=MESSAGES, policy={"holdout": [rule]})
    fates: set[str] = set()
    for member in members:
        she = Life(books, id=f"c-{member}", household=f"h-{household}")
        for number, name in enumerate(names):
            she.propose(name, f"{number}h")
        fates |= {one.verdict for one in decisions(she)}
    assert len(fates) == 1


@_quick
@given(policies, st.lists(_moves, min_size=3, max_size=20))
def test_what_is_only_observed_stops_nothing(policy: Step, moves: list[tuple[int, str, Any]]) -> None:
    ruled = lived({**policy, "mode": "observe"}, moves, [])
    free = lived({"zone": policy["zone"]}, moves, [])
    assert ruled.sent() == free.sent()
    assert ruled.dropped() == free.dropped()
