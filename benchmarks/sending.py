"""Sends per second through our channel, beside the bare pooled client and beside the `sendgrid` package's transport."""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from itertools import cycle

import aiohttp
from pydantic import HttpUrl, SecretStr
from sendgrid import SendGridAPIClient
from sendgrid.helpers.mail import (
    Category,
    Content,
    CustomArg,
    Header,
    Mail,
    Personalization,
    SubscriptionTracking,
    To,
    TrackingSettings,
)

from benchmarks.figures import Figure, Goal
from benchmarks.timing import median, ratio_of_rounds
from channels.sendgrid.email import SendGridEmail
from channels.sendgrid.settings import SendGridSettings
from channels.unsubscribe import UnsubscribeLinks, UnsubscribeSettings
from engine.contracts.answers import Accepted
from engine.contracts.parcel import Parcel, Rendered

AT_ONCE = 64
THREADS = 16
_KEY = "SG.benchmark"
_LINKS = UnsubscribeLinks(UnsubscribeSettings(base_url=HttpUrl("https://links.shop.test"), key=SecretStr("k" * 32)))
_HEADERS = {
    "List-Unsubscribe": f"<https://links.shop.test/u/{'t' * 80}>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
}
_BODY = "<p>Dear Ada, the record you asked for has come in: we keep it for you until Saturday.</p>" * 20

Send = Callable[[], Awaitable[None]]


async def sending(sends: int, rounds: int) -> list[Figure]:
    """So many sends in each round, one kind after another in every round, to one sink in another process."""
    rates: dict[str, list[float]] = {"ours": [], "bare": [], "package": []}
    async with _sink() as url, _ours(url) as ours, _bare(url) as bare:
        for send in (ours, bare):
            await _rate(send, AT_ONCE)  # connections are opened, everything is loaded
        for _ in range(rounds):
            rates["ours"].append(await _rate(ours, sends))
            rates["bare"].append(await _rate(bare, sends))
            rates["package"].append(await asyncio.to_thread(_package_rate, url, max(THREADS, sends // 10)))
    return [
        _figure(rates, "bare", "the bare pooled client", Goal(side="at least", ratio=0.8)),
        _figure(rates, "package", f"the sendgrid package's own transport, {THREADS} threads"),
    ]


def _figure(rates: Mapping[str, list[float]], baseline: str, against: str, goal: Goal | None = None) -> Figure:
    return Figure(
        name="emails handed to a provider",
        against=against,
        unit="sends/s",
        ours=median(rates["ours"]),
        baseline=median(rates[baseline]),
        ratio=ratio_of_rounds(rates, "ours", baseline),
        goal=goal,
    )


async def _rate(send: Send, sends: int) -> float:
    """Sends per second, so many at once as a busy worker has."""
    left = iter(range(sends))

    async def one_after_another() -> None:
        for _ in left:
            await send()

    began = time.perf_counter()
    await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
    return sends / (time.perf_counter() - began)


@asynccontextmanager
async def _ours(url: str) -> AsyncIterator[Send]:
    adapter, parcels = SendGridEmail(_settings(url), _LINKS.email_headers), _parcels()

    async def send() -> None:
        answer = await adapter.send(next(parcels))
        assert isinstance(answer, Accepted), answer

    yield send
    await adapter.close()


@asynccontextmanager
async def _bare(url: str) -> AsyncIterator[Send]:
    """aiohttp and the package's mail helpers, and nothing else: what somebody writes by hand."""
    headers, parcels = {"Authorization": f"Bearer {_KEY}", "Content-Type": "application/json"}, _parcels()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=100)) as session:

        async def send() -> None:
            body = json.dumps(_mail(next(parcels)).get()).encode()
            async with session.post(f"{url}/v3/mail/send", data=body, headers=headers) as response:
                await response.read()
                assert response.status == 202, response.status

        yield send


def _package_rate(url: str, sends: int) -> float:
    """Sends per second; its client is not safe for threads, so each has its own."""
    parcels = [_parcel(number) for number in range(100)]

    def some(number: int) -> None:
        client = SendGridAPIClient(_KEY, host=url)
        client.client.timeout = 10
        for parcel, _ in zip(cycle(parcels), range(number), strict=False):
            body = _mail(parcel).get()
            assert client.client.mail.send.post(request_body=body).status_code == 202

    began = time.perf_counter()
    each = sends // THREADS
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(some, [each] * THREADS))
    return each * THREADS / (time.perf_counter() - began)


def _settings(url: str) -> SendGridSettings:
    return SendGridSettings(api_key=SecretStr(_KEY), base_url=HttpUrl(url), mail_from="shop@example.com")


def _mail(parcel: Parcel) -> Mail:
    """With the package's mail helpers, as its documentation shows it."""
    mail = Mail(from_email="shop@example.com", subject=parcel.rendered.subject)
    mail.add_personalization(envelope := Personalization())
    envelope.add_to(To(parcel.address))
    envelope.add_custom_arg(CustomArg("message_id", parcel.message_id))
    mail.add_content(Content("text/plain", parcel.rendered.text))
    mail.add_content(Content("text/html", parcel.rendered.html))
    for name, value in _HEADERS.items():
        mail.add_header(Header(name, value))
    for category in (parcel.message, parcel.purpose, parcel.department):
        mail.add_category(Category(category))
    mail.tracking_settings = TrackingSettings()
    mail.tracking_settings.subscription_tracking = SubscriptionTracking(enable=False)
    return mail


def _parcels() -> Iterator[Parcel]:
    """Made before, since both are handed them; over and over."""
    return cycle([_parcel(number) for number in range(1000)])


def _parcel(number: int) -> Parcel:
    return Parcel(
        message_id=f"{number:032x}",
        attempt=1,
        message="record-is-in",
        purpose="lifecycle",
        department="store",
        marketing=True,
        address=f"c{number}@example.com",
        rendered=Rendered(subject="Your record is in, Ada", html=_BODY, text="Your record is in, Ada."),
    )


@asynccontextmanager
async def _sink() -> AsyncIterator[str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.sink", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(await process.stdout.readline())}"
    finally:
        process.terminate()
        await process.wait()
