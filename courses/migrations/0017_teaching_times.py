"""Lines of teaching get the times at which they begin and end, and may have a hall."""

from datetime import time
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

TIMES = {
    "morning": (time(8, 30), time(11, 50)),
    "afternoon": (time(14, 30), time(17, 50)),
    "evening": (time(19), time(20, 30)),
}


def fill(apps: Any, schema_editor: Any) -> None:
    """What took a half day takes its usual times; its hours stay as they were entered."""
    lines = apps.get_model("courses", "Teaching").objects
    for part, (begins, ends) in TIMES.items():
        lines.filter(part=part).update(begins=begins, ends=ends)


def empty(apps: Any, schema_editor: Any) -> None:
    """Back to half days; several lines of an instructor in one of them cannot go back."""
    lines = apps.get_model("courses", "Teaching").objects
    lines.filter(begins__lt=time(12)).update(part="morning")
    lines.filter(begins__gte=time(12), begins__lt=time(18)).update(part="afternoon")
    lines.filter(begins__gte=time(18)).update(part="evening")


class Migration(migrations.Migration):
    dependencies = [("courses", "0016_evaluation_settings")]

    operations = [
        migrations.RemoveConstraint("teaching", "courses_teaching_part"),
        migrations.RemoveConstraint("teaching", "courses_teaching_one_at_a_time"),
        migrations.AddField("teaching", "begins", models.TimeField(null=True)),
        migrations.AddField("teaching", "ends", models.TimeField(null=True)),
        migrations.AddField("teaching", "books_instructor", models.BooleanField(default=True)),
        migrations.AddField("teaching", "books_hall", models.BooleanField(default=False)),
        migrations.AddField(
            "teaching",
            "hall",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="teachings",
                to="courses.hall",
            ),
        ),
        migrations.RunPython(fill, empty),
    ]
