from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "academy.jobs"
    label = "jobs"

    def ready(self) -> None:
        # Every app's tasks.py registers its job kinds by being imported.
        autodiscover_modules("tasks")
