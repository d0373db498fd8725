"""No instructor and no hall in two lines of teaching at once: held by the database."""

from django.db import migrations, models
from django.db.models import F, Q

from academy.shared.exclusion import NeverAtOnce


class Migration(migrations.Migration):
    dependencies = [("courses", "0017_teaching_times")]

    operations = [
        # On the way back the column comes back filled; the migration before this one mends it.
        migrations.AlterField(
            "teaching", "part", models.CharField(max_length=24, default="morning")
        ),
        migrations.RemoveField("teaching", "part"),
        migrations.AlterField("teaching", "begins", models.TimeField()),
        migrations.AlterField("teaching", "ends", models.TimeField()),
        migrations.AddIndex(
            "teaching",
            models.Index(fields=["hall", "taught_on"], name="courses_tea_hall_id_896d8c_idx"),
        ),
        migrations.AddConstraint(
            "teaching",
            models.CheckConstraint(
                condition=Q(("ends__gt", F("begins"))), name="courses_teaching_times"
            ),
        ),
        migrations.AddConstraint(
            "teaching",
            models.CheckConstraint(
                condition=Q(("books_hall", False), ("hall__isnull", False), _connector="OR"),
                name="courses_teaching_books_a_hall",
            ),
        ),
        migrations.AddConstraint(
            "teaching",
            models.UniqueConstraint(
                condition=Q(("withdrawn_at__isnull", True)),
                fields=("cohort", "instructor", "taught_on", "begins"),
                name="courses_teaching_once",
            ),
        ),
        NeverAtOnce(
            "courses_teaching_instructor_at_once",
            "courses_teaching",
            holder="instructor_id",
            day="taught_on",
            terms=("withdrawn_at IS NULL", "books_instructor"),
        ),
        NeverAtOnce(
            "courses_teaching_hall_at_once",
            "courses_teaching",
            holder="hall_id",
            day="taught_on",
            terms=("withdrawn_at IS NULL", "books_hall"),
        ),
    ]
