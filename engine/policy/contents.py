"""What is proposed: the content that counts now, and the message as it is published or described."""

from engine.customer.asked import Asked
from engine.customer.state import Proposal
from engine.language.message import Message
from engine.moment import Moment


def content_of(moment: Moment, proposal: Proposal) -> str:
    """The content that counts now: the published one, unless it is pinned or was withdrawn."""
    if proposal.pinned or proposal.asked is not None:
        return proposal.content
    return moment.catalogue.messages.get(proposal.message, proposal.content)


def message_of(moment: Moment, proposal: Proposal) -> Message:
    """What is proposed, as it is published now, or as the department that asks describes it."""
    if proposal.asked is not None:
        return _described(proposal, proposal.asked)
    return moment.definitions.message(content_of(moment, proposal)).definition


def _described(proposal: Proposal, asked: Asked) -> Message:
    return Message(
        message=proposal.message,
        title=proposal.message,
        department=proposal.department,
        purpose=asked.purpose,
        tags=asked.tags,
        topics=asked.topics,
        channels=asked.channels,
        priority=proposal.priority,
    )
