"""When each dated row of people and units was said, closed and taken back."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_former_kinds_from_rosters"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormerJoining",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("joined_on", models.DateField(blank=True, null=True)),
                ("replaced_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former_joinings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="assignment",
            name="people_assignment_one_open",
        ),
        migrations.RemoveConstraint(
            model_name="assignment",
            name="people_assignment_from_once",
        ),
        migrations.RemoveConstraint(
            model_name="formerkind",
            name="people_formerkind_until_once",
        ),
        migrations.RemoveConstraint(
            model_name="unitedition",
            name="people_unitedition_one_open",
        ),
        migrations.RemoveConstraint(
            model_name="unitedition",
            name="people_unitedition_from_once",
        ),
        migrations.AddField(
            model_name="assignment",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="assignment",
            name="recorded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="assignment",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="formerkind",
            name="recorded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="unitedition",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="unitedition",
            name="recorded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="unitedition",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True), ("valid_until__isnull", True)),
                fields=("person",),
                name="people_assignment_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("person", "valid_from"),
                name="people_assignment_from_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at__isnull", True),
                    models.Q(
                        ("valid_until__isnull", False),
                        models.Q(
                            ("recorded_at__isnull", True),
                            ("closed_at__gte", models.F("recorded_at")),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="people_assignment_closed_once_said",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_at__isnull", True),
                    ("recorded_at__isnull", True),
                    ("withdrawn_at__gte", models.F("recorded_at")),
                    _connector="OR",
                ),
                name="people_assignment_withdrawn_once_said",
            ),
        ),
        migrations.AddConstraint(
            model_name="formerkind",
            constraint=models.UniqueConstraint(
                condition=models.Q(("recorded_at__isnull", True)),
                fields=("person", "valid_until"),
                name="people_formerkind_until_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="formerkind",
            constraint=models.UniqueConstraint(
                fields=("person", "valid_until", "recorded_at"),
                name="people_formerkind_recorded_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitedition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True), ("valid_until__isnull", True)),
                fields=("unit",),
                name="people_unitedition_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitedition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("unit", "valid_from"),
                name="people_unitedition_from_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitedition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at__isnull", True),
                    models.Q(
                        ("valid_until__isnull", False),
                        models.Q(
                            ("recorded_at__isnull", True),
                            ("closed_at__gte", models.F("recorded_at")),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="people_unitedition_closed_once_said",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitedition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_at__isnull", True),
                    ("recorded_at__isnull", True),
                    ("withdrawn_at__gte", models.F("recorded_at")),
                    _connector="OR",
                ),
                name="people_unitedition_withdrawn_once_said",
            ),
        ),
        migrations.AddConstraint(
            model_name="formerjoining",
            constraint=models.UniqueConstraint(
                fields=("person", "replaced_at"), name="people_formerjoining_once"
            ),
        ),
    ]
