"""What roll-calls, decisions on leave and conduct entries say cannot be changed, whoever asks.

And no cohort has two lessons at once.
"""

from django.db import migrations

from academy.shared.exclusion import NeverAtOnce
from academy.shared.migrations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("courses", "0025_attendance_leave_conduct")]

    operations = [
        AppendOnly("courses_residencerules"),
        AppendOnly("courses_rollcallline"),
        AppendOnly("courses_leavedecision"),
        AppendOnly("courses_conductentry"),
        NeverAtOnce(
            "courses_rollcall_lesson_at_once",
            "courses_rollcall",
            holder="cohort_id",
            day="called_on",
            terms=("voided_at IS NULL", "formation = 'lesson'"),
        ),
    ]
