"""The history of findings cannot be changed, whoever asks."""

from django.db import migrations

from academy.shared.migrations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("findings", "0001_initial")]

    operations = [AppendOnly("findings_findingentry")]
