"""Vocabulary of evaluations."""

from enum import StrEnum


class PromptKind(StrEnum):
    """How a prompt is answered."""

    SCALE = "scale"
    CHOICE = "choice"
    TEXT = "text"


class PromptAbout(StrEnum):
    """What a prompt is about: asked once, or once for each subject or instructor."""

    COHORT = "cohort"
    SUBJECT = "subject"
    INSTRUCTOR = "instructor"


class Shown(StrEnum):
    """Whether results are shown, and why not."""

    YES = "yes"
    STILL_OPEN = "still_open"
    TOO_FEW = "too_few"


class AnswerWhy(StrEnum):
    """Why an answer is not taken."""

    BEFORE = "before"
    AFTER = "after"
    INCOMPLETE = "incomplete"
    UNKNOWN_LINE = "unknown_line"
    OUT_OF_RANGE = "out_of_range"
    TEXT_TOO_LONG = "text_too_long"
