"""What is said of an import of past records while a job works on it, or after it could not."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal
from academy.shared.tabular import errors as table_errors
from courses.enums.hours import ImportState
from courses.errors.hours import ImportHeaderMissing
from courses.models import HoursImport
from courses.operations import import_jobs

OVER = (ImportState.REFUSED, ImportState.COMMITTED, ImportState.UNDONE)
"""States in which no job has anything to do: what one did is said without it."""
WORK: dict[str, Promise] = {
    import_jobs.READ: _("正在读取文件"),
    import_jobs.ENTER: _("正在登记以往学时"),
    import_jobs.UNDO: _("正在冲销登记的学时"),
}


def refusal_of(run: HoursImport) -> Refusal | None:
    """Return why a file could not be read, as it was said then."""
    if run.refusal is None:
        return None
    kinds: list[type[Refusal]] = [ImportHeaderMissing, *table_errors.BY_REASON.values()]
    kind = {each.code: each for each in kinds}[run.refusal["code"]]
    return kind(**run.refusal["facts"])
