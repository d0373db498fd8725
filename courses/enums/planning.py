"""Vocabulary of planning."""

from enum import StrEnum


class BlockKind(StrEnum):
    """Why a person is not to be sent on some days."""

    DUTY = "duty"
    LEAVE = "leave"
    PREGNANCY = "pregnancy"
    MEDICAL = "medical"
    SECONDMENT = "secondment"
    OTHER = "other"


class PlanRule(StrEnum):
    """A rule that every plan keeps; also what a breach, a conflict or a relaxation is about."""

    DEMAND = "demand"
    COURSE = "course"
    CAPACITY = "capacity"
    MINIMUM = "minimum"
    BEDS_MEN = "beds_men"
    BEDS_WOMEN = "beds_women"
    SHARE_AWAY = "share_away"
    QUOTA_MINIMUM = "quota_minimum"
    QUOTA_MAXIMUM = "quota_maximum"
    HALL = "hall"
    INSTRUCTOR = "instructor"
    CLOSURE = "closure"
    BLOCK = "block"
    NOT_BEFORE = "not_before"
    DEADLINE = "deadline"
    PREREQUISITE = "prerequisite"
    OVERLAP = "overlap"
    LOCK = "lock"


class PlanStatus(StrEnum):
    """How good a plan is known to be."""

    KEPT = "kept"
    PROVEN = "proven"
    FEASIBLE = "feasible"
