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
