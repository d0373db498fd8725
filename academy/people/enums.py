"""Words of people and organisation."""

from enum import StrEnum


class UnitKind(StrEnum):
    """What a unit is in the bureau's tree; the order is the official one of its lists."""

    BUREAU = "bureau"
    STREET = "street"
    TOWN = "town"
    PARK = "park"
    SQUAD = "squad"


class Sex(StrEnum):
    """Sex as the identity card has it."""

    MALE = "male"
    FEMALE = "female"


class StaffKind(StrEnum):
    """What a person's work is; it decides which tracks they owe."""

    APPROVAL = "approval"
    ENFORCEMENT = "enforcement"
    AUXILIARY = "auxiliary"
    ADMINISTRATION = "administration"
    LEGAL_REVIEW = "legal_review"


class Establishment(StrEnum):
    """On what footing a person is employed (编制类型)."""

    CIVIL_SERVANT = "civil_servant"
    CIVIL_SERVICE_LAW = "civil_service_law"
    PUBLIC_INSTITUTION = "public_institution"
    CONTRACT = "contract"


class Role(StrEnum):
    """What a person may do beside being on the staff. Everyone on the staff is a trainee."""

    TRAINEE = "trainee"
    INSTRUCTOR = "instructor"
    INVIGILATOR = "invigilator"
    MARKER = "marker"
    UNIT_TRAINING_OFFICER = "unit_training_officer"
    UNIT_LEADER = "unit_leader"
    ACADEMY_ADMIN = "academy_admin"
    HR = "hr"
    AUDITOR = "auditor"


class RosterMode(StrEnum):
    """Whom a roster speaks for: only one of the whole system can say that somebody left."""

    WHOLE_SYSTEM = "whole_system"
    ONE_UNIT = "one_unit"


class RosterState(StrEnum):
    """How far an import run has come."""

    UPLOADED = "uploaded"
    PREVIEWED = "previewed"
    COMMITTED = "committed"
    REFUSED = "refused"
    DISCARDED = "discarded"


class RosterLineKind(StrEnum):
    """What a line of an import run says of one person, or of one refused row."""

    ADDED = "added"
    CHANGED = "changed"
    TRANSFERRED = "transferred"
    RETURNED = "returned"
    LEFT = "left"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class CorrectionKind(StrEnum):
    """What was said after the fact of where somebody served."""

    BEGUN = "begun"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    """What the audit log says of people."""

    UNIT_FOUNDED = "people.unit_founded"
    UNIT_EDITED = "people.unit_edited"
    PERSON_ADDED = "people.person_added"
    PERSON_CHANGED = "people.person_changed"
    PERSON_TRANSFERRED = "people.person_transferred"
    PERSON_LEFT = "people.person_left"
    PERSON_RETURNED = "people.person_returned"
    PASSWORD_ISSUED = "people.password_issued"
    PASSWORD_CHANGED = "people.password_changed"
    GRANT_GIVEN = "people.grant_given"
    GRANT_ENDED = "people.grant_ended"
    PERSONAL_DATA_SHOWN = "people.personal_data_shown"
    ROSTER_UPLOADED = "people.roster_uploaded"
    ROSTER_COMMITTED = "people.roster_committed"
    ROSTER_DISCARDED = "people.roster_discarded"
