"""Documents that tell a whole story: of one cohort, of one person. Each is made of small tables."""

from django.utils.functional import Promise

from academy.reporting.reports.stories import cohort, person

TITLES: dict[str, Promise] = {cohort.CODE: cohort.TITLE, person.CODE: person.TITLE}
"""What each kind of document is called, by the code that its extracts have."""
