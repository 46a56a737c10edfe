"""Makes sure that there is a browser for the tests of pages: one that is installed, or Debian's, or Playwright's."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
ADVICE = "no browser for the tests of pages: install Chromium, or name one with BROWSER_PATH"


def installed(otherwise: str = "") -> str | None:
    """BROWSER_PATH, one on PATH, or the one at that path where there is one."""
    found = os.environ.get("BROWSER_PATH") or next(filter(None, map(shutil.which, NAMES)), None)
    return found or (otherwise if otherwise and Path(otherwise).exists() else None)


def main() -> int:
    """Nothing to do where one is found; otherwise the ways to get one, in turn."""
    if installed():
        return 0
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-q"], check=False, stdout=subprocess.DEVNULL)
        command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-dejavu-core"]
        if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode == 0:
            return 0
    if subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False).returncode == 0:
        return 0
    sys.stderr.write(f"{ADVICE}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
