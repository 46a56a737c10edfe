"""The rules of time zones come from the package, whatever the host has."""

import subprocess
import sys
from importlib import resources
from pathlib import Path

ROOT = Path(__file__).parents[2]

CODE = """
import sys
from zoneinfo import ZoneInfo
from datetime import datetime, timezone
from runtime.zones import use_packaged_zones
at = datetime(2026, 7, 1, 12, tzinfo=timezone.utc)
seen = [at.astimezone(ZoneInfo("Europe/Lisbon")).hour]
use_packaged_zones()
seen.append(at.astimezone(ZoneInfo("Europe/Lisbon")).hour)
print(*seen)
"""


def test_a_host_with_other_rules_is_not_asked(tmp_path: Path) -> None:
    (tmp_path / "Europe").mkdir()
    tokyo = (resources.files("tzdata.zoneinfo.Asia") / "Tokyo").read_bytes()
    (tmp_path / "Europe" / "Lisbon").write_bytes(tokyo)
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        cwd=ROOT,
        env={"PYTHONTZPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.split() == ["21", "13"]
