"""A recheck has a last day; what waits past it is passed on, and the history says so."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from academy.shared.migrations import StillAppendOnly

# What was reported before there was a setting is measured by its default.
DAYS = timedelta(days=7)
LOCAL = ZoneInfo("Asia/Shanghai")


def date_rechecks(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give what was reported already a last day for its recheck."""
    rows = apps.get_model("findings", "Finding").objects.filter(rectified_at__isnull=False)
    for row in rows.only("rectified_at").iterator():
        assert row.rectified_at is not None
        row.recheck_due_on = row.rectified_at.astimezone(LOCAL).date() + DAYS
        row.save(update_fields=["recheck_due_on"])


class Migration(migrations.Migration):
    dependencies = [("findings", "0002_append_only")]

    operations = [
        StillAppendOnly("findings_findingentry"),
        migrations.RemoveConstraint(
            model_name="findingentry",
            name="findings_findingentry_kind",
        ),
        migrations.RemoveConstraint(
            model_name="findingentry",
            name="findings_findingentry_due_on",
        ),
        migrations.RemoveConstraint(
            model_name="findingentry",
            name="findings_findingentry_level",
        ),
        migrations.AddField(
            model_name="finding",
            name="recheck_due_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.RunPython(date_rechecks, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("recheck_due_on__isnull", False), ("state__in", ["closed", "rectified"])
                    ),
                    models.Q(
                        models.Q(("state__in", ["closed", "rectified"]), _negated=True),
                        ("recheck_due_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="findings_finding_recheck_due_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="findingentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "opened",
                            "evidence",
                            "reassigned",
                            "deadline_moved",
                            "rectified",
                            "recheck_passed",
                            "recheck_failed",
                            "escalated",
                            "recheck_late",
                            "withdrawn",
                        ],
                    )
                ),
                name="findings_findingentry_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="findingentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("due_on__isnull", False),
                        (
                            "kind__in",
                            [
                                "deadline_moved",
                                "escalated",
                                "opened",
                                "recheck_failed",
                                "recheck_late",
                            ],
                        ),
                    ),
                    models.Q(
                        models.Q(
                            (
                                "kind__in",
                                [
                                    "deadline_moved",
                                    "escalated",
                                    "opened",
                                    "recheck_failed",
                                    "recheck_late",
                                ],
                            ),
                            _negated=True,
                        ),
                        ("due_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="findings_findingentry_due_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="findingentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["escalated", "recheck_late"]), ("level__isnull", False)),
                    models.Q(
                        models.Q(("kind__in", ["escalated", "recheck_late"]), _negated=True),
                        ("level__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="findings_findingentry_level",
            ),
        ),
        migrations.AddConstraint(
            model_name="findingentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "recheck_late")),
                fields=("finding", "due_on", "level"),
                name="findings_findingentry_recheck_late_once",
            ),
        ),
        StillAppendOnly("findings_findingentry"),
    ]
