"""The chain's head, and entries that nobody can change."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from academy.shared.migrations import AppendOnly


def found_chain(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("audit", "Head").objects.create(id=1, sequence=0, digest="0" * 64)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunPython(found_chain, migrations.RunPython.noop),
        AppendOnly("audit_entry"),
    ]
