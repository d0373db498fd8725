"""What was handed out can't be made unsaid."""

from django.db import migrations

from academy.shared.migrations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial")]

    operations = [AppendOnly("reporting_extract")]
