from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Q

from academy.shared.migrations import StillAppendOnly


def _open_windows(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Passes of before hold from their day on, for ever, as their syllabi say."""
    rows = apps.get_model("courses", "Completion").objects
    rows.filter(verdict="passed").update(valid_from=F("completed_on"))


class Migration(migrations.Migration):
    dependencies = [("courses", "0003_blocks")]

    operations = [
        StillAppendOnly("courses_syllabus"),
        migrations.AddField(
            model_name="syllabus",
            name="valid_months",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="syllabus",
            constraint=models.CheckConstraint(
                condition=Q(
                    ("valid_months__isnull", True),
                    Q(("valid_months__gte", 1), ("valid_months__lte", 600)),
                    _connector="OR",
                ),
                name="courses_syllabus_valid_months",
            ),
        ),
        StillAppendOnly("courses_syllabus"),
        migrations.AddField(
            model_name="completion",
            name="valid_from",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="completion",
            name="valid_until_on",
            field=models.DateField(blank=True, db_index=True, null=True),
        ),
        migrations.RunPython(_open_windows, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="completion",
            constraint=models.CheckConstraint(
                condition=Q(
                    Q(("valid_from__isnull", False), ("verdict", "passed")),
                    Q(
                        Q(("verdict", "passed"), _negated=True),
                        ("valid_from__isnull", True),
                        ("valid_until_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="courses_completion_window",
            ),
        ),
        migrations.AddConstraint(
            model_name="completion",
            constraint=models.CheckConstraint(
                condition=Q(
                    ("valid_until_on__isnull", True),
                    ("valid_until_on__gt", F("valid_from")),
                    _connector="OR",
                ),
                name="courses_completion_window_order",
            ),
        ),
    ]
