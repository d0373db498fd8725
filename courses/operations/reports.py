"""What an operation on a list of people answers."""

from dataclasses import dataclass

from courses.models import Enrolment
from courses.queries.seating import PersonRefusal


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a list: entered now, in already (success too), refused with reasons."""

    done: list[Enrolment]
    already: list[Enrolment]
    refused: list[PersonRefusal]

    def single(self) -> Enrolment:
        """The one row of a list of one; raises its refusal."""
        if self.refused:
            raise self.refused[0].refusal
        return (self.done or self.already)[0]
