"""App config of the shared ground (it holds no models, only translations)."""

from django.apps import AppConfig


class SharedConfig(AppConfig):
    name = "academy.shared"
    label = "shared"
