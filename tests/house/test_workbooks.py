"""Every workbook that is handed out is opened by LibreOffice (tests/office)."""

from tests.house import reaching
from tests.office.books import BY_JOB, OTHERS, WORKBOOKS


def test_every_route_that_writes_a_workbook_is_in_the_proof() -> None:
    writing = {name for name, view in reaching.views() if reaching.reaches(view, _writes)}
    assert writing == (WORKBOOKS.keys() - BY_JOB) | OTHERS.keys()
    assert not WORKBOOKS.keys() & OTHERS.keys()


def test_what_a_job_writes_has_a_route() -> None:
    assert {name for name, _view in reaching.views()} >= BY_JOB


def _writes(function: reaching.Function) -> bool:
    """Whether a function imports what makes workbooks: it does so itself, and late."""
    return "xlsxwriter" in reaching.names_of(function)
