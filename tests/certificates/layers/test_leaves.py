"""The file put together for a person: its objects, its signature, whose facts it carries."""

import io
import random
import re
import shutil
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import x509  # type: ignore[import-untyped]  # it ships no types
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from certificates import press
from certificates.enums import Making
from certificates.layers import setting
from tests.certificates.tools import run, text_of
from tests.make import leaves
from tests.make.identities import Identity

pytestmark = pytest.mark.press

CREDENTIAL = b"eyJhbGciOiJSUzI1NiJ9." + b"e" * 700 + b".c2lnbmVk"


@pytest.fixture(scope="module")
def academy() -> Identity:
    return Identity("签发", by=Identity("根", authority=True))


@pytest.fixture(scope="module")
def people() -> list[press.Leaf]:
    names = ("王伟", "李娜", "张敏", "刘洋", "陈静", "杨帆", "赵磊", "黄丽", "周杰", "吴倩")
    given = {"credential": CREDENTIAL}
    return [leaves.leaf(i, name=name, unit=f"测试市第{i % 10}中队", given=given)
            for i, name in enumerate(names * 3)]  # fmt: skip


@pytest.fixture(scope="module")
def made(academy: Identity, people: list[press.Leaf]) -> list[bytes]:
    pressed = press.press(leaves.sheet(), people, signer=academy)
    found = [each for each in pressed if isinstance(each, press.Pressed)]
    assert {each.making for each in found} == {Making.LAYERED}
    return [each.content for each in found]


def test_each_carries_the_facts_of_its_own_person(
    academy: Identity, people: list[press.Leaf], made: list[bytes], tmp_path: Path
) -> None:
    shuffled = list(zip(people, made, strict=True))
    random.Random(4).shuffle(shuffled)
    again = press.press(leaves.sheet(), [person for person, _ in shuffled], signer=academy)
    assert [each.content for each in again if isinstance(each, press.Pressed)] == [
        content for _, content in shuffled
    ]
    for person, content in shuffled[:8]:
        (tmp_path / "one.pdf").write_bytes(content)
        text = text_of(tmp_path / "one.pdf")
        for name in ("number", "name", "id_number", "unit", "course", "cohort", "result"):
            assert person.facts[name] in text, name


def test_the_bytes_do_not_depend_on_who_is_made_along(
    academy: Identity, people: list[press.Leaf], made: list[bytes]
) -> None:
    setting.forget()
    alone = [press.press(leaves.sheet(), [person], signer=academy)[0] for person in people[12::-4]]
    setting.forget()
    chunks = []
    for start in range(0, len(people), 7):
        chunks += press.press(leaves.sheet(), people[start : start + 7], signer=academy)
    assert [each.content for each in chunks if isinstance(each, press.Pressed)] == made
    assert [each.content for each in alone if isinstance(each, press.Pressed)] == made[12::-4]


def test_outside_programs_find_nothing_wrong(made: list[bytes], tmp_path: Path) -> None:
    file = tmp_path / "one.pdf"
    file.write_bytes(made[3])
    assert b"No syntax or stream encoding errors" in run("qpdf", "--check", str(file))
    fonts = run("pdffonts", str(file)).decode().splitlines()[2:]
    assert len(fonts) >= 3
    for line in fonts:
        assert re.search(r"Identity-H +yes yes yes", line), line
    if shutil.which("pdfsig"):
        said = run("pdfsig", "-nocert", str(file)).decode()
        assert "Signature is Valid" in said
        assert "Total document signed" in said


def test_it_is_what_it_declares(made: list[bytes], people: list[press.Leaf]) -> None:
    """The rules of PDF/A-3u that can be seen from outside (ISO 19005-3)."""
    with pikepdf.open(io.BytesIO(made[5])) as document:
        root = document.Root
        with document.open_metadata(update_docinfo=False) as metadata:
            assert metadata.pdfa_status == "3U"
            assert metadata["dc:title"] == str(document.docinfo["/Title"])
            assert metadata["dc:creator"] == [str(document.docinfo["/Author"])]
            assert metadata["pdf:Producer"] == str(document.docinfo["/Producer"])
            assert metadata["xmp:CreateDate"] == "2026-11-23T01:30:00+00:00"
        assert str(document.docinfo["/Title"]) == people[5].facts["document_title"]
        assert str(document.docinfo["/CreationDate"]) == "D:20261123013000+00'00"
        assert root.Lang == "zh-CN"
        assert root.ViewerPreferences.DisplayDocTitle
        (intent,) = root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert intent.DestOutputProfile.N == 3
        (associated,) = root.AF
        assert associated.AFRelationship == "/Data"
        assert associated.EF.F.read_bytes() == CREDENTIAL
        assert associated.EF.F.Subtype == "/application/vc+jwt"
        assert list(document.attachments) == ["credential.jwt"]
        (widget,) = document.pages[0].Annots
        assert widget.F == 132
        assert [int(side) for side in widget.Rect] == [0, 0, 0, 0]
        assert "/Encrypt" not in document.trailer
        for item in document.objects:
            if isinstance(item, pikepdf.Stream):
                assert item.get("/Filter") in (None, "/FlateDecode")
                assert not {"/F", "/FFilter"} & set(item.keys())


def _judged(content: bytes, academy: Identity) -> PdfSignatureStatus:
    assert academy.by is not None
    root = x509.Certificate.load(academy.by.certificate)
    context = ValidationContext(trust_roots=[root], allow_fetching=False)
    (signature,) = PdfFileReader(io.BytesIO(content)).embedded_signatures
    return validate_pdf_signature(signature, context)


def test_an_outside_judge_accepts_the_signature_of_the_whole_file(
    made: list[bytes], academy: Identity
) -> None:
    for content in made[::6]:
        status = _judged(content, academy)
        assert status.bottom_line
        assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
        assert status.docmdp_ok
        assert status.signer_reported_dt == leaves.AT


def test_a_flipped_byte_anywhere_is_refused(made: list[bytes], academy: Identity) -> None:
    start, end = (int(each) for each in re.findall(rb"/ByteRange\[0 (\d+) (\d+)", made[0])[0])
    places = random.Random(9)
    for _ in range(8):
        spoilt = bytearray(made[0])
        place = places.choice((places.randrange(start), places.randrange(end, len(spoilt))))
        spoilt[place] ^= 1
        try:
            accepted = _judged(bytes(spoilt), academy).bottom_line
        except Exception:  # noqa: BLE001  (whatever the judge says of bytes it can't read)
            accepted = False
        assert not accepted, place


def test_size(made: list[bytes]) -> None:
    assert max(map(len, made)) <= 160_000
