"""Finds a Chromium for the browser tests, or installs one; says in one sentence what is missing when it can't."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys


def main() -> int:
    """Returns 0 when a Chromium is at hand."""
    if os.environ.get("CHROMIUM") or shutil.which("chromium"):
        return 0
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        print("installing chromium by apt-get", file=sys.stderr)
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
        if shutil.which("chromium"):
            return 0
    print("installing Playwright's own Chromium", file=sys.stderr)
    if subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False).returncode == 0:
        return 0
    print("The browser tests need Chromium: install it, or set CHROMIUM to its path.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
