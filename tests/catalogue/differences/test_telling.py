import re

import pytest

from catalogue.differences.catalogues import Difference, compare
from catalogue.differences.edition import NOTHING
from catalogue.differences.inside import Going, Inside
from catalogue.differences.lines import lines
from catalogue.differences.markdown import UNCOUNTED, markdown
from tests.catalogue.differences.editions import STEPS, edition, message, small, with_page

NAMES = ("main", "a `branch`")
BEFORE = edition(small(), messages={"welcome": message({"email.html": "<p>Hi ```</p>"})})
AFTER = edition(
    small(STEPS.replace("pause, wait: 3d", "pause, wait: 5d").replace("id: last", "id: end"), title="After <all>"),
    messages={"welcome": message({"email.html": "<p>Hello ```</p>"}, title="Welcome *you*")},
    zone="Europe/Berlin",
    purchase="text",
)


@pytest.fixture
def difference() -> Difference:
    return compare(BEFORE, AFTER)


def test_the_lines_of_a_terminal(difference: Difference) -> None:
    inside = Inside({"small": {"v1": 8, "v2": 4}}, {"v1": 3, "v2": 5})
    assert list(lines(difference, inside)) == [
        "journeys",
        "  ~ small: After <all> (changed)",
        "      ~ pause: wait, 5 days; wait: 3d → 5d",
        "      + end: wait, 1 day",
        "      - last: wait, 1 day",
        "      ~ title: A <small> one & more → After <all>",
        "      12 customers inside stay: 8 on the version of catalogue 3 and 4 on the version of catalogue 5",
        "messages",
        "  ~ welcome: Welcome *you* (changed; lifecycle, email)",
        "      ~ title: Welcome → Welcome *you*",
        "      ~ email.html",
        "          @@ -1 +1 @@",
        "          -Hi ```",
        "          +Hello ```",
        "policy.yaml",
        "  ~ zone: UTC → Europe/Berlin",
        "schema.yaml",
        "  ~ triggers.purchase.amount.type: number → text",
    ]


def test_the_preference_page_comes_changes_and_goes() -> None:
    old, new = with_page(BEFORE), with_page(BEFORE, "Your letters", "city")
    assert list(lines(compare(BEFORE, old), None)) == ["preferences.yaml", "  + page: new, letters"]
    assert list(lines(compare(old, new), None)) == [
        "preferences.yaml",
        "  ~ definition.topics: [] → [city]",
        "  ~ texts.en.title: What you get → Your letters",
    ]
    assert list(lines(compare(new, BEFORE), None)) == ["preferences.yaml", "  - page: gone, was letters"]
    assert "### preferences.yaml" in markdown(compare(old, new), NAMES, None)
    assert list(lines(compare(NOTHING, old), None)) == list(lines(compare(NOTHING, BEFORE), None))


def test_no_difference_is_no_line() -> None:
    same = compare(BEFORE, BEFORE)
    assert not same and list(lines(same, None)) == []
    assert "Nothing differs." in markdown(same, NAMES, None)


def test_what_is_new_and_what_is_withdrawn_is_told_by_its_name() -> None:
    assert list(lines(compare(NOTHING, BEFORE), None)) == [
        "journeys",
        "  + small: A <small> one & more (new)",
        "messages",
        "  + welcome: Welcome (new; lifecycle, email)",
    ]
    gone = "\n".join(lines(compare(BEFORE, edition()), Inside({"small": {"v1": 1}}, {})))
    assert "- small: A <small> one & more (withdrawn: no new entries, those inside go on with their version)" in gone
    assert "1 customer inside stays: 1 on the version of an unknown catalogue" in gone


GOING = (
    Going("pause", 6, "stays", "pause"),
    Going("last", 1, "moves", "end"),
    Going("last", 2, "moves", "end"),
    Going("over", 1, "ends", None),
)


def test_what_moving_them_would_do_is_told_in_a_sentence(difference: Difference) -> None:
    inside = Inside({"small": {"v1": 9, "v2": 1}}, {"v1": 3, "v2": 5}, {"small": GOING})
    told = list(lines(difference, inside))
    at = told.index(
        "      10 customers inside stay: 9 on the version of catalogue 3 and 1 on the version of catalogue 5"
    )
    assert told[at + 1] == (
        "      `twostep migrate small` would move 10 enrolments: 6 go on at their step, 3 go to another step and 1 ends"
    )
    assert inside.told("other") == "nobody is inside" and inside.would("other") is None


def test_markdown_shows_which_steps_would_not_be_kept(difference: Difference) -> None:
    text = markdown(difference, NAMES, Inside({"small": {"v1": 10}}, {"v1": 3}, {"small": GOING}))
    assert (
        "**10 customers inside stay: 10 on the version of catalogue 3.** `twostep migrate small` would move 10" in text
    )
    table = "| old step | new step | enrolments |\n|---|---|---|\n| `last` | `end` | 3 |\n| `over` | ends | 1 |\n"
    assert table in text
    kept = markdown(difference, NAMES, Inside({"small": {"v1": 6}}, {"v1": 3}, {"small": GOING[:1]}))
    assert "6 go on at their step." in kept and "| old step |" not in kept


def test_markdown_has_graphs_before_and_after_with_marks(difference: Difference) -> None:
    text = markdown(difference, NAMES, Inside({"small": {"v1": 1}}, {"v1": 1}))
    before, after = re.findall(r"^```mermaid\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert '"removed: last: 1 day"]:::removed' in before and '"changed: pause: 3 days"]:::changed' in before
    assert '"added: end: 1 day"]:::added' in after and '"changed: pause: 5 days"]:::changed' in after
    assert text.index("<details><summary>Before</summary>\n\n```mermaid") < text.index("</details>")
    assert "**1 customer inside stays: 1 on the version of catalogue 1.**" in text


def test_markdown_takes_nothing_in_the_texts_for_markup(difference: Difference) -> None:
    text = markdown(difference, NAMES, None)
    assert text.startswith("## Journeys: `main` → `` a `branch` ``\n")
    assert r"### Journey small: After \<all\> (changed)" in text
    assert r"### Message welcome: Welcome \*you\* (changed; lifecycle, email)" in text
    assert "\n````diff\n@@ -1 +1 @@\n-Hi ```\n+Hello ```\n````\n" in text


def test_markdown_says_when_nobody_was_counted(difference: Difference) -> None:
    assert UNCOUNTED in markdown(difference, NAMES, None)
    assert UNCOUNTED not in markdown(difference, NAMES, Inside({}, {}))


def test_the_same_picture_is_not_drawn_twice() -> None:
    enter = BEFORE.journeys["small"].enter.model_dump(by_alias=True, mode="json") | {"max_age": "2h"}
    text = markdown(compare(BEFORE, edition(small(enter=enter), messages=BEFORE.parts)), NAMES, None)
    assert "`enter.max_age: 1d → 2h`" in text and "mermaid" not in text


def test_a_wait_for_tells_what_meets_it() -> None:
    click = "{ name: clicked, reaction: clicked, message: welcome }"
    two = "{ name: a, trigger: purchase }, { name: b, trigger: gone }"
    listening = "".join(
        f"  - {{ id: {id}, wait_for: {{ first_of: [ {outcomes} ], forever: true }} }}\n"
        for id, outcomes in (("read", click), ("back", two))
    )
    told = "\n".join(lines(compare(edition(small()), edition(small(STEPS + listening))), None))
    assert "+ read: wait for clicked (clicked, message welcome)" in told
    assert "+ back: wait for the first of a (purchase), b (gone)" in told
