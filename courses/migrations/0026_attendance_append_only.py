"""What roll-calls, decisions on leave and conduct entries say cannot be changed, whoever asks."""

from django.db import migrations

from academy.shared.migrations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("courses", "0025_attendance_leave_conduct")]

    operations = [
        AppendOnly("courses_residencerules"),
        AppendOnly("courses_rollcallline"),
        AppendOnly("courses_leavedecision"),
        AppendOnly("courses_conductentry"),
    ]
