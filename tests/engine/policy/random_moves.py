"""Random things that happen to a customer and to what was sent to her, and the messages that may be."""

from typing import Any

from hypothesis import strategies as st

from engine.contracts.answers import Accepted, Answer, NotNow, Refused, Unknown
from engine.contracts.verbs import Pause, Resume
from engine.language.reactions import Reaction
from engine.language.terms import Channel, Purpose
from tests.engine.books import journey, message, send, wait
from tests.engine.random_customer import plans

MESSAGES = (
    message("hello", purpose="lifecycle", channels=["email", "sms"], expires="2d"),
    message("offer", purpose="promotional", channels=["email"], expires="1d", priority=20),
    message("survey", purpose="survey", channels=["sms", "email", "push"], expires="3d", tags=["ask"]),
    message("note", purpose="service", channels=["sms", "email"], expires="36h", priority=70),
    message("receipt", purpose="transactional", channels=["email"], expires="6h", priority=90),
)
JOURNEYS = (
    journey("a", send("hello"), wait("5h"), send("offer"), exit=[{"trigger": "returned"}]),
    journey("b", send("note"), send("survey"), enter="viewed", again="parallel"),
)

_scopes = st.fixed_dictionaries(
    {
        "channel": st.sampled_from([None, Channel.EMAIL, Channel.SMS]),
        "purpose": st.sampled_from([None, Purpose.LIFECYCLE, Purpose.PROMOTIONAL]),
    }
)
_said = st.sampled_from(["granted", "granted", "denied", "pending"])
_profile = st.sampled_from(
    [
        {"zone": "Europe/Berlin"},
        {"zone": "America/New_York"},
        {"zone": "Asia/Tokyo"},
        {"zone": None, "country": "PT"},
        {"zone": None, "country": None},
        {"preferred_channel": "sms"},
        {"phone": "nonsense"},
        {"phone": "+4915112345"},
        {"email": None},
        {"email": "b@example.com"},
        {"n": 1},
        {"n": 0},
    ]
)
_answers: st.SearchStrategy[Answer] = st.one_of(
    st.just(Accepted()),
    st.just(Accepted()),
    st.just(Unknown()),
    st.sampled_from([Refused(fault="recipient", suppress=True), Refused(fault="configuration")]),
    st.sampled_from([NotNow(why="late"), NotNow(why="throttled"), NotNow(why="fault"), NotNow(why="leased")]),
)
_seconds = st.one_of(st.integers(0, 120), st.integers(0, 6 * 3_600), st.integers(0, 30 * 3_600))
_kinds: dict[str, tuple[int, st.SearchStrategy[Any]]] = {
    "pass": (6, _seconds),
    "answer": (5, _answers),
    "late answer": (4, st.tuples(st.integers(3_600, 18 * 3_600), _answers)),
    "propose": (4, st.sampled_from([one.message for one in MESSAGES])),
    "track": (3, st.sampled_from(["purchase", "viewed", "returned"])),
    "consent": (2, st.tuples(_said, _scopes, st.booleans())),
    "profile": (3, _profile),
    "ask": (2, st.sampled_from([Purpose.SURVEY, Purpose.SERVICE])),
    "react": (1, st.sampled_from([Reaction.UNSUBSCRIBED, Reaction.COMPLAINED, Reaction.BOUNCED, Reaction.OPENED])),
    "control": (1, st.sampled_from([Pause(), Pause(channel=Channel.EMAIL), Resume(), Resume(channel=Channel.EMAIL)])),
}
moves = plans(_kinds, least=8, most=40)
