"""`twostep timeline` as a story and as a page, and what `status` and `upcoming` say: in her zone, with titles."""

import re
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from audit.database import open_database
from audit.publications import SqlPublications, SqlShelf
from catalogue.publish import publish
from engine.contracts.journal import DirectoryRow
from engine.contracts.views import HeldView, Status, Stop, TimelineItem, UpcomingItem
from engine.language.catalogue import Catalogue
from engine.language.terms import Channel, Reason
from starter.cli.outlook import show_status, show_upcoming
from starter.story.page import story_page
from starter.story.telling import Line, Telling, by_day
from tests.starter.command import twostep_aside
from tests.starter.doorway import RECORD_SHOP
from tests.starter.told_life import AT, keep, life

STORY = """\
customer c-1, times in Asia/Tokyo

Tue 14 Apr 2026
  16:00  profile: email, plan, stage, zone
  16:00  email changed from nothing to c-1@example.com
  16:00  stage changed from nothing to new
  16:00  plan changed from nothing to free
  16:00  zone changed from nothing to Asia/Tokyo
  17:00  paused by system
  18:00  purchase
  18:00  enters “phone”
  18:00  is at “guide” of “phone”
  18:00  “guide”: held because of a pause
  19:00  profile: plan, stage
  19:00  stage changed from new to old
  19:00  plan changed from free to nothing
  19:00  “guide”: dropped because its condition is not true any more
  19:00  leaves “phone”: completed
  20:00  profile or consent changed
  21:00  “news” is proposed from outside a journey
  21:00  “news”: dropped because of an opt-out
"""


@pytest.fixture
def telling(ledger_url: str) -> Telling:
    """Nothing is known of her, and the record shop is published."""
    database = open_database(ledger_url)
    publish(RECORD_SHOP, SqlPublications(database), by="test", commit=None, at=AT)
    return Telling(database, "c-1")


async def test_the_story_is_told_from_the_ledger(ledger_url: str) -> None:
    await keep(ledger_url, life(zone="Asia/Tokyo"))
    done = await twostep_aside("timeline", "c-1", "--whole")
    assert (done.exit_code, done.stdout) == (0, STORY)


@pytest.mark.parametrize("words", [("--whole",), ("--whole", "--json"), ("--why",), ("--html", "-")])
async def test_there_is_no_story_of_nobody(ledger_url: str, words: tuple[str, ...]) -> None:
    await keep(ledger_url, life())
    done = await twostep_aside("timeline", "nobody", *words)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "there is no customer 'nobody'" in done.stderr


