"""What a template may hold: placeholders, plain HTML and CSS, and nothing that computes, fetches,
attaches or grows.

The first of two walls: it tells an author what is wrong, in words, before anything is rendered.
The second is the chamber, which trusts nobody to have come by here.
"""

from collections.abc import Collection

from certificates.rules.lint import advice, elements, styles
from certificates.rules.lint.findings import ADVICE, FAULTS, Finding, Findings, Report

__all__ = ["ADVICE", "FAULTS", "Finding", "Report", "check"]


def check(
    html: str,
    css: str,
    *,
    drawings: Collection[str],
    families: Collection[str] | None = None,
) -> Report:
    """Return what is wrong with a template and what would make it faster.

    `drawings` are the names of shipped drawings (`pdf.drawings()`), `families` the fonts that may
    be named (`pdf.families()`; None: any).
    """
    known = styles.Known(drawings, families)
    in_html, in_css, hints = Findings("html"), Findings("css"), Findings("")
    tree = None
    try:
        tree = elements.check_page(html, known, in_html)
    except RecursionError:
        in_html.add("too_deep", most=elements.DEPTH)
    if len(css) > styles.CSS_CHARACTERS:
        in_css.add("too_long", what="CSS", most="100 kB")
    elif css.count("{") > styles.RULES:
        in_css.add("too_many_rules", most=styles.RULES)
    else:
        try:
            styles.check_sheet(css, known, in_css)
        except RecursionError:
            in_css.add("value_too_complex", name="CSS")
    faults = in_html.all() + in_css.all()
    if tree is not None and not faults:
        advice.check(tree, css, hints)
    return Report(faults, hints.all())
