"""Who sees what of an evaluation: said here once, for the pages, the sheets and the API."""

from datetime import date

from academy.people.models import Person
from academy.shared.errors import NotFound
from courses.access.places import is_admin
from courses.access.teaching import own_instructor
from courses.enums.evaluation import Shown
from courses.errors.evaluation import ResultsNotYet
from courses.models import Cohort, Evaluation
from courses.queries.evaluations import Results, results_of


def evaluation_of(person: Person, cohort: Cohort, *, on: date) -> Results | None:
    """Return how a cohort's evaluation stands for a person; None where there is none.

    Academy admins see every line that may be shown, instructors those about themselves. The cohort
    comes through `taught_cohort_for`.
    """
    rows = Evaluation.objects.filter(cohort=cohort).select_related(
        "edition__questionnaire", "cohort"
    )
    row = rows.first()
    if row is None:
        return None
    own = None if is_admin(person, on=on) else own_instructor(person)
    return results_of(row, on=on, instructor=own)


def results_for(person: Person, cohort: Cohort, *, on: date) -> Results:
    """Return what a person may take away of a cohort's evaluation once no more answers come.

    Raises NotFound where there is none, ResultsNotYet while answers still come in.
    """
    results = evaluation_of(person, cohort, on=on)
    if results is None:
        raise NotFound
    if results.shown is Shown.STILL_OPEN:
        raise ResultsNotYet(last_on=results.evaluation.last_on)
    return results
