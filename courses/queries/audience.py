"""Who in the units is to be told: officers and leaders."""

from academy.people.enums import Role
from academy.people.queries.audience import holders

__all__ = ["LEADER", "OFFICER", "holders"]

OFFICER, LEADER = Role.UNIT_TRAINING_OFFICER, Role.UNIT_LEADER
