"""Sends a proof: a published message with a customer's facts, to a colleague, through the real channel."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Engine

from audit.proofs import CustomerErased, Proof, begin_proof, end_proof
from audit.publications import SqlPublications, SqlShelf
from catalogue.faults import did_you_mean
from catalogue.rendering import prepare, render
from engine.contracts.answers import Answer
from engine.contracts.facts import Facts
from engine.contracts.parcel import Parcel, Rendered
from engine.contracts.ports import ChannelAdapter, ContentFault
from engine.definitions import Definitions
from engine.language.message import MessagePart
from engine.language.terms import MARKETING, Channel
from starter.content.facts_file import as_decided
from starter.content.previewing import check_language, chosen_channel
from starter.errors import InputRefused, NothingPublished

MARK = "[Proof] "


class Proofing:
    """Proofs over the ledger's database and the adapters of a worker; the opener closes both."""

    def __init__(
        self,
        database: Engine,
        adapters: Iterable[ChannelAdapter],
        by: str,
    ) -> None:
        self._database = database
        self._adapters = {adapter.channel: adapter for adapter in adapters}
        self._by = by

    async def send(
        self,
        message: str,
        customer_id: str,
        facts: Facts,
        to: str,
        *,
        channel: Channel | None = None,
        language: str | None = None,
    ) -> Answer:
        """No delivery, no decision, no slot: it is recorded as a proof only. Raises DoorError."""
        content, part, zone = await asyncio.to_thread(_in_force, self._database, message)
        way = chosen_channel(part.definition, channel)
        check_language(part.definition, language)
        adapter = self._adapters.get(way)
        if adapter is None:
            raise InputRefused(f"nothing can be sent by {way.value} here: there is no adapter for it")
        try:
            decided = as_decided(facts, datetime.now(UTC), zone)
            rendered = _marked(render(prepare(part), way, decided, language))
        except ContentFault as fault:
            raise InputRefused(f"{fault}\n  what a journey would know comes with --facts FILE") from None
        proof = Proof(
            proof_id=f"proof-{uuid4().hex}",
            customer_id=customer_id,
            message=message,
            content=content,
            channel=way,
            by=self._by,
            address=to,
            rendered=rendered,
        )
        return await self._hand_over(adapter, proof, part)

    async def _hand_over(self, adapter: ChannelAdapter, proof: Proof, part: MessagePart) -> Answer:
        try:
            await asyncio.to_thread(begin_proof, self._database, proof)
        except CustomerErased as erased:
            raise InputRefused(str(erased)) from None
        answer = await adapter.send(_parcel(proof, part))
        await asyncio.to_thread(end_proof, self._database, proof, answer)
        return answer


def _in_force(database: Engine, message: str) -> tuple[str, MessagePart, str]:
    """The hash, the part and the organisation's zone. Raises NothingPublished, InputRefused."""
    number = SqlPublications(database).in_force()
    if number == 0:
        raise NothingPublished
    definitions = Definitions(SqlShelf(database))
    messages = definitions.catalogue(number).messages
    if message not in messages:
        fix = did_you_mean(message, messages, "publish it first")
        raise InputRefused(f"catalogue {number} has no message {message!r}: {fix}")
    return messages[message], definitions.message(messages[message]), definitions.policy(number).zone


def _marked(rendered: Rendered) -> Rendered:
    """So that nobody takes it for the real one: in the subject, or where there is none in the text."""
    if rendered.subject:
        return rendered.model_copy(update={"subject": MARK + rendered.subject})
    return rendered.model_copy(update={"text": MARK + rendered.text}) if rendered.text else rendered


def _parcel(proof: Proof, part: MessagePart) -> Parcel:
    return Parcel(
        message_id=proof.proof_id,
        attempt=1,
        message=proof.message,
        purpose=part.definition.purpose.value,
        department=part.definition.department,
        marketing=part.definition.purpose in MARKETING,
        address=proof.address,
        rendered=proof.rendered,
    )
