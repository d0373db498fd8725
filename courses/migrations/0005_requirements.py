import django.db.models.deletion
import uuid
from django.conf import settings
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from academy.shared.migrations import AppendOnly, StillAppendOnly


CATEGORIES = (
    ("residential", "集中培训"),
    ("online", "线上学习"),
    ("self_study", "自学"),
    ("outside", "外出培训"),
    ("other", "其他"),
)


def _first_words(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The ways of earning hours to begin with; lines of before were earned in cohorts."""
    rows = apps.get_model("courses", "HoursCategory").objects
    for sequence, (code, name) in enumerate(CATEGORIES, start=1):
        rows.create(code=code, name=name, sequence=sequence)


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0004_validity"),
        ("people", "0002_roster"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HoursCategory",
            fields=[
                ("code", models.CharField(max_length=24, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=40, unique=True)),
                ("sequence", models.PositiveSmallIntegerField(default=100)),
            ],
            options={
                "ordering": ["sequence", "code"],
            },
        ),
        migrations.CreateModel(
            name="HoursImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("state", models.CharField(db_index=True, default="read", max_length=24)),
                ("file_name", models.CharField(max_length=200)),
                ("file_digest", models.CharField(max_length=64)),
                ("rows", models.JSONField(default=list)),
                ("refused", models.JSONField(default=list)),
                ("counts", models.JSONField(default=dict)),
                ("imported_by", models.CharField(max_length=64)),
                ("read_at", models.DateTimeField()),
                ("committed_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Recognition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cap", models.DecimalField(blank=True, decimal_places=1, max_digits=6, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Requirement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=24, unique=True)),
                ("name", models.CharField(max_length=80)),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="RequirementEdition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("edition", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("regulation", models.CharField(max_length=120)),
                ("article", models.CharField(blank=True, default="", max_length=60)),
                ("to_check", models.BooleanField(default=False)),
                ("priority", models.PositiveSmallIntegerField(default=100)),
                ("metric", models.CharField(max_length=24)),
                ("amount", models.DecimalField(decimal_places=1, max_digits=6)),
                ("window", models.CharField(max_length=24)),
                ("length", models.PositiveSmallIntegerField(default=1)),
                ("event", models.CharField(blank=True, default="", max_length=24)),
                ("judged", models.CharField(default="as_of", max_length=24)),
                ("pro_rata", models.BooleanField(default=False)),
                ("staff_kinds", models.JSONField(default=list)),
                ("rank_from", models.PositiveIntegerField(blank=True, null=True)),
                ("rank_to", models.PositiveIntegerField(blank=True, null=True)),
                ("for_event", models.CharField(blank=True, default="", max_length=24)),
                ("for_months", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["requirement", "-edition"],
            },
        ),
        migrations.RunPython(_first_words, migrations.RunPython.noop),
        StillAppendOnly("courses_hoursentry"),
        migrations.RemoveConstraint(
            model_name="hoursentry",
            name="courses_hoursentry_source",
        ),
        migrations.AddField(
            model_name="hoursentry",
            name="earned_from",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="hoursentry",
            name="facts_digest",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="hoursentry",
            name="import_row",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="hoursentry",
            name="import_sheet",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
        migrations.AddField(
            model_name="hoursentry",
            name="occurrence",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="hoursentry",
            name="recorded_by",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddConstraint(
            model_name="hourscategory",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__gt", ""), ("name__gt", "")),
                name="courses_hourscategory_named",
            ),
        ),
        migrations.AddField(
            model_name="hoursentry",
            name="category",
            field=models.ForeignKey(
                db_column="category",
                default="residential",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="courses.hourscategory",
            ),
        ),
        migrations.AddConstraint(
            model_name="hoursimport",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["read", "committed", "undone"])),
                name="courses_hoursimport_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="hoursimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("state__in", ["committed", "undone"]), _negated=True),
                        ("committed_at__isnull", False),
                        _connector="OR",
                    ),
                    models.Q(
                        ("state__in", ["committed", "undone"]),
                        ("committed_at__isnull", True),
                        _connector="OR",
                    ),
                ),
                name="courses_hoursimport_committed_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="hoursimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["undone"]), ("undone_at__isnull", False)),
                    models.Q(
                        models.Q(("state__in", ["undone"]), _negated=True),
                        ("undone_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="courses_hoursimport_undone_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="hoursimport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "undone"), _negated=True),
                fields=("file_digest",),
                name="courses_hoursimport_file_once",
            ),
        ),
        migrations.AddField(
            model_name="hoursentry",
            name="from_import",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="courses.hoursimport",
            ),
        ),
        migrations.AddConstraint(
            model_name="hoursentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "source__in",
                        [
                            "completion",
                            "past_record",
                            "outside",
                            "online",
                            "adjustment",
                            "transfer",
                            "reversal",
                        ],
                    )
                ),
                name="courses_hoursentry_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="hoursentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("earned_from__isnull", True),
                    ("earned_from__lte", models.F("earned_on")),
                    _connector="OR",
                ),
                name="courses_hoursentry_span",
            ),
        ),
        migrations.AddConstraint(
            model_name="hoursentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("facts_digest", ""), _negated=True),
                fields=("facts_digest", "occurrence"),
                name="courses_hoursentry_facts_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="hoursentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("from_import__isnull", True), ("import_row__isnull", True)),
                    models.Q(("from_import__isnull", False), ("import_row__isnull", False)),
                    _connector="OR",
                ),
                name="courses_hoursentry_import_row",
            ),
        ),
        migrations.AddField(
            model_name="recognition",
            name="category",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="courses.hourscategory",
            ),
        ),
        migrations.AddField(
            model_name="requirementedition",
            name="course",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="courses.course",
            ),
        ),
        migrations.AddField(
            model_name="requirementedition",
            name="posts",
            field=models.ManyToManyField(blank=True, related_name="+", to="people.post"),
        ),
        migrations.AddField(
            model_name="requirementedition",
            name="requirement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="editions",
                to="courses.requirement",
            ),
        ),
        migrations.AddField(
            model_name="requirementedition",
            name="tracks",
            field=models.ManyToManyField(blank=True, related_name="+", to="courses.track"),
        ),
        migrations.AddField(
            model_name="requirementedition",
            name="units",
            field=models.ManyToManyField(blank=True, related_name="+", to="people.unit"),
        ),
        migrations.AddField(
            model_name="recognition",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="recognitions",
                to="courses.requirementedition",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirementedition",
            constraint=models.CheckConstraint(
                condition=models.Q(("metric__in", ["hours", "completion"])),
                name="courses_requirementedition_metric",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirementedition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("window__in", ["calendar_year", "rolling_years", "after_event"])
                ),
                name="courses_requirementedition_window",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirementedition",
            constraint=models.CheckConstraint(
                condition=models.Q(("judged__in", ["as_of", "window_end"])),
                name="courses_requirementedition_judged",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirementedition",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0), ("length__gte", 1)),
                name="courses_requirementedition_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirementedition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until__isnull", True),
                    ("valid_until__gt", models.F("valid_from")),
                    _connector="OR",
                ),
                name="courses_requirementedition_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirementedition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("window", "after_event"), models.Q(("event", ""), _negated=True)),
                    models.Q(models.Q(("window", "after_event"), _negated=True), ("event", "")),
                    _connector="OR",
                ),
                name="courses_requirementedition_event",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirementedition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("metric", "completion"), _negated=True),
                    ("course__isnull", False),
                    _connector="OR",
                ),
                name="courses_requirementedition_course",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirementedition",
            constraint=models.UniqueConstraint(
                fields=("requirement", "edition"), name="courses_requirementedition_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="requirementedition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_until__isnull", True)),
                fields=("requirement",),
                name="courses_requirementedition_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="recognition",
            constraint=models.UniqueConstraint(
                fields=("edition", "category"), name="courses_recognition_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="recognition",
            constraint=models.CheckConstraint(
                condition=models.Q(("cap__isnull", True), ("cap__gt", 0), _connector="OR"),
                name="courses_recognition_cap",
            ),
        ),
        StillAppendOnly("courses_hoursentry"),
        AppendOnly("courses_recognition"),
    ]
