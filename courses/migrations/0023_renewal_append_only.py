"""What a course's renewal window was on a day cannot be changed afterwards."""

from django.db import migrations

from academy.shared.migrations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("courses", "0022_renewal_windows")]

    operations = [AppendOnly("courses_renewalwindow")]
