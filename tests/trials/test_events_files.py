"""Faults of events files: each names the line, what is wrong and what to write."""

from pathlib import Path

import pytest

from engine.contracts.inputs import Ask, Enrol, Identify, Input, Propose, Report, Track
from engine.language.schema import Schema
from trials.simulating.files import open_events
from trials.simulating.index import MOST_FAULTS, EventsFault

PLAN = Schema.model_validate(
    {
        "triggers": {"purchase": {"amount": "number", "gift": "bool", "tags": "list", "order": "text"}},
        "customer": {"email": "text", "visits": "number"},
    }
)
TRACK = '{"customer_id": "c-1", "kind": "track", "type": "purchase", "at": "2026-04-14T08:10:00Z"'


def faults(folder: Path, name: str, text: str | bytes) -> list[tuple[int, str]]:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(EventsFault) as caught:
        open_events(path, PLAN, None)
    return [(one.line, f"{one.path}: {one.message}: {one.fix}") for one in caught.value.faults]


def inputs(folder: Path, name: str, text: str, customer: str = "c-1") -> list[Input]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return [arrival.input for arrival in open_events(path, PLAN, None).of(customer)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "no JSON"),
        ("[]", "is no object"),
        (TRACK + ', "propertys": {}}', "propertys: unknown key: did you mean 'properties'?"),
        (TRACK.replace("track", "trak") + "}", "write kind: one of track, identify, enrol"),
        (TRACK.replace("08:10:00Z", "08:10:00") + "}", "at: a time needs a zone"),
        (TRACK.replace('"2026-04-14T08:10:00Z"', "853070400") + "}", "at: '853070400' is no time: write 2026-04-14T"),
        (TRACK.replace('"c-1"', '"ann@example.com"') + "}", "customer_id: the customer id"),
        (TRACK.replace('"type": "purchase", ', "") + "}", "type: is missing: add it"),
    ],
)
def test_a_fault_in_ndjson_names_line_place_and_fix(tmp_path: Path, line: str, said: str) -> None:
    [(number, text)] = faults(tmp_path, "events.ndjson", f"{TRACK}}}\n\n{line}\n")
    assert number == 3
    assert said in text


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("c-1,track,2026-04-14T08:10:00Z,purchase,much,,", "amount: 'much' is no number"),
        ("c-1,track,2026-04-14T08:10:00Z,purchase,,maybe,", "gift: 'maybe' is no true or false"),
        ("c-1,track,2026-04-14T08:10:00Z,purchase", "4 cells under 7 columns"),
        ('c-1,track,2026-04-14T08:10:00Z,purchase,,,"', "close the quotes"),
        ("c-1,track,yesterday,purchase,,,", "at: 'yesterday' is no time: write 2026-04-14T08:10:00Z"),
    ],
)
def test_a_fault_in_csv_names_line_place_and_fix(tmp_path: Path, row: str, said: str) -> None:
    [(number, text)] = faults(tmp_path, "events.csv", f"customer_id,kind,at,type,amount,gift,tags\n{row}\n")
    assert number == 2
    assert said in text


def test_a_missing_column_is_told_once(tmp_path: Path) -> None:
    assert faults(tmp_path, "events.csv", "customer_id,kind,type,type\nc-1,track,purchase,x\n") == [
        (1, "at: no such column: add it to the first line"),
        (1, "type: stands twice: keep one"),
    ]


def test_all_faults_are_told_at_once_up_to_a_bound(tmp_path: Path) -> None:
    assert [line for line, _ in faults(tmp_path, "events.ndjson", "{\n" * 3)] == [1, 2, 3]
    assert len(faults(tmp_path, "more.ndjson", "{\n" * 1000)) == MOST_FAULTS


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("empty.ndjson", b"\n", "no events"),
        ("latin.ndjson", b"\xe9\n", "is no UTF-8"),
        ("latin.yaml", b"a: \xe9\n", "is no UTF-8"),
        ("events.txt", b"x", "cannot tell the form"),
        ("list.yaml", b"- a\n", "is not a customer and her inputs"),
        ("typo.yaml", b"customer_id: c\ninput: []\n", "is not a customer and her inputs"),
        ("none.yaml", b"customer_id: c\ninputs: []\n", "no events"),
    ],
)
def test_a_file_that_is_none_says_so(tmp_path: Path, name: str, text: bytes, said: str) -> None:
    [(number, told)] = faults(tmp_path, name, text)
    assert number == 1
    assert said in told


