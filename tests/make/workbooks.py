"""Spreadsheets as they arrive: orderly, messy and hostile. Bytes only, no database."""

import io
import zipfile
from collections.abc import Sequence

import openpyxl
import xlwt

Row = Sequence[object]


def xlsx(*sheets: tuple[str, Sequence[Row]], merges: Sequence[str] = ()) -> bytes:
    """Return a workbook with the given sheets; `merges` apply to the first."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    for reference in merges:
        book.worksheets[0].merge_cells(reference)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls(name: str, rows: Sequence[Row]) -> bytes:
    """Return an Excel 97 workbook of one sheet; dates get a date format."""
    book = xlwt.Workbook()
    sheet = book.add_sheet(name)
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is None:
                continue
            if hasattr(value, "isoformat"):
                sheet.write(r, c, value, day)
            else:
                sheet.write(r, c, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_bytes(rows: Sequence[Row], encoding: str = "utf-8", separator: str = ",") -> bytes:
    """Return a text table in any of Python's encodings, lines ended with CR LF."""
    lines = (separator.join("" if cell is None else str(cell) for cell in row) for row in rows)
    return "".join(f"{line}\r\n" for line in lines).encode(encoding)


_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types '
    'xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0"?><Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="xl/workbook.xml" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
_BOOK = (
    '<?xml version="1.0"?><workbook '
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_BOOK_RELS = (
    '<?xml version="1.0"?><Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="worksheets/sheet1.xml" Type="http://schemas.'
    'openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
    '<Relationship Id="rId2" Target="sharedStrings.xml" Type="http://schemas.'
    'openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
)
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def raw_xlsx(
    sheet_data: str,
    strings: bytes | None = None,
    extra: dict[str, bytes] | None = None,
    prolog: str = "",
) -> bytes:
    """Return a workbook whose sheet XML is written by hand, for shapes no library would write."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELS)
        archive.writestr("xl/workbook.xml", _BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", _BOOK_RELS)
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<?xml version="1.0"?>{prolog}<worksheet {_MAIN}><sheetData>{sheet_data}'
            "</sheetData></worksheet>",
        )
        if strings is not None:
            archive.writestr("xl/sharedStrings.xml", strings)
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def far_cell() -> bytes:
    """A workbook of 1 KB with two cells: A1 and XFD1048576."""
    return raw_xlsx(
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )


def string_bomb(count: int = 6_000_000) -> bytes:
    """A workbook of some 350 KB with millions of shared strings."""
    strings = f'<?xml version="1.0"?><sst {_MAIN}>'.encode() + b"<si><t/></si>" * count + b"</sst>"
    return raw_xlsx('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings)


def zip_bomb(megabytes: int = 120) -> bytes:
    """A workbook with a part that unpacks to over a hundred megabytes of blanks."""
    part = b'<?xml version="1.0"?><a>' + b" " * (megabytes << 20) + b"</a>"
    return raw_xlsx("", extra={"xl/styles.xml": part})


def entity_bomb() -> bytes:
    """A workbook with a document type that declares nested entities."""
    prolog = '<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;&b;">]>'
    return raw_xlsx('<row r="1"><c r="A1" t="str"><v>&c;</v></c></row>', prolog=prolog)


def encrypted_package() -> bytes:
    """The outside of a password-protected .xlsx: a compound file that names its package."""
    name = "EncryptedPackage".encode("utf-16-le") + b"\0\0"
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + name + b"\0" * 2048
