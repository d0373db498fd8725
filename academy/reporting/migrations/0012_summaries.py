from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0011_schedules"),
    ]

    operations = [
        migrations.CreateModel(
            name="FigureSummary",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("report", models.CharField(max_length=40)),
                ("as_of", models.DateField()),
                ("tallies", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("computed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("as_of", "report"), name="reporting_figuresummary_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digest__gt", ""), ("report__gt", "")),
                        name="reporting_figuresummary_named",
                    ),
                ],
            },
        ),
    ]