def test_a_fault_in_yaml_names_the_line_of_the_input(tmp_path: Path) -> None:
    text = (
        'customer_id: c-1\ninputs:\n  - { kind: track, type: purchase, at: "2026-04-14T08:10:00Z" }\n  - kind: track\n'
    )
    found = faults(tmp_path, "one.yaml", text)
    assert {line for line, _ in found} == {4}
    assert "type: is missing: add it" in [text for _, text in found]


def test_what_the_tracking_plan_says_of_an_input_is_a_fault_of_its_line(tmp_path: Path) -> None:
    path = tmp_path / "events.ndjson"
    path.write_text(f"{TRACK}}}\n")
    with pytest.raises(EventsFault) as caught:
        open_events(path, PLAN, lambda entry, plan: [f"{entry.id} of {len(plan.triggers)}: mend it"])
    [fault] = caught.value.faults
    assert (fault.line, fault.message, fault.fix) == (1, "line-1 of 1", "mend it")


def test_cells_are_read_as_the_plan_says(tmp_path: Path) -> None:
    text = (
        "\ufeffcustomer_id,kind,at,type,amount,gift,tags,order,visits,consent\n"
        'c-1,track,2026-04-14T08:10:00Z,purchase,9.5,true,"[""a""]",0042,,\n'
        "c-1,identify,2026-04-14T08:11:00Z,,,,,,3,denied\n"
    )
    track, identify = inputs(tmp_path, "events.csv", text)
    assert isinstance(track, Track) and isinstance(identify, Identify)
    assert track.properties == {"amount": 9.5, "gift": True, "tags": ["a"], "order": "0042"}
    assert identify.attributes == {"visits": 3}
    assert [one.status for one in identify.consents] == ["denied"]


def test_customers_may_come_in_any_order_and_each_one_s_inputs_in_order_of_arrival(tmp_path: Path) -> None:
    lines = [
        '{"customer_id": "b", "kind": "enrol", "journey": "j", "at": "2026-01-02T00:00:00Z", "id": "b2"}',
        '{"customer_id": "a", "kind": "enrol", "journey": "j", "at": "2026-01-01T00:00:00Z", "id": "a1"}',
        '{"customer_id": "b", "kind": "enrol", "journey": "j", "at": "2026-01-01T00:00:00Z", "id": "b1"}',
        '{"customer_id": "b", "kind": "enrol", "journey": "j", "at": "2026-01-01T00:00:00Z", "id": "b1b"}',
    ]
    found = inputs(tmp_path, "events.jsonl", "\n".join(lines), "b")
    assert all(isinstance(one, Enrol) for one in found)
    assert [one.id for one in found] == ["b1", "b1b", "b2"]


OUTSIDE = """customer_id: c-1
inputs:
  - { kind: propose, at: "2026-04-14T08:00:00Z", message: spring-sale, origin: broadcast }
  - { kind: ask, at: "2026-04-14T09:00:00Z", message: flyer, department: it, purpose: survey, channels: sms, ttl: 1h }
  - { kind: report, at: "2026-04-14T10:00:00Z", message: flyer, department: store, purpose: promotional, channel: sms }
"""


def test_messages_from_outside_journeys_stand_in_the_file(tmp_path: Path) -> None:
    propose, ask, report = inputs(tmp_path, "events.yaml", OUTSIDE)
    assert isinstance(propose, Propose) and (propose.message, propose.origin) == ("spring-sale", "broadcast")
    assert isinstance(ask, Ask) and (ask.what.department, ask.channels, ask.ttl) == ("it", ("sms",), 3600)
    assert isinstance(report, Report) and report.sent_at == report.at


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("ttl: 1h", "ttl: soon"),
        ("channel: sms", "channel: FAX"),
        ("origin: broadcast", "orign: broadcast"),
    ],
)
def test_a_fault_of_such_a_message_is_told(tmp_path: Path, wrong: str, said: str) -> None:
    [(line, text)] = faults(tmp_path, "events.yaml", OUTSIDE.replace(wrong, said))
    assert line == OUTSIDE.splitlines().index(next(one for one in OUTSIDE.splitlines() if wrong in one)) + 1
    assert said.partition(":")[0] in text
