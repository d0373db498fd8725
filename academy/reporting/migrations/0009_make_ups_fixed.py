"""What a make-up comes from never changes, its end is written once, its history only grows."""

from django.db import migrations

from academy.shared.migrations import AppendOnly, Published


class Migration(migrations.Migration):
    dependencies = [("reporting", "0008_make_ups")]

    operations = [
        Published(
            "reporting_makeup",
            [
                "id",
                "public_id",
                "person_id",
                "course_id",
                "unit_id",
                "cause",
                "source_id",
                "caused_at",
                "due_on",
                "opened_at",
            ],
            once=["ended_at", "completion_id"],
        ),
        AppendOnly("reporting_makeupevent"),
    ]
