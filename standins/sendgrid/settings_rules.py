"""The published rules of what goes with a mail: categories, groups, mail and tracking settings."""

from collections.abc import Mapping

from standins.sendgrid.complaints import (
    Complaint,
    Complaints,
    check_flag,
    check_integer,
    check_known,
    check_text,
    wrong_type,
)

MOST_CATEGORIES = 10
MOST_CATEGORY_CHARACTERS = 255
MOST_GROUPS = 25

_SWITCH = frozenset({"enable"})
_MAIL_SETTINGS: Mapping[str, frozenset[str]] = {
    "bypass_list_management": _SWITCH,
    "bypass_spam_management": _SWITCH,
    "bypass_bounce_management": _SWITCH,
    "bypass_unsubscribe_management": _SWITCH,
    "footer": frozenset({"enable", "text", "html"}),
    "sandbox_mode": _SWITCH,
}
_TRACKING_SETTINGS: Mapping[str, frozenset[str]] = {
    "click_tracking": frozenset({"enable", "enable_text"}),
    "open_tracking": frozenset({"enable", "substitution_tag"}),
    "subscription_tracking": frozenset({"enable", "text", "html", "substitution_tag"}),
    "ganalytics": frozenset({"enable", "utm_source", "utm_medium", "utm_term", "utm_content", "utm_campaign"}),
}
_OTHER_BYPASSES = ("bypass_spam_management", "bypass_bounce_management", "bypass_unsubscribe_management")


def check_categories(value: object) -> Complaints:
    if not isinstance(value, list):
        yield wrong_type("array", value, "categories")
        return
    if len(value) > MOST_CATEGORIES:
        yield Complaint(f"You may not assign more than {MOST_CATEGORIES} categories.", "categories")
    for index, category in enumerate(value):
        yield from check_text(category, f"categories.{index}", least=1, most=MOST_CATEGORY_CHARACTERS)
        if category in value[:index]:
            yield Complaint("The categories must be unique.", f"categories.{index}")


def check_asm(value: object) -> Complaints:
    if not isinstance(value, dict):
        yield wrong_type("object", value, "asm")
        return
    yield from check_known(value, frozenset({"group_id", "groups_to_display"}), "asm")
    yield from check_integer(value.get("group_id"), "asm.group_id")
    groups = value.get("groups_to_display", [])
    if not isinstance(groups, list):
        yield wrong_type("array", groups, "asm.groups_to_display")
        return
    if len(groups) > MOST_GROUPS:
        yield Complaint(f"You may display at most {MOST_GROUPS} groups.", "asm.groups_to_display")
    for index, group in enumerate(groups):
        yield from check_integer(group, f"asm.groups_to_display.{index}")


def check_mail_settings(value: object) -> Complaints:
    yield from _check_settings(value, _MAIL_SETTINGS, "mail_settings")
    if enabled(value, "bypass_list_management") and any(enabled(value, name) for name in _OTHER_BYPASSES):
        yield Complaint(
            "bypass_list_management cannot be combined with any other bypass filters.",
            "mail_settings.bypass_list_management",
        )


def check_tracking_settings(value: object) -> Complaints:
    yield from _check_settings(value, _TRACKING_SETTINGS, "tracking_settings")


def enabled(settings: object, name: str) -> bool:
    """Whether a setting is switched on."""
    setting = settings.get(name) if isinstance(settings, dict) else None
    return isinstance(setting, dict) and setting.get("enable") is True


def _check_settings(value: object, known: Mapping[str, frozenset[str]], field: str) -> Complaints:
    if not isinstance(value, dict):
        yield wrong_type("object", value, field)
        return
    yield from check_known(value, frozenset(known), field)
    for name, setting in value.items():
        if not isinstance(setting, dict):
            yield wrong_type("object", setting, f"{field}.{name}")
            continue
        yield from check_known(setting, known.get(name, frozenset(setting)), f"{field}.{name}")
        for key, content in setting.items():
            check = check_flag if key in ("enable", "enable_text") else check_text
            yield from check(content, f"{field}.{name}.{key}")
