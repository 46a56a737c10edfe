"""A threshold of a response rate over skipped time: the clock alone takes a sleeping customer across it."""

from datetime import datetime, timedelta
from pathlib import Path

from engine.contracts.inputs import Feedback, Propose
from engine.language.reactions import Reaction
from tests.house import Handle, House, open_house
from tests.workflows import journeys
from tests.workflows.patience import patiently
from workflows.contract import Limits
from workflows.customer import CustomerWorkflow

LOW = """
journey: low-response
title: Fewer mails
department: crm
enter: { trigger: response_rate_changed, when: event.crossed == "below", again: after_exit }
steps:
  - { id: rest, wait: 30d }
"""
THRESHOLD = "response_rates:\n  - { name: email-low, channel: email, below: 20%, recover: 40% }\n"


def folder_of(folder: Path) -> Path:
    written = journeys.write(folder, "once")
    (written / "low-response.yaml").write_text(LOW)
    policy = written / "policy.yaml"
    policy.write_text(policy.read_text() + THRESHOLD)
    return written


async def delivered(house: House, handle: Handle, number: int) -> datetime:
    """One mail more, delivered as soon as it was sent; when that was."""
    propose = Propose(id=f"p-{number}", at=await house.now(), message="hello")
    await patiently(lambda: handle.signal(CustomerWorkflow.propose, propose))
    mail = (await house.mailed(number))[-1]
    feedback = Feedback(
        id=f"f-{number}",
        at=await house.now(),
        message_id=str(mail.custom_args["twostep_message_id"]),
        reaction=Reaction.DELIVERED,
    )
    await patiently(lambda: handle.signal(CustomerWorkflow.feedback, feedback))
    await house.sleep(timedelta(hours=1))
    return feedback.at


async def test_the_clock_takes_her_across_also_when_her_runs_are_continued(tmp_path: Path) -> None:
    early = Limits(quiet_events=10, busy_events=60, most_events=80)
    async with open_house(tmp_path, folder_of(tmp_path), limits=early) as house, house.working():
        handle = await house.customer("c-1")
        last = [await delivered(house, handle, number) for number in range(1, 6)][-1]
        assert (await house.status(handle)).enrolments == ()
        await house.sleep(timedelta(days=4))
        [enrolment] = (await house.status(handle)).enrolments
        assert (enrolment.journey, enrolment.since) == ("low-response", last + timedelta(hours=72))
        assert (await handle.describe()).run_id != handle.first_execution_run_id
