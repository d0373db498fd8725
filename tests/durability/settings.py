"""The development settings as they are, with the app of these tests."""

import os

from academy.settings import base
from academy.settings.dev import *  # noqa: F403  (settings modules inherit by star import)

INSTALLED_APPS = [*base.INSTALLED_APPS, "tests.durability.app"]
# Fast enough for a test; nothing else differs.
CELERY_BEAT_SCHEDULE = {"sweep-jobs": {"task": "academy.jobs.sweep", "schedule": 1.0}}

if os.environ.get("SABOTAGE") == "no-sweeper":
    CELERY_BEAT_SCHEDULE = {}
