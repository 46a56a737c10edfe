from pathlib import Path

import pytest

from catalogue.faults import errors
from catalogue.lint.checks import lint
from tests.catalogue.folders import small_journey
from tests.catalogue.linting import (
    ONBOARDING,
    Case,
    check_case,
    in_journey,
    in_schema,
    told,
)

NAMES: list[Case] = [
    (
        in_journey('when: event.category == "phone"', 'when: event.categry == "phone"'),
        ONBOARDING,
        6,
        "enter.when",
        "'event.categry == \"phone\"': 'event.categry' is not in the tracking plan",
        "did you mean 'category'?",
    ),
    (
        small_journey('  - { id: s, when: customer.adress.city == "Bonn", send: receipt }'),
        "small.yaml",
        6,
        "steps[0].when",
        "'customer.adress.city == \"Bonn\"': 'customer.adress' is not in the tracking plan",
        "did you mean 'address'?",
    ),
    (
        small_journey("  - { id: s, when: \"happened(purchase, where categry == 'phone')\", send: receipt }"),
        "small.yaml",
        6,
        "steps[0].when",
        "\"happened(purchase, where categry == 'phone')\": 'categry' is not in the tracking plan",
        "did you mean 'category'?",
    ),
    (
        small_journey("  - { id: s, when: count(purchse) > 2, send: receipt }"),
        "small.yaml",
        6,
        "steps[0].when",
        "'count(purchse) > 2': count(purchse): there is no trigger 'purchse'",
        "did you mean 'purchase'?",
    ),
    (
        small_journey("  - { id: s, when: sum(purchase.amoont) > 2, send: receipt }"),
        "small.yaml",
        6,
        "steps[0].when",
        "'sum(purchase.amoont) > 2': 'purchase.amoont' is not in the tracking plan",
        "did you mean 'amount'?",
    ),
    (
        in_journey("phone: event.product", "phone: event.prodct"),
        ONBOARDING,
        9,
        "remember.phone",
        "'event.prodct': 'event.prodct' is not in the tracking plan",
        "did you mean 'product'?",
    ),
    (
        in_journey("value: event.amount", "value: event.product"),
        ONBOARDING,
        19,
        "goal.value",
        "'event.product': a text stands where a number belongs",
        "name another value",
    ),
    (
        in_journey('run.activated.outcome == "activated"', 'run.activated.outcome == "actived"'),
        ONBOARDING,
        33,
        "steps[3].unless",
        "'run.activated.outcome == \"actived\"': 'actived' is none of the values it can have",
        "did you mean 'activated'?",
    ),
    (
        in_journey('run.activated.outcome == "activated"', "run.activatd.outcome == 1"),
        ONBOARDING,
        33,
        "steps[3].unless",
        "'run.activatd.outcome == 1': 'run.activatd' is not in the tracking plan",
        "did you mean 'activated'?",
    ),
    (
        in_journey("run.nearest.km < 10", "run.nearest.kilometres < 10"),
        ONBOARDING,
        43,
        "steps[5].set.run.reason[0].when",
        "'run.nearest.kilometres < 10': 'run.nearest.kilometres' is not in the tracking plan",
        "name one of its fields; there is: km, name",
    ),
    (
        {"conditions.yaml": 'is-contract: customer.plan == "contrakt"\n'},
        ONBOARDING,
        50,
        "steps[7].branch[0].when",
        "'(customer.plan == \"contrakt\")': 'contrakt' is none of the values it can have",
        "did you mean 'contract'?",
    ),
    (
        small_journey("  - { id: w, wait: { date: customer.plam } }"),
        "small.yaml",
        6,
        "steps[0].wait.date",
        "'customer.plam': 'customer.plam' is not in the tracking plan",
        "did you mean 'plan'?",
    ),
    (
        small_journey("  - { id: w, wait: { days_of: customer.plan } }"),
        "small.yaml",
        6,
        "steps[0].wait.days_of",
        "'customer.plan': a text stands where a number belongs",
        "name another value",
    ),
    (
        in_schema("median_gap(purchase)", "median_gap(purchases)"),
        "schema.yaml",
        14,
        "computed.usual_gap",
        "'median_gap(purchases)': median_gap(purchases): there is no trigger 'purchases'",
        "did you mean 'purchase'?",
    ),
    (
        in_schema("computed:", "says:\n  purchase: bought {produkt}\ncomputed:"),
        "schema.yaml",
        14,
        "says.purchase",
        "purchase has no property 'produkt'",
        "did you mean 'product'?",
    ),
    (
        in_schema("computed:", "says:\n  purchas: bought\ncomputed:"),
        "schema.yaml",
        14,
        "says.purchas",
        "there is no trigger 'purchas'",
        "did you mean 'purchase'?",
    ),
    (
        in_schema("computed:", "says:\n  purchase: bought {product.name}\ncomputed:"),
        "schema.yaml",
        14,
        "says.purchase",
        "{product.name} names no property",
        "write a name alone, such as {product}",
    ),
    (
        in_schema("open_tickets: number", "response: number"),
        "schema.yaml",
        10,
        "customer.response",
        "customer.response is built in with another type",
        "remove it: customer.response is there, a group",
    ),
]

