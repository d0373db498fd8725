"""What stands above every table of a report, in words, on whatever it is printed."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from academy.people import labels as people_labels
from academy.reporting import labels
from academy.reporting.frames import Report
from academy.reporting.rules.asking import Ask


def in_words(on: date) -> str:
    """Return a date as prose prints it: 2026年3月5日."""
    return date_format(on, "DATE_FORMAT")


def period_line(report: Report) -> str:
    """Return the period in words, with the rule by which a fact belongs to it.

    Of a report about one day, the day.
    """
    if not report.spec.has_period:
        return _("统计日：%(on)s") % {"on": in_words(report.as_of)}
    return _("统计期：%(period)s（按开班日期）") % {"period": period_words(report.ask)}


def period_words(ask: Ask) -> str:
    """Return the period in words, both days included."""
    return _("%(first)s至%(last)s") % {
        "first": in_words(ask.period.starts_on),
        "last": in_words(ask.period.last_on),
    }


def narrowed_line(report: Report) -> str:
    """Return in words what the report was narrowed to."""
    return "　".join(f"{name}：{value}" for name, value in narrowed(report))


def narrowed(report: Report) -> list[tuple[str, str]]:
    """Return the conditions a report knows besides unit and days, each with its value in words."""
    ask, asks = report.ask, report.spec.asks
    found: list[tuple[str, str]] = []
    if "track" in asks:
        found.append((_("业务线"), report.track_name))
    if "cohort" in asks:
        found.append((_("期次"), report.cohort_name))
    if "requirement" in asks:
        found.append((_("培训要求"), report.requirement_name))
    if ask.staff_kind is not None:
        found.append((_("人员类别"), str(people_labels.STAFF_KIND[ask.staff_kind])))
    if ask.rank_band is not None:
        found.append((_("职级层次"), str(labels.RANK_BAND[ask.rank_band])))
    if "sitting" in asks:
        found.append((_("成绩分布按"), str(labels.SITTING[ask.sitting])))
    return found


def part_heading(report: Report) -> str:
    """Return the heading of the column of parts; "" where the rows have none."""
    return str(labels.DIMENSION[report.ask.by]) if report.part_names else ""


def page_words() -> list[str]:
    """Return the words before, between and after the two page numbers, which print.css counts."""
    words = _("第 %(page)s 页，共 %(pages)s 页") % {"page": "\0", "pages": "\0"}
    return [part.strip() for part in words.split("\0")]
