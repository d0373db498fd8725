"""What a report's charts have to say, taken from the frame and not from what draws them."""

from collections import Counter
from decimal import Decimal

from academy.reporting import charts, labels
from academy.reporting.frames import Report, Row
from academy.reporting.rules.column_charts import COLUMNS_AT_MOST
from academy.reporting.rules.shapes import PAPER, SCREEN
from academy.reporting.specs import Charted


def assert_says_the_frame(report: Report) -> None:
    """Every number in every chart is the cell of the frame, on the screen and on paper."""
    for look in (SCREEN, PAPER):
        for charted in report.spec.charted:
            _rate(report, charted, charts.rate(report, charted, look, columns=2))
        if report.spec.banded is not None:
            _spread(report, charts.distribution(report, report.spec.banded, look))


def _rate(report: Report, charted: Charted, chart: charts.Chart) -> None:
    total = report.total[charted.column]
    if total is None or (not charted.is_rate and not total):
        assert chart.nothing
        assert not chart.drawings
        return
    groups = [group for drawing in chart.drawings for group in drawing.groups]
    titles = [group.title for group in groups if group.title]
    wanted = [_title(row, charted, report) for row in report.units]
    marks = [f"合计 {total}%"] if charted.is_rate else []
    goals = {report.goals.get(charted.column, {}).get(row.key) for row in report.units}
    marks += [f"目标 {goal}%" for goal in goals if goal is not None and len(goals) == 1]
    # Each column of bars has the lines and their words.
    assert Counter(titles) == Counter([*wanted, *marks * len(chart.drawings)])
    assert len(report.units) <= COLUMNS_AT_MOST or report.spec.heads is None
    said = [words.text for group in groups for words in group.words if words.ink == "value"]
    sign = "%" if charted.is_rate and report.spec.heads is None else ""
    values = [
        labels.NOTHING if row[charted.column] is None else f"{row[charted.column]:,}{sign}"
        for row in report.units
    ]
    assert Counter(each.removesuffix("※") for each in said) == Counter(values)
    columns = [charted.column, charted.part, *([charted.whole] if charted.is_rate else [])]
    (numbers,) = chart.numbers
    assert Counter(tuple(row[1:]) for row in numbers.rows) == Counter(
        tuple(labels.printed(row[column]) for column in columns)
        for row in (*report.units, report.total)
    )


def _title(row: Row, charted: Charted, report: Report) -> str:
    value, part = row[charted.column], row[charted.part]
    if not charted.is_rate:
        label = report.spec.entry[charted.part].label
        return f"{row.short_name} {value}" + (f" {label} {part}" if part else "")
    sign = "" if report.spec.heads is not None else "%"
    said = labels.NOTHING if value is None else f"{value}{sign}"
    return f"{row.short_name} {said} {part}/{row[charted.whole]}"


def _spread(report: Report, chart: charts.Chart) -> None:
    assert report.spec.banded is not None
    total = report.total
    counts = [total.number(column) for column, _low, _high in report.spec.banded.bands]
    if not sum(counts):
        assert chart.nothing
        return
    (drawing,) = chart.drawings
    values = [
        words.text for group in drawing.groups for words in group.words if words.ink == "value"
    ]
    marks = [total[column] for column in report.spec.banded.marks]
    assert values == [f"{count:,}" for count in counts] + [f"{mark:,}" for mark in marks]
    shares = [Decimal(row[2]) for row in chart.numbers[0].rows]
    assert [
        abs(s - Decimal(100) * c / sum(counts)) <= Decimal("0.05")
        for s, c in zip(shares, counts, strict=True)
    ] == [True] * 5
    assert [row[1] for row in chart.numbers[1].rows] == [f"{mark:,}" for mark in marks]