TYPES: list[Case] = [
    (
        small_journey('  - { id: s, when: customer.open_tickets == "two", send: receipt }'),
        "small.yaml",
        6,
        "steps[0].when",
        "'customer.open_tickets == \"two\"': a number is compared with a text: it would never be known",
        "write numbers without quotes and texts in quotes, or mend the type in schema.yaml",
    ),
    (
        small_journey('  - { id: s, when: customer.address == "Bonn", send: receipt }'),
        "small.yaml",
        6,
        "steps[0].when",
        "'customer.address == \"Bonn\"': a group is compared with a text: it would never be known",
        "compare one value inside it, such as .city",
    ),
    (
        small_journey('  - { id: s, when: "overlaps(customer.plan, customer.interests)", send: receipt }'),
        "small.yaml",
        6,
        "steps[0].when",
        "'overlaps(customer.plan, customer.interests)': overlaps compares two lists, and this is a text",
        "use in, or name a list",
    ),
    (
        small_journey('  - { id: s, when: \'customer.plan in ["prepaid", "postpaid"]\', send: receipt }'),
        "small.yaml",
        6,
        "steps[0].when",
        "'customer.plan in [\"prepaid\", \"postpaid\"]': 'postpaid' is none of the values it can have",
        "did you mean 'prepaid'?",
    ),
    (
        small_journey("  - { id: s, when: max(purchase.product) > 5, send: receipt }"),
        "small.yaml",
        6,
        "steps[0].when",
        "'max(purchase.product) > 5': a text is compared with a number: it would never be known",
        "write numbers without quotes and texts in quotes, or mend the type in schema.yaml",
    ),
]


@pytest.mark.parametrize("case", NAMES + TYPES, ids=lambda case: case[3])
def test_faults_of_meaning(tmp_path: Path, case: Case) -> None:
    check_case(tmp_path, case)


def test_derived_triggers_and_built_ins_are_known(tmp_path: Path) -> None:
    text = """\
        exit:
          - { trigger: address_changed, when: event.new.city != event.old.city }
          - { condition: customer.response.email < 10% and exists(customer.email) and customer.usual_gap > 30 }
        """
    assert told(tmp_path, small_journey("  - { id: w, wait: 1d }\n" + text.replace("        ", ""))) == []


def test_a_condition_entry_says_what_of_those_who_meet_it_already(tmp_path: Path) -> None:
    file = (
        "journey: c\ntitle: C\ndepartment: d\nenter: { condition: since(purchase) >= 90d }\n"
        "steps:\n  - { id: w, wait: 1d }\n"
    )
    faults = told(tmp_path, {"c.yaml": file})
    assert [(f.line, f.path, f.message, f.fix) for f in errors(faults)] == [
        (
            4,
            "enter.existing",
            "'existing' is missing",
            "say what of those who meet it already: `ignore`, or `{ enrol: true, pace: 2000 per 1h }`",
        )
    ]


def test_those_who_meet_it_already_can_be_enrolled_at_a_pace(tmp_path: Path) -> None:
    def with_pace(pace: str) -> dict[str, str | None]:
        existing = f"{{ enrol: true, pace: {pace} }}"
        entry = f"enter: {{ condition: since(purchase) >= 90d, existing: {existing} }}\n"
        return {"c.yaml": f"journey: c\ntitle: C\ndepartment: d\n{entry}steps:\n  - {{ id: w, wait: 1d }}\n"}

    assert told(tmp_path / "good", with_pace("9 per 1h")) == []
    assert "a pace is over a time" in str(told(tmp_path / "endless", with_pace("9 per 0s"))[0])


def test_there_is_no_event_in_a_journey_entered_by_a_condition(tmp_path: Path) -> None:
    file = (
        "journey: c\ntitle: C\ndepartment: d\nenter: { condition: since(purchase) >= 90d, existing: ignore }\n"
        "remember: { product: event.product }\nsteps:\n  - { id: w, wait: 1d }\n"
    )
    faults = told(tmp_path, {"c.yaml": file})
    assert [(f.path, f.message) for f in faults] == [("remember.product", "'event.product': there is no event.* here")]


def test_a_fault_of_form_is_told_with_a_word_that_more_checks_follow(tmp_path: Path) -> None:
    wrong_name = in_journey('when: event.category == "phone"', 'when: event.categry == "phone"')
    found = told(tmp_path / "form", {**wrong_name, "a.yaml": "message: 1\n", "b.yaml": "message: 2\n"})
    assert {fault.file for fault in found[:-1]} == {"a.yaml", "b.yaml"}
    assert (found[-1].level, found[-1].fix) == ("warning", "mend the errors above, then lint again: there may be more")
    assert [fault.level for fault in told(tmp_path / "names", wrong_name)] == ["error"]


def test_a_folder_that_is_none_has_nothing_more_to_check(tmp_path: Path) -> None:
    assert [fault.message for fault in lint(tmp_path / "none")[0]] == ["there is no such folder"]
