"""Courses as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    """Tracks, courses, cohorts, enrolments, completions and hours."""

    name = "courses"
    label = "courses"
    verbose_name = _("培训课程")

    def ready(self) -> None:
        import courses.checks  # noqa: F401  (registers its checks)
