"""Whether an encrypted history can still be read."""

from temporalio.converter import PayloadCodec

from engine.contracts.ports import KeyUnknown
from runtime.encryption.codec import ENCODING, NOBODY, PayloadUnreadable, tombstone
from runtime.encryption.master_keys import MasterKeyMissing
from trials.replaying.files import HistoryFault
from trials.replaying.recorded import Recorded
from trials.replaying.verdict import Divergence

ERASED = Divergence(
    event_id=1,
    event_type="WorkflowExecutionStarted",
    subject="its start",
    how="missing",
    detail="the customer was erased: her key is destroyed, and nobody can read this any more",
)


async def erased(run: Recorded, codec: PayloadCodec | None) -> Divergence | None:
    """What to say of a history whose key was destroyed; None: it can be read. Raises HistoryFault for other keys."""
    payloads = run.history.events[0].workflow_execution_started_event_attributes.input.payloads
    encrypted = [payload for payload in payloads if payload.metadata.get("encoding") == ENCODING]
    if codec is None or not encrypted:
        return None
    try:
        [plain] = await codec.decode(encrypted[:1])
    except (KeyUnknown, MasterKeyMissing, PayloadUnreadable) as error:
        raise HistoryFault(f"{run.source or run.history.workflow_id} cannot be decrypted: {error}") from error
    return ERASED if plain == tombstone(NOBODY) else None
