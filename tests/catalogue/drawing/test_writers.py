import re
from xml.etree import ElementTree

import pytest

from catalogue.drawing.chart import Chart
from catalogue.drawing.journey_map import JourneyMap, read_map
from catalogue.drawing.lettering import pieces_of, width, wrapped
from catalogue.drawing.map_mermaid import map_mermaid
from catalogue.drawing.map_svg import map_svg
from catalogue.drawing.mermaid import mermaid
from catalogue.drawing.reading import read
from catalogue.drawing.svg import svg
from tests.catalogue.drawing.charts import HEAD, WELCOME, chart, journey

SVG = "{http://www.w3.org/2000/svg}"
WIDE = """\
  - { id: hello, send: welcome }
  - id: way
    branch:
      - when: customer.plan == "contract" and customer.name == "<b>"
        steps: [ { id: a, wait: 3d }, { id: out, end: left } ]
      - when: customer.open > 3
        steps: []
    otherwise:
      - id: listen
        wait_for:
          first_of: [ { name: bought, trigger: purchase } ]
          timeout: { after: 5d, steps: [ { id: late, send: welcome }, { id: later, wait: 1d } ] }
  - { id: go, start: other }
"""


@pytest.fixture
def drawn() -> Chart:
    return chart(WIDE)


def texts(picture: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(picture).iter(f"{SVG}text")]


def rectangles(picture: str) -> list[tuple[float, float, float, float]]:
    cards = [one for one in ElementTree.fromstring(picture).iter(f"{SVG}rect") if one.get("class") == "card"]
    lefts, tops, widths, heights = (
        [float(one.get(name, "0")) for one in cards] for name in ("x", "y", "width", "height")
    )
    return list(zip(lefts, tops, widths, heights, strict=True))


def test_every_step_and_condition_is_in_the_picture(drawn: Chart) -> None:
    said = " ".join(texts(svg(drawn)))
    for words in ("hello", "Welcome to your phone", "3 days", "left", "bought: purchase", "not within 5 days", "later"):
        assert words in said
    assert 'customer.plan == "contract" and customer.name == "<b>"' in " ".join(said.split())


def test_no_box_lies_over_another_or_outside(drawn: Chart) -> None:
    picture = svg(drawn)
    root = ElementTree.fromstring(picture)
    wide, high = float(root.get("width", "0")), float(root.get("height", "0"))
    found = rectangles(picture)
    assert len(found) == 10  # the entry, eight steps and `completed`
    for index, (x, y, w, h) in enumerate(found):
        assert x >= 0 and x + w <= wide and y >= 0 and y + h <= high
        for other_x, other_y, other_w, other_h in found[index + 1 :]:
            beside = x + w <= other_x or other_x + other_w <= x
            assert beside or y + h <= other_y or other_y + other_h <= y


def test_the_picture_has_a_title_and_a_description_for_those_who_cannot_see_it(drawn: Chart) -> None:
    root = ElementTree.fromstring(svg(drawn))
    title, described = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None and described is not None and described.text is not None
    assert (root.get("role"), title.text) == ("img", "A <small> one & more")
    assert "hello (send): Welcome to your phone" in described.text
    assert "[customer.open > 3: on.]" in described.text


def test_marks_show_what_a_comparison_found(drawn: Chart) -> None:
    assert "SEND · ADDED" in texts(svg(drawn, {"hello": "added"}))
    assert '"added: hello: Welcome to your phone<br/>' in mermaid(drawn, {"hello": "added"})
    assert ":::added" in mermaid(drawn, {"hello": "added"})


def test_mermaid_leads_every_way_to_an_end(drawn: Chart) -> None:
    text = mermaid(drawn)
    nodes = dict(re.findall(r'^  (n\d+)(?:\[|\(|\{)+"(.*)"', text, re.MULTILINE))
    arrows = re.findall(r'^  (n\d+) -->(?:\|"(.*)"\|)? (n\d+)$', text, re.MULTILINE)
    ways = {(nodes[begin].split("<br/>")[0], nodes[end].split("<br/>")[0]) for begin, _, end in arrows}
    assert ("Enters on purchase", "hello: Welcome to your phone") in ways
    assert ("way: Which way?", "go: Start other") in ways  # the arm without steps
    assert ("later: 1 day", "go: Start other") in ways  # a time-out's steps rejoin
    assert ("out: left", "go: Start other") not in ways
    leaving = {begin for begin, _, _ in arrows}
    stuck = [name for name, label in nodes.items() if name not in leaving and f"{label}" in text]
    assert {nodes[name].split("<br/>")[0] for name in stuck} == {
        "out: left", "completed", "Leaves at once", "Goal", "Remembers at entry",
    }  # fmt: skip


