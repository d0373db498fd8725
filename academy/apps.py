from django.apps import AppConfig


class AcademyConfig(AppConfig):
    name = "academy"
    label = "academy"

    def ready(self) -> None:
        from academy import checks  # noqa: F401  (importing it registers the checks)