class Tags(HTMLParser):
    """Every element, checked to be closed where it has to be."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.attributes: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.attributes += [name for name, _ in attrs]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


async def test_the_page_stands_by_itself_and_folds_the_rules(ledger_url: str, tmp_path: Path) -> None:
    she = life()
    she.track("purchase", "4h", product="<script>alert('&')</script>")
    await keep(ledger_url, she)
    file = tmp_path / "story.html"
    done = await twostep_aside("timeline", "c-1", "--html", str(file))
    assert (done.exit_code, done.stdout) == (0, f"{file}: the story of customer c-1\n")
    assert file.stat().st_mode & 0o077 == 0
    page = file.read_text(encoding="utf-8")
    tags = Tags(page)
    assert tags.open == []
    assert not {"script", "link", "img", "iframe"} & set(tags.seen)
    assert not {name for name in tags.attributes if name in ("src", "href", "style") or name.startswith("on")}
    assert "product &lt;script&gt;alert(&#x27;&amp;&#x27;)&lt;/script&gt;" in page
    assert tags.seen.count("details") == tags.seen.count("summary") == 3
    assert "<p>“guide” (lifecycle, shop, from “phone”) was held on Tue 14 Apr 2026 09:00: an operator has" in page
    assert "why: 5 rules looked at" in page and "since: Tue 14 Apr 2026 07:00\n" in page
    assert (await twostep_aside("timeline", "c-1", "--html", "-")).stdout == page


def contrast(one: str, other: str) -> float:
    """By WCAG 2.2, of two colours as #rrggbb."""

    def luminance(colour: str) -> float:
        full = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
        parts = [int(full[n : n + 2], 16) / 255 for n in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_every_colour_of_text_can_be_read_on_both_grounds(telling: Telling) -> None:
    schemes = re.findall(r":root \{(.*?)\}", story_page(telling, [], {}), re.DOTALL)
    assert len(schemes) == 2
    for scheme in schemes:
        colours = dict(re.findall(r"--(\w+): (#\w+)", scheme))
        ground = colours.pop("ground")
        del colours["line"]  # no text is in it
        assert len(colours) == 6
        assert {name: shade for name, shade in colours.items() if contrast(shade, ground) < 4.5} == {}


def test_lines_are_under_her_local_day() -> None:
    lines = [Line(at=at, tone="happened", text="x") for at in (AT.replace(hour=21), AT)]
    days = [day for day, _ in by_day(lines, ZoneInfo("Europe/Berlin"))]
    assert days == ["Tue 14 Apr 2026", "Wed 15 Apr 2026"]
    heard_before = Line(at=lines[0].at, tone="happened", text="delivered")
    [_, (_, wednesday)] = by_day([*lines, heard_before, lines[1]], ZoneInfo("Europe/Berlin"))
    assert wednesday == [lines[1], heard_before, lines[1]]


def test_titles_are_those_of_what_is_in_force(telling: Telling) -> None:
    item = TimelineItem(at=AT, what="sent", subject="thank-you", detail="email")
    [line] = telling.lines([item])
    assert line.text == "“Thank you for your first purchase” by email: sent"


def test_what_is_to_come_what_may_stop_it_and_what_ends_it(
    telling: Telling, capsys: pytest.CaptureFixture[str]
) -> None:
    message = UpcomingItem(
        at=AT,
        what="message",
        journey="win-back",
        step="insider",
        message="win-back-insider",
        channel=Channel.EMAIL,
        conditions=("unless purchase",),
    )
    consent = Stop(rule="consent and suppression", verdict="next_channel", reason=Reason.CONSENT_MISSING)
    why = {"may_block": (Reason.CONSENT_MISSING,), "verdict": "drop", "stops": (consent,), "conditions": ()}
    stopped = message.model_copy(update=why)
    held = stopped.model_copy(update={"what": "held", "stops": ()})
    leaves = UpcomingItem(at=AT, what="exit", journey="win-back", step=None, detail="purchase")
    show_upcoming(telling, [held, message, stopped, leaves])
    assert capsys.readouterr().out.splitlines() == [
        "customer c-1, times in UTC",
        "",
        "waits now",
        "  “Insider letter: how we choose what we stock” is held because there is no consent for it",
        "",
        "Tue 14 Apr 2026",
        "  22:30  “Insider letter: how we choose what we stock” by email",
        "         unless purchase",
        "  22:30  “Insider letter: how we choose what we stock” would be dropped because there is no consent for it",
        "         consent and suppression because there is no consent for it",
        "",
        "ends at any time",
        "  “We have not seen you for a while” on purchase",
    ]


def test_nothing_to_come_is_said(telling: Telling, capsys: pytest.CaptureFixture[str]) -> None:
    show_upcoming(telling, [])
    said = "customer c-1, times in UTC\nnothing is known to come within 14 days\n"
    assert capsys.readouterr().out == said


def test_status_shows_titles_and_local_times(
    telling: Telling, ledger_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shelf = SqlShelf(open_database(ledger_url))
    version = Catalogue.model_validate_json(shelf.catalogue(1)).journeys["win-back"]
    place = DirectoryRow(enrolment_id="e", journey="win-back", version=version, key="", step="give-it-time", since=AT)
    held = HeldView(message_id="m", message="thank-you", reason=Reason.PAUSED, until=AT)
    found = Status(
        customer_id="c-1",
        catalogue=1,
        attributes={"plan": "gold", "address": {"street": "Weg 1", "city": "Hamburg"}},
        enrolments=(place,),
        held=(
            held,
            HeldView(message_id="n", message="thank-you", reason=Reason.NO_CHANNEL, until=None, place=Channel("till")),
        ),
        in_flight=(),
        next_deadline=AT,
        state_bytes=1,
        build="b",
    )
    show_status(telling, found)
    told = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert told == [
        "customer c-1 (catalogue 1, build b)",
        "plan: gold",
        "address: Weg 1 Hamburg",
        "journey key step since (UTC) until (UTC)",
        "We have not seen you for a while give it time Tue 14 Apr 2026 22:30",
        "held: “Thank you for your first purchase” until Tue 14 Apr 2026 22:30 because of a pause",
        "waits for her at the till: “Thank you for your first purchase”",
        "next deadline: Tue 14 Apr 2026 22:30 (UTC)",
    ]
