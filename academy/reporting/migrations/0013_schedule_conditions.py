"""What a schedule's report is narrowed to; those there are stay as wide as they were."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reporting", "0012_summaries")]

    operations = [
        migrations.AddField(
            model_name="schedule",
            name="conditions",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
