"""Makes sure that there is a browser for the tests of pages: one that is installed, or Debian's, or Playwright's."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = "no browser for the tests of pages: install Chromium, or name one with BROWSER_PATH"


def main() -> int:
    """Nothing to do where one is found; otherwise the ways to get one, in turn."""
    if os.environ.get("BROWSER_PATH") or any(map(shutil.which, NAMES)):
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
