"""The stand-ins of providers that `twostep run` starts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from runtime.local_ports import HOST, DevServerError
from runtime.settings import Settings
from standins.server import Accounts, RunningStandIns, start_stand_ins
from starter.local.files import local_keys


@asynccontextmanager
async def standing_in(settings: Settings) -> AsyncIterator[RunningStandIns]:
    """They tell the local doors what becomes of messages. Raises DevServerError."""
    keys = local_keys(settings.state_dir)
    doors = f"http://{HOST}:{settings.api_port}"
    accounts = Accounts(
        sendgrid_api_key=keys.sendgrid_api_key,
        twilio_account_sid=keys.stand_ins.twilio_account_sid,
        twilio_auth_token=keys.stand_ins.twilio_auth_token,
        task_secrets=(keys.stand_ins.task_secret,),
        sendgrid_events_key=keys.stand_ins.sendgrid_events_key,
        sendgrid_events_url=f"{doors}/webhooks/sendgrid",
        twilio_inbound_url=f"{doors}/webhooks/twilio/inbound",
        task_outcomes_url=f"{doors}/webhooks/tasks",
        doors_url=doors,
        doors_key=keys.api_key,
    )
    try:
        running = await start_stand_ins(accounts, port=settings.standin_port, store=settings.state_dir / "mails.jsonl")
    except OSError as error:
        raise DevServerError(f"the stand-ins cannot start: {error}; look at STANDIN_PORT and STATE_DIR") from error
    try:
        yield running
    finally:
        await running.close()
