"""What was asked, decided and taken back is written once; nobody is excluded twice on one day."""

from django.db import migrations

from academy.shared.exclusion import NeverOnSameDays
from academy.shared.migrations import Published


class Migration(migrations.Migration):
    dependencies = [("reporting", "0003_exclusions")]

    operations = [
        Published(
            "reporting_exclusion",
            [
                "id",
                "public_id",
                "person_id",
                "unit_id",
                "track_id",
                "reason",
                "words",
                "evidence",
                "valid_from",
                "valid_until",
                "asked_by_id",
                "asked_at",
            ],
            once=[
                "granted",
                "decided_by_id",
                "decided_at",
                "decision",
                "taken_back_by_id",
                "taken_back_at",
                "taken_back_reason",
            ],
        ),
        NeverOnSameDays(
            "reporting_exclusion_same_days",
            "reporting_exclusion",
            holder="person_id",
            within="track_id",
            days=("valid_from", "valid_until"),
            terms=("state = 'granted'",),
        ),
    ]
