"""Why one row of a roster is not taken. The texts are in `academy.people.roster_texts`."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """What a roster column can hold."""

    STAFF_NUMBER = "staff_number"
    NAME = "name"
    SEX = "sex"
    ID_NUMBER = "id_number"
    MOBILE = "mobile"
    UNIT = "unit"
    STAFF_KIND = "staff_kind"
    ESTABLISHMENT = "establishment"
    POST = "post"
    RANK = "rank"
    JOINED_ON = "joined_on"
    POST_SINCE = "post_since"


class FaultCode(StrEnum):
    """Stable codes of refused rows."""

    STAFF_NUMBER_MISSING = "people.roster_staff_number_missing"
    STAFF_NUMBER_INVALID = "people.roster_staff_number_invalid"
    STAFF_NUMBER_TWICE = "people.roster_staff_number_twice"
    STAFF_NUMBER_LOST_ZEROS = "people.roster_staff_number_lost_zeros"
    NAME_MISSING = "people.roster_name_missing"
    NAME_TOO_LONG = "people.roster_name_too_long"
    NAME_NOT_PRINTABLE = "people.roster_name_not_printable"
    SEX_UNKNOWN = "people.roster_sex_unknown"
    SEX_MISSING = "people.roster_sex_missing"
    SEX_CONTRADICTS_ID = "people.roster_sex_contradicts_id"
    ID_AS_NUMBER = "people.roster_id_as_number"
    ID_MALFORMED = "people.roster_id_malformed"
    ID_BIRTH_DATE = "people.roster_id_birth_date"
    ID_CHECK_DIGIT = "people.roster_id_check_digit"
    ID_TWICE = "people.roster_id_twice"
    ID_OF_ANOTHER = "people.roster_id_of_another"
    MOBILE_INVALID = "people.roster_mobile_invalid"
    UNIT_MISSING = "people.roster_unit_missing"
    UNIT_UNKNOWN = "people.roster_unit_unknown"
    UNIT_OUT_OF_SCOPE = "people.roster_unit_out_of_scope"
    STAFF_KIND_MISSING = "people.roster_staff_kind_missing"
    STAFF_KIND_UNKNOWN = "people.roster_staff_kind_unknown"
    ESTABLISHMENT_MISSING = "people.roster_establishment_missing"
    ESTABLISHMENT_UNKNOWN = "people.roster_establishment_unknown"
    POST_UNKNOWN = "people.roster_post_unknown"
    RANK_UNKNOWN = "people.roster_rank_unknown"
    DATE_IMPOSSIBLE = "people.roster_date_impossible"
    DATE_AMBIGUOUS = "people.roster_date_ambiguous"
    DATE_AFTER_ROSTER = "people.roster_date_after_roster"
    LATER_ASSIGNMENT = "people.roster_later_assignment"


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason against one row.

    `row` counts from 1 as the spreadsheet shows it; `shown` is the offending value with
    personal data masked; `facts` fill the placeholders of the code's text.
    """

    code: FaultCode
    sheet: int
    row: int
    field: Field | None = None
    shown: str = ""
    facts: Mapping[str, str | int] = dataclasses.field(default_factory=dict)
