"""The doors fuzzed from their own OpenAPI document: no 5xx, and every answer is as the document says."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from starter.http.document import PLACE, document
from starter.http.serving import listening, serve_doors
from tests.servers import free_port
from tests.starter.http.doors import OpenDoors, doors_of

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
AnyCase = Case[Any]
EXAMPLES = 4
"""of each operation, as generated and with names that exist"""

KNOWN = {"customer": "fuzzed", "journey": "win-back", "message": "thank-you", "place": "till", "key": "win-back"}


def test_the_document_in_docs_is_the_one_of_this_code() -> None:
    assert PLACE.read_text(encoding="utf-8") == document(), "run `make configuration`"


@pytest.mark.timeout(120)
async def test_nothing_that_fits_the_document_or_nearly_does_is_a_fault_of_ours(doors: OpenDoors) -> None:
    async with doors_of(doors.doorway, api_port=free_port()) as opened, doors.doorway.working():
        settings = opened.doors.settings
        await opened.doors.client.identify("fuzzed", doors.doorway.identify(email="fuzzed@example.com"))
        stop = asyncio.Event()
        with listening(settings) as listens:
            serving = asyncio.create_task(serve_doors(opened.doors, listens, stop))
            try:
                tried = await asyncio.to_thread(fuzzed, f"http://127.0.0.1:{settings.api_port}", opened.key())
            finally:
                stop.set()
                await serving
    assert tried > 30


def fuzzed(url: str, key: str) -> int:
    """How many operations there were; raises what a check found, with the request that showed it."""
    schema = schemathesis.openapi.from_url(f"{url}/openapi.json")
    operations = 0
    for result in schema.get_all_operations():
        assert isinstance(result, Ok), result
        operations += 1
        for known in (False, True):
            attempt(result.ok().as_strategy(), key, known)
    return operations


def attempt(cases: st.SearchStrategy[AnyCase], key: str, known: bool) -> None:
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def one(case: AnyCase) -> None:
        wait_long(case)
        if known:
            name(case)
        headers = {"Authorization": f"Bearer {key}"}
        case.validate_response(case.call(headers=headers, timeout=60), checks=CHECKS)

    one()


def wait_long(case: AnyCase) -> None:
    """A worker that is busy is no fault."""
    for part in bodies(case.body):
        if "wait" in part:
            part["wait"] = 30


def name(case: AnyCase) -> None:
    """In the place of names that are random, such as exist: what comes after they were found is met too."""
    for part in (case.path_parameters, *bodies(case.body)):
        for field in KNOWN.keys() & part.keys():
            part[field] = KNOWN[field]


def bodies(body: object) -> Iterator[dict[str, object]]:
    if isinstance(body, dict):
        yield body
        for word in body.get("words") or ():
            yield from bodies(word)
