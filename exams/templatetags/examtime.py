"""Instants of exams as pages show them."""

from __future__ import annotations

from django import template

from academy.shared.clock import LOCAL
from exams.models import Exam

register = template.Library()


@register.filter
def window(exam: Exam) -> str:
    """When an exam may be started, in local time; the second day only where it is another one."""
    return f"{exam.opens_at.astimezone(LOCAL):%Y-%m-%d %H:%M}–{closing(exam)}"


@register.filter
def closing(exam: Exam) -> str:
    """Until when an exam may be started: with the day where it is not the day it opens."""
    opens, closes = exam.opens_at.astimezone(LOCAL), exam.closes_at.astimezone(LOCAL)
    if opens.date() == closes.date():
        return f"{closes:%H:%M}"
    return f"{closes:%m-%d %H:%M}" if opens.year == closes.year else f"{closes:%Y-%m-%d %H:%M}"
