"""Takes in what the ledger knows of a customer whose run does not continue another."""

from engine.contracts.journal import Ended, Entered
from engine.contracts.recollection import Recollection
from engine.customer.forgetting import forget
from engine.customer.marks import KeptConsent, KeptSuppression
from engine.customer.memory import Remembered
from engine.customer.notes import note
from engine.customer.state import CustomerState
from engine.definitions import Definitions
from engine.identity import never_key
from engine.inputs.recollect_sends import recollect_sends
from engine.journeys import thresholds
from engine.journeys.ending import keep_exit
from engine.moment import Moment
from engine.policy import blocking
from engine.policy.standing import look_at_held_again


def recollect(moment: Moment, known: Recollection) -> None:
    """Merge: after a terminate the state is empty, after a reset it is older than the ledger."""
    state = moment.state
    if known.erased:
        forget(state)
    state.catalogue = max(state.catalogue, known.catalogue)
    _life(state, known.life)
    state.seq = max(state.seq, known.next_seq)
    _profile(state, known)
    _consents(state, known)
    _memory(state, known)
    recollect_sends(state, known, moment.now)
    for source in reversed(known.inputs):
        state.seen.setdefault(source, moment.now)
    _entries(state, moment.definitions, known)
    _over(moment, known)
    _lost(moment, known)
    look_at_held_again(moment)
    if state.catalogue:
        thresholds.remember(moment)
        if known.next_seq > 0:  # she has lived before
            blocking.remember(moment)


def _life(state: CustomerState, life: str) -> None:
    """Begin a life; what was noted in the one before may be in the ledger already and keeps its numbers."""
    if life != state.life:
        noted = [entry.model_copy(update={"life": entry.life or state.life}) for entry in state.journal]
        state.journal, state.life = noted, life


def _profile(state: CustomerState, known: Recollection) -> None:
    if known.profile is None:
        return
    for name, at in known.profile.changed_at.items():
        if name not in state.changed_at or state.changed_at[name] < at:
            state.changed_at[name] = at
            if name in known.profile.attributes:
                state.attributes[name] = known.profile.attributes[name]
            else:
                state.attributes.pop(name, None)


def _consents(state: CustomerState, known: Recollection) -> None:
    for recalled in known.consents:
        change = recalled.consent
        scope = (change.purpose, change.channel, change.topic)
        same = next((one for one in state.consents if (one.purpose, one.channel, one.topic) == scope), None)
        if same is not None and same.at >= recalled.at:
            continue
        if same is not None:
            state.consents.remove(same)
        state.consents.append(KeptConsent(**change.model_dump(exclude={"wording", "confirmed"}), at=recalled.at))
    for one in known.suppressions:
        kept = KeptSuppression(channel=one.channel, address=one.address, scope=one.scope)
        if kept not in state.suppressions:
            state.suppressions.append(kept)


def _memory(state: CustomerState, known: Recollection) -> None:
    for track in known.triggers:
        if all(event.id != track.id for event in state.memory.events(track.type)):
            state.memory.remember(track.type, Remembered(id=track.id, at=track.at, properties=track.properties))


def _entries(state: CustomerState, definitions: Definitions, known: Recollection) -> None:
    for one in known.entries:
        if one.ended_at is not None:
            keep_exit(state, one.journey, one.key, one.ended_at)
        mark = never_key(one.journey, one.key)
        if mark not in state.never and any(_was_for_life(definitions, version) for version in one.versions):
            state.never.append(mark)


def _was_for_life(definitions: Definitions, version: str) -> bool:
    """The rule of the version she entered counts, whatever is published now."""
    return definitions.program(version).journey.enter.again.rule == "never"


def _over(moment: Moment, known: Recollection) -> None:
    """After a reset: enrolments that the ledger saw end; it has their ends and messages on record already."""
    state = moment.state
    unknown = {one.enrolment_id for one in state.journal if isinstance(one, Entered) and one.seq >= known.next_seq}
    running = unknown | {row.enrolment_id for row in known.running}
    over = {one.id for one in state.enrolments} - running
    state.enrolments = [one for one in state.enrolments if one.id not in over]
    state.proposals = [one for one in state.proposals if one.enrolment_id not in over or one.stands == "in_flight"]
    for watch in state.goals:
        if watch.enrolment_id in over:
            watch.running = False


def _lost(moment: Moment, known: Recollection) -> None:
    """Enrolments that ran when a run was terminated: they ended with it, by name."""
    for row in known.running:
        if moment.state.enrolment(row.enrolment_id) is None:
            keep_exit(moment.state, row.journey, row.key, moment.now)
            note(
                moment.state,
                Ended(
                    seq=0,
                    at=moment.now,
                    due=moment.now,
                    enrolment_id=row.enrolment_id,
                    journey=row.journey,
                    version=row.version,
                    outcome="terminated",
                ),
            )
