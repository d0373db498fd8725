"""Planning rules and decisions about proposals cannot be changed, whoever asks."""

from django.db import migrations

from academy.shared.migrations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("courses", "0011_planning")]

    operations = [
        AppendOnly("courses_planningrules"),
        AppendOnly("courses_unitshare"),
        AppendOnly("courses_plandecision"),
    ]
