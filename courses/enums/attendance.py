"""Vocabulary of life in a cohort: roll-calls, leave and conduct."""

from enum import StrEnum


class Formation(StrEnum):
    """What people are called together for."""

    LESSON = "lesson"
    DRILL = "drill"
    ASSEMBLY = "assembly"
    EVENING = "evening"
    LIGHTS_OUT = "lights_out"


class Presence(StrEnum):
    """What a roll-call says of one person."""

    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    ON_LEAVE = "on_leave"
    ON_DUTY = "on_duty"
    SICK = "sick"
    ABSENT = "absent"


# In the room, whenever they came or went: 实到.
HERE = frozenset({Presence.PRESENT, Presence.LATE, Presence.LEFT_EARLY})
# Not in the room, with somebody's consent.
EXCUSED = frozenset({Presence.ON_LEAVE, Presence.ON_DUTY, Presence.SICK})
# What counts against the share of the hours that may be missed on leave. Duty is the academy's
# own wish and does not.
ON_LEAVE = frozenset({Presence.ON_LEAVE, Presence.SICK})


class LeaveKind(StrEnum):
    """For what somebody asks leave: 事假, 病假, 公假."""

    PERSONAL = "personal"
    SICK = "sick"
    OFFICIAL = "official"


class LeaveState(StrEnum):
    """Where a request for leave stands."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"


class LeaveStep(StrEnum):
    """Who has to consent, in this order: the class tutor, the unit, the academy, a second admin."""

    TUTOR = "tutor"
    UNIT = "unit"
    ACADEMY = "academy"
    REVIEW = "review"


class ConductEffect(StrEnum):
    """What an entry under a rule does."""

    DEDUCTION = "deduction"
    REWARD = "reward"
    REMOVAL = "removal"


class ObjectionState(StrEnum):
    """Where a trainee's objection to an entry stands."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
