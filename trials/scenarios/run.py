"""Runs a scenario on the pure engine and compares."""

from pathlib import Path

from catalogue.publish import LintFailed
from catalogue.scenarios.reading import ScenarioFaults
from trials.scenarios.comparing import compare
from trials.scenarios.happening import Witnessed
from trials.scenarios.inputs import NothingSent
from trials.scenarios.outcome import Outcome
from trials.scenarios.playing import play
from trials.scenarios.script import Script, Scripts


def run(file: Path, scripts: Scripts, folder: Path | None = None) -> Outcome:
    """Under its own journeys folder, or another; what cannot be run is told in the outcome."""
    try:
        script = scripts.script(file, folder)
        return judged(script, play(script))
    except (ScenarioFaults, LintFailed) as error:
        return Outcome(file=file, name=file.stem, zone="UTC", problem=str(error))
    except NothingSent as error:
        return Outcome(file=file, name=file.stem, zone="UTC", problem=f"{file}: {error}")


def judged(script: Script, found: list[Witnessed]) -> Outcome:
    return Outcome(
        file=script.file,
        name=script.scenario.scenario,
        zone=script.zone.key,
        customers=script.customers,
        rows=compare(script.expected, found),
    )
