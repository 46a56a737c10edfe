"""Takes in that a customer is at a place where messages wait for her, and says what she gets to see there."""

from datetime import datetime, timedelta
from typing import Final, Literal

from engine.contracts.answers import Shown, VisitAnswer
from engine.contracts.inputs import Visit
from engine.customer.state import CustomerState
from engine.customer.visits import Visiting
from engine.definitions import Definitions
from engine.inputs import reservations
from engine.journeys.content_facts import facts_of_customer
from engine.moment import Moment

MAX_ANSWERS: Final = 16
ANSWERED_FOR: Final = timedelta(hours=1)
"""How long the answer of a visit is kept; who asks again later is at the place again, under another id."""

Standing = Literal["new", "waiting", "answered", "forgotten"]


def take_in(moment: Moment, visit: Visit) -> None:
    """Everything that waits is put before the decision point; it is answered in this activation."""
    state = moment.state
    if standing(state, visit.id) in ("waiting", "answered"):
        return  # its id was forgotten sooner than its answer
    forget(state, moment.now)
    reservations.lapse(moment)
    state.visits.append(Visiting(id=visit.id, place=visit.place, most=visit.most, ttl=visit.ttl, paused=visit.paused))


def standing(state: CustomerState, visit: str) -> Standing:
    """What is known of a visit: the answer of one that is forgotten is kept nowhere."""
    if visit in state.visited:
        return "answered"
    if any(one.id == visit for one in state.visits):
        return "waiting"
    return "forgotten" if visit in state.seen else "new"


def forget(state: CustomerState, now: datetime) -> None:
    """The newest 16 of an hour; answers are in order of time."""
    for source, visited in list(state.visited.items()):
        if len(state.visited) < MAX_ANSWERS and now - visited.at < ANSWERED_FOR:
            return
        del state.visited[source]


def answer(state: CustomerState, visit: str, now: datetime, definitions: Definitions) -> VisitAnswer:
    """What the visit was answered: the same messages each time, with her profile as it is now."""
    moment = Moment(state, definitions, now, now)
    hers = facts_of_customer(moment)
    return VisitAnswer(
        shows=tuple(
            Shown(
                message_id=one.message_id,
                message=one.message,
                title=one.title,
                content=one.content,
                facts=hers.model_copy(update={"run": one.run, "event": one.event, "decided_at": one.decided_at}),
                lapses=one.lapses,
            )
            for one in state.visited[visit].offers
        )
    )
