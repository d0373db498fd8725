"""What the migrations do with rows that are there already."""

from datetime import date, datetime
from importlib import import_module

from django.apps import apps
from django.db import connection

from academy.findings.models import Finding
from tests.cast import Cast
from tests.make import findings as make

MIGRATION = import_module("academy.findings.migrations.0003_rechecks_and_inspections")


def test_what_was_reported_before_has_a_last_day_for_its_recheck(cast: Cast, at: datetime) -> None:
    make.reported(cast)
    make.opened(cast, "open")
    Finding.objects.filter(rectified_at__isnull=False).update(recheck_due_on=date(2000, 1, 1))
    MIGRATION.date_rechecks(apps, connection.schema_editor())
    found = Finding.objects.order_by("pk").values_list("recheck_due_on", flat=True)
    assert list(found) == [date(2026, 3, 9), None]
