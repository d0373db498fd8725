"""What stands before a story of the machine begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from academy.people.models import Person
from exams.models import Exam
from tests.exams.sitting_model import Terms


@dataclass(frozen=True)
class Story:
    """What stands before the first step: the exam, its people, and answers to choose from."""

    exam: Exam
    terms: Terms
    people: dict[str, Person]
    planned: dict[str, int]
    choices: dict[str, tuple[Any, ...]]


def story_of(exam: Exam, people: dict[str, Person], planned: dict[str, int]) -> Story:
    """The story of an exam; choices are two answers and clearing."""
    choices: dict[str, tuple[Any, ...]] = {
        "1": (True, False, None),
        "2": (False, True, None),
        "3": ("A", "B", None),
        "4": ("B", "D", None),
        "5": (["A", "C"], ["B"], None),
        "6": (["七日", "十日"], ["一日", ""], None),
        "7": ("30", "-1", None),
    }
    terms = Terms(
        opens_at=exam.opens_at,
        closes_at=exam.closes_at,
        check_in_at=exam.opens_at - timedelta(minutes=30),
        duration=exam.duration_seconds,
        self_admission=True,
    )
    return Story(exam, terms, people, planned, choices)
