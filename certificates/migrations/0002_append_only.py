"""What was published, made, said or withdrawn is never changed or removed."""

from django.db import migrations

from academy.shared.migrations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_initial")]

    operations = [
        AppendOnly("certificates_template"),
        AppendOnly("certificates_portrait"),
        AppendOnly("certificates_rendition"),
        AppendOnly("certificates_reissue"),
        AppendOnly("certificates_revocation"),
        AppendOnly("certificates_reminder"),
    ]
