"""How places were given, handed on and argued for cannot be changed, whoever asks."""

from django.db import migrations

from academy.shared.migrations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("courses", "0006_enrolment_steps")]

    operations = [
        AppendOnly("courses_allocation"),
        AppendOnly("courses_allocationline"),
        AppendOnly("courses_substitution"),
        AppendOnly("courses_ruleoverride"),
        AppendOnly("courses_carriedoutcome"),
    ]
