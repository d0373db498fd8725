"""What outside programs and libraries say of a finished certificate."""

import io
import random
import re
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import zxingcpp
from asn1crypto.x509 import (  # type: ignore[import-untyped]  # it ships no types
    Certificate as Asn1Certificate,
)
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from certificates import signing
from tests.certificates.tools import run, text_of

_FONT = re.compile(r"^(\S+).*?\s(yes|no)\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+$", re.MULTILINE)


def sound(path: Path) -> None:
    """Hold a file to what qpdf, pdffonts and pdfsig say."""
    run("qpdf", "--check", str(path))
    fonts = _FONT.findall(run("pdffonts", str(path)).decode())
    assert fonts
    # embedded, a subset, mapped to characters
    assert [font for font in fonts if font[1:] != ("yes", "yes", "yes")] == []
    said = run("pdfsig", "-nocert", str(path)).decode()
    assert "Signature is Valid" in said
    assert "Total document signed" in said


def says(path: Path, *words: str) -> bool:
    """Whether each of the words is in the text of the page, blanks left out."""
    text = text_of(path)
    return all("".join(word.split()) in text for word in words)


def scanned(path: Path, *, dpi: int = 150) -> str:
    """Return what a phone would read off the printed page."""
    with pypdfium2.PdfDocument(path) as document:
        picture = document[0].render(scale=dpi / 72).to_pil()
    found = zxingcpp.read_barcodes(picture)
    # In the corner of a QR code the reader may see a Micro QR code too, which phones do not read.
    (code,) = [each for each in found if each.format == zxingcpp.BarcodeFormat.QRCode]
    return code.text


def accepted(content: bytes) -> bool:
    """Whether pyHanko finds one signature, whole, trusted, over the entire file, unchanged."""
    signer = signing.signer()
    roots = [Asn1Certificate.load(each) for each in (signer.certificate, *signer.chain)]
    context = ValidationContext(trust_roots=roots, allow_fetching=False)
    (signature,) = PdfFileReader(io.BytesIO(content)).embedded_signatures
    status = validate_pdf_signature(signature, context)
    return bool(
        status.bottom_line
        and status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        and status.docmdp_ok
    )


def accepted_altered(content: bytes, chance: random.Random) -> bool:
    """Whether pyHanko accepts the file with one bit of what is signed turned over."""
    (signature,) = PdfFileReader(io.BytesIO(content)).embedded_signatures
    first, length, second, rest = (int(each) for each in signature.byte_range)
    place = chance.randrange(length + rest)
    place = first + place if place < length else second + place - length
    altered = bytearray(content)
    altered[place] ^= 1 << chance.randrange(8)
    try:
        return accepted(bytes(altered))
    except Exception:  # noqa: BLE001 - whatever a broken file makes it stumble over, it refuses
        return False
