"""Pages of reporting."""

from django.urls import path

from academy.reporting.pages import (
    dashboard,
    exclusion_sheets,
    exclusions,
    extracts,
    index,
    reports,
)

app_name = "reporting"

urlpatterns = [
    path("", index.index_page, name="index"),
    path("extracts/", extracts.extracts_page, name="extracts"),
    path("extracts/<uuid:extract_id>/", extracts.comparison_page, name="comparison"),
    path("exclusions/", exclusions.exclusion_list, name="exclusions"),
    path("exclusions/ask/", exclusions.ask, name="ask_exclusion"),
    path("exclusions/import/", exclusion_sheets.import_list, name="import_exclusions"),
    path("exclusions/blank.xlsx", exclusion_sheets.template, name="exclusion_template"),
    path("exclusions/in-force.xlsx", exclusion_sheets.in_force, name="exclusions_in_force"),
    path("exclusions/decide/", exclusions.board, name="exclusion_board"),
    path("exclusions/<uuid:public_id>/withdraw/", exclusions.withdraw, name="withdraw_exclusion"),
    path("exclusions/<uuid:public_id>/revoke/", exclusions.revoke, name="revoke_exclusion"),
    path("dashboard/", dashboard.dashboard_page, name="dashboard"),
    path("dashboard/refresh/", dashboard.refresh, name="dashboard_refresh"),
    path("dashboard/lapsing/", dashboard.lapsing_page, name="dashboard_lapsing"),
    path("dashboard/<slug:report>/people/", dashboard.people_page, name="dashboard_people"),
    path("<slug:report>/", reports.report_page, name="report"),
    path("<slug:report>/people/", reports.people_page, name="people"),
    path("<slug:report>.xlsx", reports.xlsx, name="xlsx"),
    path("<slug:report>.csv", reports.csv, name="csv"),
    path("<slug:report>.pdf", reports.pdf, name="pdf"),
]
