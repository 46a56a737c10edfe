"""What `twostep run` says: where mail goes, where to look and what to type next."""

import os
import shlex
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from catalogue.publish import Published
from engine.contracts.ports import Publication
from engine.language.catalogue import Catalogue
from runtime.local_ports import HOST
from runtime.settings import Settings
from starter.counting import counted
from starter.local.stand_in_settings import uses_stand_in

_EXAMPLES = {
    "smartphone-onboarding": "purchase category=phone product=Fairphone order_id=o-1 amount=599 currency=EUR",
    "accessory-tips": "purchase category=accessory product=case order=o-1",
    "thank-you": "purchase quantity=2 amount=29.33",
}
"""What to type first, by a journey of the shipped examples."""


def say_where_mail_goes(settings: Settings, console: Console) -> None:
    """Loudly: nobody may be surprised by a mail, or by none."""
    if uses_stand_in():
        said = Text(
            f"MAIL GOES NOWHERE but to the stand-in at {settings.sendgrid_base_url}\n"
            f"from {settings.mail_from}, with a key made for this folder; texts, push, calls and print likewise"
        )
    else:
        said = Text(f"MAIL GOES OUT through {settings.sendgrid_base_url}\nfrom {settings.mail_from}, your own key")
    said.append(f"\nprofile {settings.profile}: {_recipients(settings)}")
    console.print(Panel(said, title="mail", style="bold yellow", expand=False))


def say_published(settings: Settings, published: Published, console: Console) -> None:
    for fault in published.warnings:
        console.print(str(fault), markup=False)
    what = f"{counted(published.journeys, 'journey')}, {counted(published.messages, 'message')}"
    since = "now" if published.changed else "as before"
    console.print(f"catalogue {published.number} of {settings.journeys_dir} in force {since}: {what}", markup=False)


def say_in_force(standing: Publication, console: Console) -> None:
    """Which catalogue, and how another comes into force: nothing was published by this start."""
    catalogue = Catalogue.model_validate_json(standing.catalogue)
    what = f"{counted(len(catalogue.journeys), 'journey')}, {counted(len(catalogue.messages), 'message')}"
    console.print(
        f"catalogue {standing.number}, published {standing.at:%Y-%m-%d %H:%M} UTC by {standing.by}, stays in force: "
        f"{what}\nto put a folder in force: {_program()} publish FOLDER, or start with JOURNEYS_DIR=FOLDER",
        markup=False,
    )


def say_ready(settings: Settings, ui_url: str, api_key: str, catalogue: Catalogue, console: Console) -> None:
    """Where to look and what to type, in the order in which a newcomer wants it."""
    lines = [
        "running; Ctrl-C stops all of it",
        "",
        f"  Temporal UI    {ui_url}",
        f"  inbox          http://{HOST}:{settings.standin_port}  {_shown()}",
        f"  HTTP doors     http://{settings.api_listen}:{settings.api_port}, with the API key {api_key}",
        f"  API reference  http://{settings.api_listen}:{settings.api_port}/docs",
        f"  kept in        {settings.state_dir.resolve()}{' and your own DATABASE_URL' if _own_database() else ''}",
        "",
        f"in another terminal, {_where()}:",
        "",
        f"  {_program()} identify ann email=ann@example.com --consent granted",
        _first_track(catalogue),
        f"  {_program()} timeline ann",
        f"  {_program()} explain ann",
        f"  {_program()} --help",
    ]
    console.print("\n".join(lines), markup=False)


def _first_track(catalogue: Catalogue) -> str:
    values = next((words for journey, words in _EXAMPLES.items() if journey in catalogue.journeys), "TYPE name=value")
    return f"  {_program()} track ann {values}"


def _program() -> str:
    """As it can be typed here: a checkout has it in its own environment, which need not be active."""
    beside = Path(".venv/bin/twostep")
    return str(beside) if beside.exists() else "twostep"


def _where() -> str:
    """Commands find the installation by the folder that it is kept in."""
    named = os.environ.get("STATE_DIR")
    return f"with STATE_DIR={shlex.quote(str(Path(named).resolve()))} set" if named else "in this folder"


def _shown() -> str:
    """What the inbox has: whatever goes to a stand-in, and the places where messages wait."""
    named = {"SENDGRID_BASE_URL": "mails", "TWILIO_BASE_URL": "texts", "TASK_ENDPOINTS": "calls, print"}
    return ", ".join([*(what for name, what in named.items() if not os.environ.get(name)), "push", "visits"])


def _recipients(settings: Settings) -> str:
    if settings.profile == "production":
        return "anybody may be written to"
    allowed = ", ".join(sorted(one for one in settings.recipient_allowlist if not one.endswith(":*")))
    return f"only {allowed} may be mailed" if allowed else "nobody may be mailed: set RECIPIENT_ALLOWLIST"


def _own_database() -> bool:
    return bool(os.environ.get("DATABASE_URL"))
