"""Editions of materials and questionnaires cannot be changed, whoever asks."""

from django.db import migrations

from academy.shared.migrations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("courses", "0005_materials_and_evaluations")]

    operations = [
        AppendOnly("courses_materialedition"),
        AppendOnly("courses_questionnaireedition"),
        AppendOnly("courses_prompt"),
        AppendOnly("courses_evaluationline"),
    ]
