"""Where Chromium is. Debian's own is used; nothing is downloaded."""

import os
import shutil
import subprocess
from functools import cache

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@cache
def chromium() -> tuple[str, str] | None:
    """Path and version of the first that runs (Ubuntu has one that only says where to get it), or None."""
    for path in filter(None, map(shutil.which, [os.environ.get("CHROMIUM", ""), *NAMES])):
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
        if said.returncode == 0 and said.stdout.strip():
            return path, said.stdout.strip()
    return None
