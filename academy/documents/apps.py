"""The app of documents."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Documents: layout as PDF; no tables of its own."""

    name = "academy.documents"
    label = "documents"
