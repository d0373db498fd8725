"""What a board says stands for ever; what is still to be said of it is said once."""

from django.db import migrations

from academy.shared.migrations import AppendOnly, Published, Sealed


class Migration(migrations.Migration):
    dependencies = [("reporting", "0006_boards")]

    operations = [
        AppendOnly("reporting_boardrules"),
        AppendOnly("reporting_boardline"),
        Sealed("reporting_boardline", "board_id", parent="reporting_board", sealed="announced_at"),
        AppendOnly("reporting_delisting"),
        AppendOnly("reporting_outsidescore"),
        Published(
            "reporting_board",
            [
                "id",
                "public_id",
                "month",
                "number",
                "rules_id",
                "as_of",
                "previous_id",
                "drawn_by_id",
                "drawn_at",
            ],
            once=[
                "announced_by_id",
                "announced_at",
                "objections_until",
                "notice_until",
                "published_by_id",
                "published_at",
                "withdrawn_by_id",
                "withdrawn_at",
                "withdrawn_reason",
            ],
        ),
        Published(
            "reporting_boardobjection",
            ["id", "public_id", "board_id", "unit_id", "text", "raised_by_id", "raised_at"],
            once=["decided_by_id", "decided_at", "answer"],
        ),
        Published(
            "reporting_outsideimport",
            [
                "id",
                "public_id",
                "month",
                "source",
                "provenance",
                "imported_by_id",
                "imported_at",
            ],
            once=["undone_by_id", "undone_at", "undone_reason"],
        ),
    ]
