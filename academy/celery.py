"""The Celery application. Messages are nudges only; the Job table is the truth."""

import os

from celery import Celery
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "academy.settings.dev")

app = Celery("academy")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["academy.jobs"], related_name="celery_tasks")


@worker_init.connect
@beat_init.connect
def _refuse_unsafe_start(**kwargs: object) -> None:
    from academy.checks import refuse_unsafe_start

    refuse_unsafe_start()
