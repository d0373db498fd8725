"""A report's table as plain CSV."""

import io

from academy.reporting import labels
from academy.reporting.frames import Report
from academy.reporting.sheets.words import part_heading
from academy.shared.tabular.writing import Column, Sheet, write_csv


def delimited(report: Report) -> bytes:
    """Return the table as CSV: UTF-8 with BOM, one heading line, CRLF, no value as "—"."""
    columns = [Column("name", str(report.spec.row_label))]
    if report.part_names:
        columns.append(Column("part", part_heading(report)))
    columns += [Column(entry.column, entry.heading) for entry in report.spec.entries]
    rows = [
        {
            "name": row.name,
            "part": row.part_label,
            **{
                column: labels.NOTHING if value is None else value
                for column, value in row.values.items()
            },
        }
        for row in report.rows
    ]
    out = io.BytesIO()
    write_csv(out, Sheet(name=report.spec.code, title="", columns=columns, rows=rows))
    return out.getvalue()
