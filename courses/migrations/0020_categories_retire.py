from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0019_import_jobs")]

    operations = [
        migrations.AddField(
            model_name="hourscategory",
            name="retired_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
