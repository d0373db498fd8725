"""A fill may be limited to some units: the record says which ones could get seats."""

from django.db import migrations, models

from academy.shared.migrations import StillAppendOnly


class Migration(migrations.Migration):
    dependencies = [("courses", "0023_renewal_append_only")]

    operations = [
        StillAppendOnly("courses_allocationline"),
        migrations.AddField(
            model_name="allocationline",
            name="may_get",
            field=models.BooleanField(default=True),
        ),
        StillAppendOnly("courses_allocationline"),
    ]
