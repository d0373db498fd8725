"""The name of the file a person gets when they ask for a certificate."""

from django.utils.http import content_disposition_header

from certificates.models import Certificate


def file_name(certificate: Certificate) -> str:
    """Return number_name.pdf: namesakes never overwrite each other."""
    return f"{certificate.number}_{certificate.name}.pdf"


def disposition(certificate: Certificate) -> str:
    """Return the Content-Disposition of the file."""
    return content_disposition_header(True, file_name(certificate)) or "attachment"
