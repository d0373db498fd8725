"""What was asked, answered, marked and decided can no longer be changed, whoever tries."""

from django.db import migrations

from academy.shared.migrations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("exams", "0001_foundation")]

    operations = [
        AppendOnly("exams_itemversion"),
        AppendOnly("exams_blueprintline"),
        AppendOnly("exams_paper"),
        AppendOnly("exams_paperitem"),
        AppendOnly("exams_revision"),
        AppendOnly("exams_lateresponse"),
        AppendOnly("exams_latedecision"),
        AppendOnly("exams_marksheet"),
        AppendOnly("exams_incident"),
        AppendOnly("exams_announcement"),
        AppendOnly("exams_outagecredit"),
    ]
