"""One exam day from the laid-out room to the findings, with faults in between."""

import asyncio
import json
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.exam_day import faults, sitters
from tests.exam_day.site import HOST, Site


@dataclass(frozen=True)
class Ordeal:
    """How many people sit, how long, and what befalls them."""

    sitters: int
    saves: int
    seconds: float
    kills: int
    stops: int


@dataclass(frozen=True)
class Day:
    """What came of it: `found` as `tests.exam_day.examine` counts it."""

    seed: int
    seconds: float
    faults: dict[str, int]
    """How often each befell the site."""
    found: dict[str, Any]

    @property
    def stops(self) -> int:
        """How often the database was stopped at once."""
        return self.faults[faults.PLUG] + self.faults[faults.CRASH]


def hold(site: Site, ordeal: Ordeal, *, seed: int, at_most: float) -> Day:
    """Let the exam be sat on a site whose database and web server run."""
    room = json.loads(site.python("-m", "tests.exam_day.room", str(ordeal.sitters)))
    # What is laid out must be there after any fault; what is sat must be there by itself.
    site.checkpoint()
    site.open_doors()
    with urllib.request.urlopen(f"http://{HOST}:{site.port}/api/v1/receipts/key") as reply:
        keys = json.load(reply)
    drawn = faults.draw(seed=seed, seconds=ordeal.seconds, kills=ordeal.kills, stops=ordeal.stops)
    plan = sitters.Plan(saves=ordeal.saves, seconds=ordeal.seconds, seed=seed)
    began = time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        sitting = pool.submit(asyncio.run, sitters.sit_all(room, site.port, plan, at_most=at_most))
        befallen = faults.befall(site, drawn, seed=seed)
        journals = sitting.result()
    seconds = time.monotonic() - began
    told = {"exam": room["exam"], "keys": keys, "journals": [asdict(each) for each in journals]}
    path = Path(site.folder) / "journals.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    found = json.loads(site.python("-m", "tests.exam_day.examine", str(path)))
    return Day(seed, seconds, befallen, found)
