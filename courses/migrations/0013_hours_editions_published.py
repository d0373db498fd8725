"""A published edition of a requirement stays as it was; only its end is set, once."""

from django.db import migrations

from academy.shared.migrations import AppendOnly, Published

FIXED = [
    "id",
    "public_id",
    "requirement_id",
    "edition",
    "valid_from",
    "regulation",
    "article",
    "to_check",
    "priority",
    "metric",
    "course_id",
    "amount",
    "window",
    "length",
    "event",
    "judged",
    "pro_rata",
    "staff_kinds",
    "rank_from",
    "rank_to",
    "for_event",
    "for_months",
    "published_at",
]


class Migration(migrations.Migration):
    dependencies = [("courses", "0012_planning_append_only")]

    operations = [
        Published("courses_requirementedition", FIXED, once="valid_until"),
        AppendOnly("courses_requirementedition_units"),
        AppendOnly("courses_requirementedition_posts"),
        AppendOnly("courses_requirementedition_tracks"),
    ]
