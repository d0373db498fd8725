"""What was once said of people and units stays: only ends and withdrawals are set, each once."""

from django.db import migrations

from academy.shared.migrations import AppendOnly, Published

ONCE = ["valid_until", "closed_at", "withdrawn_at"]
ASSIGNMENT = ["id", "person_id", "unit_id", "post_id", "rank_id", "valid_from", "recorded_at"]
EDITION = [
    "id",
    "unit_id",
    "parent_id",
    "name",
    "short_name",
    "official_order",
    "valid_from",
    "recorded_at",
]


class Migration(migrations.Migration):
    dependencies = [("people", "0006_as_known")]

    operations = [
        Published("people_assignment", ASSIGNMENT, once=ONCE),
        Published("people_unitedition", EDITION, once=ONCE),
        AppendOnly("people_formerkind"),
        AppendOnly("people_formerjoining"),
    ]
