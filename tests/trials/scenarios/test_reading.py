"""What is wrong with a scenario names file, line, path and fix."""

from pathlib import Path

import pytest

from catalogue.scenarios.reading import ScenarioFaults, journeys_of, scenario_files
from starter.tracking_plan import complaints
from tests.docs.pages import ROOT
from trials.scenarios.script import Scripts

SCRIPTS = Scripts(complaints)
FOLDER = ROOT / "examples" / "house-rules"
WHOLE = """scenario: somebody buys
given:
  zone: Europe/Berlin
  policy: { caps: [ { name: one-a-week, counts: { class: marketing }, max: 1, per: 7d, over: hold } ] }
  journeys: [series]
  customer: { id: ann, consents: all, interests: [] }
when:
  - { at: "2026-04-14 10:00", trigger: purchase, category: series, order_id: o-1 }
then:
  - { at: "2026-04-14 10:00", enter: series }
  - { at: "2026-04-14 10:00", send: welcome, channel: email }
until: "2026-04-15 00:00"
"""


def faults(folder: Path, text: str) -> list[str]:
    file = folder / "one.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioFaults) as caught:
        SCRIPTS.script(file, FOLDER)
    return [f"{one.line} {one.path}: {one.message}: {one.fix}" for one in caught.value.faults]


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("then:", "than:", "9 than: unknown key 'than': did you mean 'then'?"),
        ("  zone:", "  zonne:", "3 given.zonne: unknown key 'zonne': did you mean 'zone'?"),
        ("Europe/Berlin", "Europe/Berlyn", "3 given.zone: there is no time zone 'Europe/Berlyn'"),
        ("10:00\", trigger", "10 h\", trigger", "8 when[0].at: '2026-04-14 10 h' is not a time of a scenario"),
        ("04-14 10:00\", enter", "02-30 10:00\", enter", "10 then[0].at: '2026-02-30 10:00' is no time of any"),
        ("trigger: purchase", "triger: purchase", "8 when[0]: not something that happens"),
        ("trigger: purchase", "trigger: purchased", "8 when[0]: trigger 'purchased' is not in the tracking plan"),
        ("order_id: o-1", "orderid: o-1", "8 when[0]: purchase.orderid is not in the tracking plan"),
        ("interests: []", "intersts: []", "6 given.customer: customer.intersts is not in the tracking plan"),
        ("[series]", "[serie]", "5 given.journeys[0]: there is no journey 'serie': did you mean 'series'?"),
        ("enter: series", "enter: seris", "10 then[0].enter: there is no journey 'seris': did you mean 'series'?"),
        ("send: welcome", "send: wellcome", "11 then[1].send: there is no message 'wellcome': did you mean 'welcome'?"),
        ("send: welcome, channel: email", "hold: welcome, because: cap one-week", "there is no rule 'one-week'"),
        ("send: welcome, channel: email", "hold: welcome, because: caps", "11 then[1].because: 'caps' is no reason"),
        ("send: welcome, channel: email", "hold: welcome, because: quiet hours night",
         "11 then[1].because: 'quiet hours night' is no reason: did you mean 'quiet_hours night'?"),
        ("interests: []", "consent: all", "customer.consent is not in the tracking plan: did you mean 'consents'?"),
        ("send: welcome, channel: email", "send: welcome", "11 then[1].channel: 'channel' is missing"),
        ("max: 1", "max: -1", "4 caps[0].max"),
        ("until: \"2026-04-15", "until: \"2026-04-13", "comes after the end of the scenario: set `until:` later"),
        ("customer: {", "customers: [], customer: {", "not readable as YAML"),
        ("enter: series }", "enter: series, customer: bob }", "there is no customer 'bob'"),
        ("trigger: purchase, category: series, order_id: o-1", "customer: ann, pause: { department: crm }",
         "8 when[0].customer: a message or a department is paused for everybody: leave customer: out"),
        ("trigger: purchase, category: series, order_id: o-1", "pause: { journey: series, channel: sms }",
         "8 when[0].pause: not one thing that is paused"),
        ("trigger: purchase, category: series, order_id: o-1", "confirm: a-1", "there is no ask with the id 'a-1'"),
        ("trigger: purchase, category: series, order_id: o-1", "enrol: serie", "there is no journey 'serie'"),
        ("trigger: purchase, category: series, order_id: o-1", "publish: nowhere.yaml", "'nowhere.yaml' cannot"),
    ],
)  # fmt: skip
def test_a_fault_names_line_path_and_fix(tmp_path: Path, written: str, instead: str, said: str) -> None:
    assert written in WHOLE
    found = faults(tmp_path, WHOLE.replace(written, instead, 1))
    assert any(said in one for one in found), found


def test_where_there_are_several_customers_every_line_says_whose_it_is(tmp_path: Path) -> None:
    text = WHOLE.replace(
        "customer: { id: ann, consents: all, interests: [] }", "customers: [ { id: ann }, { id: bea } ]"
    )
    assert [one.partition(":")[0] for one in faults(tmp_path, text)] == ["8 when[0]", "10 then[0]", "11 then[1]"]


def test_a_policy_in_another_file_is_read_from_beside_the_scenario(tmp_path: Path) -> None:
    text = WHOLE.replace(WHOLE.splitlines()[3], "  policy: strict.yaml")
    [missing] = faults(tmp_path, text)
    assert missing.startswith("4 given.policy: 'strict.yaml' cannot be read")
    (tmp_path / "strict.yaml").write_text("policy: strict\nzone: Europe/Berlyn\n", encoding="utf-8")
    assert "there is no time zone 'Europe/Berlyn'" in "\n".join(faults(tmp_path, text))


def test_local_times_follow_the_zone_and_an_offset_says_which_of_two(tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    text = WHOLE.replace("2026-04-14 10:00", "2026-10-25 02:30").replace("2026-04-15 00:00", "2026-10-26 00:00")
    file.write_text(text, encoding="utf-8")
    assert f"{SCRIPTS.script(file, FOLDER).cues[0].at:%H:%M}" == "00:30"
    file.write_text(text.replace('02:30", trigger', '02:30+01:00", trigger'), encoding="utf-8")
    assert f"{SCRIPTS.script(file, FOLDER).cues[0].at:%H:%M}" == "01:30"


def test_scenarios_are_found_in_their_folder_and_what_they_name_is_none(tmp_path: Path) -> None:
    scenarios = tmp_path / "journeys" / "scenarios"
    (scenarios / "deep" / "other").mkdir(parents=True)
    for name in ("one.yaml", "deep/two.yaml"):
        (scenarios / name).write_text(WHOLE, encoding="utf-8")
    (scenarios / "strict.yaml").write_text("policy: strict\n", encoding="utf-8")
    (scenarios / "deep" / "other" / "schema.yaml").write_text("triggers: {}\n", encoding="utf-8")
    (scenarios / "deep" / "other" / "journey.yaml").write_text("journey: x\n", encoding="utf-8")
    found = [file.relative_to(scenarios).as_posix() for file in scenario_files(tmp_path / "journeys")]
    assert found == ["deep/two.yaml", "one.yaml"]
    assert scenario_files(scenarios / "deep") == [scenarios / "deep" / "two.yaml"]
    assert journeys_of(scenarios / "deep" / "two.yaml") == tmp_path / "journeys"
    with pytest.raises(ScenarioFaults, match="there are no scenarios"):
        scenario_files(tmp_path)
    with pytest.raises(ScenarioFaults, match="belongs to no journeys folder"):
        journeys_of(tmp_path / "one.yaml")