def test_mermaid_escapes_what_has_a_meaning_there(drawn: Chart) -> None:
    arrow = '|"customer.plan == #quot;contract#quot; and customer.name == #quot;#lt;b#gt;#quot;"|'
    assert arrow in mermaid(drawn)


def test_no_class_is_a_word_of_mermaid(drawn: Chart, mapped: JourneyMap) -> None:
    """Its lexer takes these for statements wherever they stand alone."""
    words = {"end", "call", "click", "href", "style", "graph", "default", "subgraph", "direction", "class"}
    found = set(re.findall(r"classDef (\w+)|:::(\w+)", mermaid(drawn, {"hello": "changed"}) + map_mermaid(mapped)))
    assert len(found) > 8 and not words & {name for pair in found for name in pair}


@pytest.mark.parametrize("text", ["a plain sentence of several words", "customer.preferences.max_per_week" * 3])
@pytest.mark.parametrize("mono", [True, False])
def test_lines_fit_and_lose_nothing(text: str, mono: bool) -> None:
    lines = wrapped(text, 11, 100, mono=mono)
    assert max(width(line, 11, mono=mono) for line in lines) <= 100
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.fixture
def mapped() -> JourneyMap:
    caller = HEAD.replace("small", "caller").replace("stage: onboarding\n", "")
    journeys = [
        journey(WIDE.replace("start: other", "start: called")),
        journey("  - { id: a, start: small }", caller),
        journey("  - { id: a, wait: 1d }", "journey: called\ntitle: C\ndepartment: d\nenter: { call: true }\nsteps:\n"),
    ]
    return read_map("All", {one.journey: one for one in journeys}, {"welcome": WELCOME})


def test_the_map_says_what_enters_which_and_which_starts_which(mapped: JourneyMap) -> None:
    assert [(name, [stop.key for stop in stops]) for name, stops in mapped.stages] == [
        ("onboarding", ["small"]),
        ("no stage", ["called", "caller"]),
    ]
    assert [(source.kind, source.name) for source in mapped.sources] == [("trigger", "purchase"), ("call", "by a call")]
    assert mapped.starts == (("small", "called"), ("caller", "small"))
    [small] = [stop for stop in mapped.stops if stop.key == "small"]
    assert small.lines == ("waits for purchase", "leaves on returned", "goal: purchase within 30 days")
    assert (small.note, small.on_entry) == ("small · care · 1 message", "event.amount > 10")


def test_the_map_says_what_takes_messages_back_unless_the_journey_ends_anyhow() -> None:
    taken = WELCOME.model_copy(update={"cancel_on": ("returned", "cancelled")})
    one = journey("  - { id: a, send: welcome }")
    [stop] = read_map("All", {"small": one}, {"welcome": taken}).stops
    assert "takes welcome back on cancelled" in stop.lines
    taken = WELCOME.model_copy(update={"cancel_on": ("returned",)})
    [stop] = read_map("All", {"small": one}, {"welcome": taken}).stops
    assert not [line for line in stop.lines if line.startswith("takes")]


def test_the_map_is_written_both_ways(mapped: JourneyMap) -> None:
    picture, text = map_svg(mapped), map_mermaid(mapped)
    root = ElementTree.fromstring(picture)
    assert {"purchase", "by a call", "ONBOARDING", "goal: purchase within 30 days"} <= set(texts(picture))
    assert len([one for one in root.iter(f"{SVG}path") if one.get("class") == "dashed"]) == 2
    assert '  s0(["purchase"]):::byTrigger' in text
    assert re.search(r'^  s0 -->\|"event.amount #gt; 10"\| j0$', text, re.MULTILINE)
    assert '  j0 -.->|"starts"| j1' in text


def test_a_step_behind_the_end_is_shown_and_nothing_leads_there() -> None:
    never = chart("  - { id: out, end: left }\n  - { id: never, send: welcome }\n")
    assert "never" in texts(svg(never)) and svg(never).count("marker-end") == 1
    written = mermaid(never)
    assert "never: Welcome" in written and written.count("-->") == 1


def test_a_picture_stays_well_formed_whatever_a_title_has() -> None:
    strange = journey("  - { id: hello, send: welcome }\n").model_copy(update={"title": "Bell \a and half \ud800"})
    assert "Bell \ufffd and half \ufffd" in texts(svg(read(strange, {})))


def test_a_very_long_word_is_broken_at_once() -> None:
    calls = 0

    def fits(line: str) -> bool:
        nonlocal calls
        calls += 1
        return len(line) <= 30

    assert "".join(pieces_of("x" * 3000, fits)) == "x" * 3000
    assert calls < 10_000
