"""What may be written as a time: only what names its day and its zone."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from engine.contracts.inputs import Track
from engine.customer.state import CustomerState
from engine.model import Instant

INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)
WRITE = "is no time: write 2026-04-14T08:10:00Z"


@pytest.mark.parametrize(
    "given",
    [
        "2026-04-14T08:10:00Z",
        "2026-04-14 10:10+02:00",
        datetime(2026, 4, 14, 3, 10, tzinfo=timezone(-timedelta(hours=5))),
    ],
)
def test_what_names_its_zone_is_taken_as_utc(given: object) -> None:
    found = INSTANT.validate_python(given)
    assert (found, found.tzinfo) == (datetime(2026, 4, 14, 8, 10, tzinfo=UTC), UTC)


NUMBERS = [853070400, 853070400.5, True, Decimal(12), "853070400", "853070400.5", "-853070400", "+12", "12", b"12"]


BEYOND = ["2026-13-01T00:00:00Z", "9999-12-31T23:00:00-05:00", "0001-01-01T00:00:00+01:00"]


@pytest.mark.parametrize("given", [*NUMBERS, None, date(2026, 4, 14), "", "yesterday", *BEYOND])
def test_what_is_no_time_is_told_with_what_to_write(given: object) -> None:
    with pytest.raises(ValidationError) as caught:
        INSTANT.validate_python(given)
    [error] = caught.value.errors()
    assert WRITE in error["msg"]


@pytest.mark.parametrize("given", ["853070400", '"853070400"', "true"])
def test_a_number_is_no_time_in_json_either(given: str) -> None:
    with pytest.raises(ValidationError, match="is no time"):
        INSTANT.validate_json(given)


@pytest.mark.parametrize("given", ["2026-04-14T08:10:00", "2026-04-14", datetime.fromisoformat("2026-04-14T08:10")])
def test_a_time_without_a_zone_is_told_as_such(given: object) -> None:
    with pytest.raises(ValidationError, match="a time needs a zone: write 2026-04-14T08:10:00Z"):
        INSTANT.validate_python(given)


@pytest.mark.parametrize("model", [Track, CustomerState])
def test_an_error_names_the_place_and_never_the_value(model: type[BaseModel]) -> None:
    with pytest.raises(ValidationError) as refused:
        model.model_validate({"id": ["Ada Lovelace"], "customer_id": ["Ada Lovelace"]})
    assert "id" in str(refused.value)
    assert "Lovelace" not in str(refused.value)
