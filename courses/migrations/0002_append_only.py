"""What was published, reported or credited cannot be changed, whoever asks."""

from django.db import migrations

from academy.shared.migrations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_initial")]

    operations = [
        AppendOnly("courses_syllabus"),
        AppendOnly("courses_subject"),
        AppendOnly("courses_examoutcome"),
        AppendOnly("courses_hoursentry"),
    ]
