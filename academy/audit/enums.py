"""Who can act."""

from enum import StrEnum


class ActorKind(StrEnum):
    """Kinds of actors: a person, a machine with its own key, or the system's own work."""

    PERSON = "person"
    MACHINE = "machine"
    SYSTEM = "system"
