from pathlib import Path

import pytest

from tests.catalogue.folders import MESSAGE, POLICY, RECEIPT
from tests.catalogue.linting import (
    WELCOME,
    Case,
    Changed,
    check_case,
    in_message,
    told,
)

CONTENT: list[Case] = [
    (
        {"content/welcome/sms.txt": None},
        WELCOME,
        7,
        "channels[1]",
        "the channel sms needs sms.txt",
        "write content/welcome/sms.txt",
    ),
    (
        {"content/receipt/message.yaml": RECEIPT.replace("email: { subject: Your receipt }\n", "")},
        "content/receipt/message.yaml",
        1,
        "email",
        "an email needs a subject",
        'add `email: { subject: "…" }`',
    ),
    (
        {"content/welcome/sms.txt": "one\ntwo {{ customer.fist_name }}\n"},
        "content/welcome/sms.txt",
        2,
        "",
        "'customer.fist_name' is not in the tracking plan",
        "did you mean 'first_name'?",
    ),
    (
        {"content/welcome/sms.txt": "{{ run.model }}"},
        "content/welcome/sms.txt",
        1,
        "",
        "'run.model' is not in the tracking plan",
        "set it with `remember`, `set` or a look-up's `into`; "
        "there is: activated, last, nearest, order_id, phone, reason, store",
    ),
    (
        {"content/welcome/sms.txt": "{{ 'now' | date: '%Y' }} {{ now }}"},
        "content/welcome/sms.txt",
        1,
        "",
        "there is no variable 'now'",
        "a variable begins with customer., run., event. or message.; there is: customer, event, message, run",
    ),
    (
        {"content/welcome/sms.txt": "{{ customer.first_name | upcas }}"},
        "content/welcome/sms.txt",
        1,
        "",
        "there is no filter 'upcas'",
        "did you mean 'upcase'?",
    ),
    (
        {"content/welcome/sms.txt": "\n{% iff customer.plan %}x"},
        "content/welcome/sms.txt",
        2,
        "",
        "the template does not parse: unexpected tag 'iff'",
        "mend the tag",
    ),
    (
        in_message("run.phone }}, {{", "run.fone }}, {{"),
        WELCOME,
        8,
        "email.subject",
        "'run.fone' is not in the tracking plan",
        "did you mean 'phone'?",
    ),
    (
        {"policy.yaml": POLICY.replace(", only: [receipt]", "")},
        "content/receipt/message.yaml",
        4,
        "purpose",
        "the policy does not list 'receipt' as transactional",
        "add it to purposes.transactional.only in policy.yaml, or change its purpose",
    ),
    (
        {"policy.yaml": POLICY.replace("[receipt]", "[receipt, recept]")},
        "policy.yaml",
        5,
        "purposes.transactional.only[1]",
        "there is no message 'recept'",
        "did you mean 'receipt'?",
    ),
    (
        {"policy.yaml": POLICY.replace("Europe/Berlin", "Europe/Berlinn")},
        "policy.yaml",
        2,
        "zone",
        "there is no time zone 'Europe/Berlinn'",
        "did you mean 'Europe/Berlin'?",
    ),
    (
        in_message("message: welcome", "message: welcome-mail"),
        WELCOME,
        1,
        "message",
        "the message 'welcome-mail' lies in a folder named 'welcome'",
        "name the folder welcome-mail",
    ),
]


@pytest.mark.parametrize("case", CONTENT, ids=lambda case: case[3])
def test_faults_of_meaning(tmp_path: Path, case: Case) -> None:
    check_case(tmp_path, case)


def test_a_good_folder_has_no_faults(tmp_path: Path) -> None:
    assert told(tmp_path, {}) == []


def test_warnings_do_not_stop_a_publication(tmp_path: Path) -> None:
    faults = told(tmp_path, {"content/receipt/sms.txt": "not used"})
    assert [(fault.level, fault.file) for fault in faults] == [("warning", "content/receipt/sms.txt")]


def test_an_unused_need_is_a_warning(tmp_path: Path) -> None:
    faults = told(tmp_path, {"content/welcome/message.yaml": MESSAGE + "  customer.plan: required\n"})
    assert [(fault.level, fault.path) for fault in faults] == [("warning", "needs.customer.plan")]


def test_a_broadcast_message_names_its_facts_in_needs(tmp_path: Path) -> None:
    promo = (
        "message: promo\ntitle: Promo\ndepartment: shop\npurpose: promotional\nchannels: [sms]\n"
        "needs: { run.city: required }\n"
    )
    good: Changed = {"content/promo/message.yaml": promo, "content/promo/sms.txt": "{{ run.city }}"}
    assert told(tmp_path / "good", good) == []
    bad = told(tmp_path / "bad", {**good, "content/promo/sms.txt": "{{ run.town }}"})
    assert "'run.town' is not in the tracking plan" in [fault.message for fault in bad]


def test_channels_that_the_policy_does_not_list_are_one_warning(tmp_path: Path) -> None:
    call = "message: call-her\ntitle: Call\ndepartment: shop\npurpose: lifecycle\nchannels: [call]\n"
    changed: Changed = {
        "policy.yaml": POLICY.replace("channels: { email: {}, sms: {} }", "channels: { email: {} }"),
        "content/call-her/message.yaml": call,
        "content/call-her/call.txt": "Hello",
    }
    assert [(fault.level, fault.path, fault.message) for fault in told(tmp_path, changed)] == [
        (
            "warning",
            "channels",
            "not in use, though messages name them: call, sms; "
            "messages with no other channel are dropped (no_channel): call-her",
        )
    ]
