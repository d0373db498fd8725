"""App config of the web: templates, static files and the sign-in pages; no models."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "academy.web"
    label = "web"

    def ready(self) -> None:
        # The settings name cotton's loaders themselves (SimpleAppConfig), which leaves this out:
        # without it `title="{% translate '…' %}"` can't be parsed inside a component's tag.
        from django_cotton.nested_tag_support import enable_nested_tag_support

        enable_nested_tag_support()
