"""What units are to reach, dated; the rows only grow."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from academy.shared.migrations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_former_kinds_from_rosters"),
        ("reporting", "0013_schedule_conditions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Target",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("figure", models.CharField(max_length=24)),
                ("valid_from", models.DateField()),
                ("rate", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["figure", "valid_from"], name="reporting_t_figure_92d06b_idx"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("figure__in", ["hours", "passing", "holding"])),
                        name="reporting_target_figure",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rate__isnull", True),
                            models.Q(("rate__gte", 0), ("rate__lte", 100)),
                            _connector="OR",
                        ),
                        name="reporting_target_rate",
                    ),
                ],
            },
        ),
        AppendOnly("reporting_target"),
    ]
