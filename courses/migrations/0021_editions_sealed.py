"""What belongs to a published edition is sealed with it: no unit, post, track or category more."""

from importlib import import_module

from django.db import migrations, models

from academy.shared.migrations import Lifted, Published, Sealed

TABLE = "courses_requirementedition"
FIXED = import_module("courses.migrations.0013_hours_editions_published").FIXED
STILL_FIXED = [name for name in FIXED if name != "published_at"]


class Migration(migrations.Migration):
    dependencies = [("courses", "0020_categories_retire")]

    operations = [
        Lifted(Published(TABLE, FIXED, once="valid_until")),
        migrations.AlterField(
            model_name="requirementedition",
            name="published_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        Published(TABLE, STILL_FIXED, once=["valid_until", "published_at"]),
        Sealed(f"{TABLE}_units", "requirementedition_id", parent=TABLE, sealed="published_at"),
        Sealed(f"{TABLE}_posts", "requirementedition_id", parent=TABLE, sealed="published_at"),
        Sealed(f"{TABLE}_tracks", "requirementedition_id", parent=TABLE, sealed="published_at"),
        Sealed("courses_recognition", "edition_id", parent=TABLE, sealed="published_at"),
    ]
