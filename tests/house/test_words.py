"""The words of docs/glossary.md, and none of those it rules out, name rows, columns and routes."""

import re

from django.apps import apps

from tests.house.routes import routes
from tests.house.source import PACKAGES

# Ruled out for what the glossary names otherwise. `batch` and `session` have one right use each
# (issue run of certificates; Django's own), so they are not here but for the names below.
FORBIDDEN = {
    "class", "classroom", "department", "diploma", "employee", "error", "grade",
    "learner", "lesson", "participant", "pupil", "program", "programme", "question", "questions",
    "quiz", "registration", "session", "student", "submission", "teacher", "user",
}  # fmt: skip


def words_of(name: str) -> set[str]:
    """Return the words of a CamelCase or snake_case name."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def test_rows_and_columns() -> None:
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith(PACKAGES):
            continue
        names = [model.__name__, *(field.name for field in model._meta.get_fields())]
        wrong += [
            f"{model._meta.label}: {name}"
            for name in names
            if words_of(name) & FORBIDDEN and f"{model._meta.label}.{name}" not in ALLOWED
        ]
    assert not wrong, "\n".join(wrong)


# What went wrong with a job is an error of the program, not a refusal.
ALLOWED = {"jobs.Job.error"}


def test_routes() -> None:
    assert [route.name for route in routes() if words_of(route.name) & FORBIDDEN] == []
