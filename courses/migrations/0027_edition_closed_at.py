"""When the end of an edition was written down: until then, it was not known."""

from importlib import import_module

from django.db import migrations, models
from django.db.models import Q

from academy.shared.migrations import Lifted, Published, Sealed

TABLE = "courses_requirementedition"
FIXED = import_module("courses.migrations.0021_editions_sealed").STILL_FIXED
BEFORE = Published(TABLE, FIXED, once=["valid_until", "published_at"])
SEALED = [
    Sealed(f"{TABLE}_units", "requirementedition_id", parent=TABLE, sealed="published_at"),
    Sealed(f"{TABLE}_posts", "requirementedition_id", parent=TABLE, sealed="published_at"),
    Sealed(f"{TABLE}_tracks", "requirementedition_id", parent=TABLE, sealed="published_at"),
    Sealed("courses_recognition", "edition_id", parent=TABLE, sealed="published_at"),
]


class Migration(migrations.Migration):
    dependencies = [("courses", "0026_attendance_append_only")]

    operations = [
        *(Lifted(each) for each in (*SEALED, BEFORE)),
        migrations.AddField(
            model_name="requirementedition",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="requirementedition",
            constraint=models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(valid_until__isnull=False),
                name="courses_requirementedition_closed",
            ),
        ),
        Published(TABLE, FIXED, once=["valid_until", "published_at", "closed_at"]),
        *SEALED,
    ]
