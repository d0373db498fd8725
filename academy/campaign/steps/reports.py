"""Writing the bureau's report, and laying out the first certificates beside it."""

import shutil
from pathlib import Path

from academy.campaign.context import PLANNER, Campaign
from academy.people.models import Unit
from academy.reporting.enums import Form
from academy.reporting.models import Extract
from academy.reporting.operations import extracts
from academy.reporting.reports import REPORTS
from academy.reporting.rules.asking import Ask
from academy.reporting.rules.periods import Period
from academy.shared import clock
from certificates.models import Rendition
from certificates.operations import renditions

CERTIFICATES_SHOWN = 20
REPORT = "completion"
FORMS = {Form.XLSX: "结业报表.xlsx", Form.PDF: "结业报表.pdf"}


def run(campaign: Campaign) -> dict[str, int]:
    """Write what is not there yet; return how many reports and certificates DIR holds."""
    for form, name in FORMS.items():
        _report(campaign, form, campaign.out / name)
    return {"reports": len(FORMS), "certificates": _certificates(campaign)}


def written(out: Path) -> bool:
    """Return whether both reports are in `out`."""
    return all((out / name).is_file() for name in FORMS.values())


def _ask(campaign: Campaign) -> Ask:
    last = campaign.runs[-1].plan
    return Ask(
        scope=frozenset(Unit.objects.values_list("pk", flat=True)),
        period=Period(campaign.period.starts_on, clock.local_date(last.closing_at())),
        as_of=clock.local_date(last.closing_at()),
    )


def _report(campaign: Campaign, form: Form, path: Path) -> None:
    """Hand the report out as a file, once for the same question."""
    ask = _ask(campaign)
    known = Extract.objects.filter(report=REPORT, parameters=ask.parameters(), form=form.value)
    if path.is_file() and known.exists():
        return
    at = campaign.runs[-1].plan.closing_at()
    file = extracts.make(actor=PLANNER, spec=REPORTS[REPORT], ask=ask, form=form, at=at)
    path.write_bytes(file.content)


def _certificates(campaign: Campaign) -> int:
    """Copy the PDFs of the first certificates under number and name."""
    folder = campaign.out / "证书"
    folder.mkdir(parents=True, exist_ok=True)
    ids = [run.cohort.pk for run in campaign.runs]
    made = Rendition.objects.filter(certificate__batch__cohort__in=ids)
    shown = 0
    for rendition in made.select_related("certificate").order_by(
        "certificate__series", "certificate__serial"
    )[:CERTIFICATES_SHOWN]:
        certificate = rendition.certificate
        target = folder / f"{certificate.number}_{certificate.name}.pdf"
        if not target.is_file():
            shutil.copyfile(renditions.path_of(rendition), target)
        shown += 1
    return shown
