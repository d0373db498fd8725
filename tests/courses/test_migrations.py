"""Migrations that move rows, run forward and back on a database that holds some."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT


@pytest.mark.machine
def test_approved_people_stand_on_the_waiting_list_and_come_back(tmp_path: Path) -> None:
    env = {**os.environ, "ACADEMY_DATA_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    env |= {"DJANGO_SETTINGS_MODULE": "academy.settings.dev"}
    env.pop("DATABASE_URL", None)
    script = ROOT / "tests" / "courses" / "enrolment_steps.py"
    ran = subprocess.run(
        [sys.executable, str(script)], env=env, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    forward, back = json.loads(ran.stdout.splitlines()[-1])
    # In each cohort by time of approval.
    assert forward == [
        ["M1", "waiting", 2],
        ["M2", "waiting", 1],
        ["M3", "waiting", 1],
        ["M4", "enrolled", None],
        ["M5", "nominated", None],
    ]
    assert back == [
        ["M1", "approved"],
        ["M2", "approved"],
        ["M3", "approved"],
        ["M4", "enrolled"],
        ["M5", "nominated"],
    ]
