"""Background work of certificates: fetch by id, call an operation."""

from academy.jobs.registry import job_kind
from academy.jobs.runner import JobHandle
from academy.shared import clock
from academy.shared.errors import Refusal
from certificates.models import Certificate
from certificates.operations import renditions
from certificates.operations.batches import CHUNK


@job_kind("certificates.render")
def render(handle: JobHandle, *, batch_id: int, first_serial: int) -> dict[str, object]:
    """Render one chunk of a batch. One that is refused does not keep the others waiting."""
    ids = list(
        Certificate.objects.filter(
            batch_id=batch_id, serial__gte=first_serial, serial__lt=first_serial + CHUNK
        )
        .order_by("serial")
        .values_list("pk", flat=True)
    )
    refused: Refusal | None = None
    for done, certificate_id in enumerate(ids, start=1):
        try:
            renditions.render(certificate_id=certificate_id, at=clock.now())
        except Refusal as refusal:
            refused = refusal
        handle.progress(done, len(ids))
    if refused is not None:
        raise refused
    return {"certificates": len(ids)}
