"""The training academy: ground floor (shared, audit, jobs, people) and roof (reporting, API)."""

from academy.celery import app as celery_app

__all__ = ["celery_app"]
