"""Browsers that keep their profile on disk, and how they are killed."""

import json
from pathlib import Path

import psutil
from playwright.sync_api import Page

from tests.browser.room import journals


def kill(profile: Path) -> None:
    """Kill the Chromium with this profile, all of its processes, at once."""
    mine = [
        process
        for process in psutil.process_iter()
        if any(str(profile) in part for part in _command(process))
    ]
    assert mine
    for process in mine:
        process.kill()
    psutil.wait_procs(mine, timeout=10)


def _command(process: psutil.Process) -> list[str]:
    try:
        line: list[str] = process.cmdline()
    except psutil.Error:
        return []
    return line if "chromium" in " ".join(line[:1]) else []


def written(page: Page, answers: int, last: str = "") -> None:
    """Expect within a second that the journal on the disk holds so many unsent answers.

    The screen shows an answer first; a browser killed within those milliseconds has not promised
    anything to the disk. With `last`, one of the answers is that text.
    """
    kept: dict[str, object] = {}
    for _ in range(100):
        [record] = journals(page)
        flight = record["flight"]["body"]["answers"] if record["flight"] else {}
        kept = flight | {key: each["value"] for key, each in record["dirty"].items()}
        if len(kept) == answers and (not last or last in json.dumps(kept)):
            return
        page.wait_for_timeout(10)
    raise AssertionError(f"not on the disk after a second: {kept}")
