"""What people were before is read from the rosters that changed it: their lines still say so."""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def _carry(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    lines = apps.get_model("people", "RosterLine").objects
    changed = lines.filter(run__state="committed", kind__in=["changed", "transferred", "returned"])
    former: dict[str, dict[date, str]] = {}
    told = changed.order_by("run__as_of_on", "run__committed_at", "sequence")
    for number, on, changes in told.values_list("staff_number", "run__as_of_on", "changes"):
        for change in changes:
            if change["field"] == "staff_kind" and change["before"]:
                spans = former.setdefault(number, {})
                # Changed twice on one day: only what was before the first lasted at all.
                if spans.setdefault(on, change["before"]) == change["after"]:
                    del spans[on]
    people = apps.get_model("people", "Person").objects
    keys = dict(people.filter(staff_number__in=former).values_list("staff_number", "pk"))
    kind = apps.get_model("people", "FormerKind")
    kind.objects.bulk_create(
        kind(person_id=keys[number], staff_kind=before, valid_until=until)
        for number, spans in former.items()
        if number in keys
        for until, before in spans.items()
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0004_former_kind")]

    operations = [migrations.RunPython(_carry, migrations.RunPython.noop)]
