"""A zip of certificates: one PDF for each, stored as it is, with an index."""

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from django.conf import settings

from academy.shared.tabular.writing import Column, Sheet, write_csv
from certificates.errors import BundleIncomplete
from certificates.operations import files
from certificates.queries import downloads
from certificates.queries.downloads import Entry

INDEX, README = "目录.csv", "说明.txt"
_README = (
    "本压缩包含 {count} 份证书，文件名为“编号_姓名”，目录见“{index}”。"
    "每份 PDF 都带电子签名；是否有效以公开查验页为准：{site}\r\n"
    "{count} certificates, named number_name; see the index. Each PDF is signed;"
    " whether it is still valid is told by the verification page: {site}\r\n"
)
_FACTS = ("unit", "course", "cohort", "period", "hours", "result", "issued_on", "expires")
_COLUMNS = [
    Column("number", "证书编号"),
    Column("name", "姓名"),
    Column("unit", "单位"),
    Column("course", "课程"),
    Column("cohort", "期次"),
    Column("period", "起止日期"),
    Column("hours", "学时"),
    Column("result", "成绩"),
    Column("issued_on", "签发日期"),
    Column("expires", "有效期至"),
    Column("file", "文件"),
    Column("sha256", "SHA-256"),
    Column("verify_url", "查验地址"),
]


def write(path: Path, found: Sequence[Entry], report: Callable[[int], None]) -> None:
    """Write the archive to `path`, one file after the other; the same contents, the same bytes.

    PDFs are compressed already, so they are stored: reading a directory entry is all that it
    takes to get one out.

    Raises:
        BundleIncomplete: a file is missing or is not what its row says.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        site = f"{settings.ACADEMY_BASE_URL}/verify/"
        readme = _README.format(count=len(found), index=INDEX, site=site)
        _add(archive, README, readme.encode("utf-8-sig"), found[0])
        _add(archive, INDEX, _index(found), found[0])
        for done, each in enumerate(found, start=1):
            content = whole(each)
            _add(archive, downloads.file_name(each.certificate), content, each)
            report(done)


def whole(each: Entry) -> bytes:
    """Return the PDF of an entry.

    Raises:
        BundleIncomplete: it is missing or is not what its row says.
    """
    content = each.rendition and files.read(each.rendition.file, each.rendition.sha256)
    if not isinstance(content, bytes):
        raise BundleIncomplete(count=1, number=each.certificate.number)
    return content


def _add(archive: zipfile.ZipFile, name: str, content: bytes, of: Entry) -> None:
    """Add one file, dated on the day of issue."""
    day = of.certificate.issued_on
    member = zipfile.ZipInfo(name, date_time=(day.year, day.month, day.day, 0, 0, 0))
    member.external_attr = 0o644 << 16
    archive.writestr(member, content)


def _index(found: Sequence[Entry]) -> bytes:
    rows = []
    for each in found:
        certificate = each.certificate
        rows.append(
            {name: certificate.facts.get(name, "") for name in _FACTS}
            | {
                "number": certificate.number,
                "name": certificate.name,
                "file": downloads.file_name(certificate),
                "sha256": each.rendition.sha256 if each.rendition else "",
                "verify_url": certificate.facts.get("verify_url", ""),
            }
        )
    out = io.BytesIO()
    write_csv(out, Sheet(name="", title="", columns=_COLUMNS, rows=rows))
    return out.getvalue()
