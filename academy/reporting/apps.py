from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "academy.reporting"
    label = "reporting"

    def ready(self) -> None:
        import academy.reporting.kinds
        import academy.reporting.topics  # noqa: F401  (both register what they name)
