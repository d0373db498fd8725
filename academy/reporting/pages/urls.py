"""Pages of reporting."""

from django.urls import path

from academy.reporting.pages import completion, exclusion_sheets, exclusions

app_name = "reporting"

urlpatterns = [
    path("", completion.report_page, name="completion"),
    path("people/", completion.people_page, name="people"),
    path("completion.xlsx", completion.xlsx, name="xlsx"),
    path("completion.csv", completion.csv, name="csv"),
    path("completion.pdf", completion.pdf, name="pdf"),
    path("exclusions/", exclusions.exclusion_list, name="exclusions"),
    path("exclusions/ask/", exclusions.ask, name="ask_exclusion"),
    path("exclusions/import/", exclusion_sheets.import_list, name="import_exclusions"),
    path("exclusions/blank.xlsx", exclusion_sheets.template, name="exclusion_template"),
    path("exclusions/in-force.xlsx", exclusion_sheets.in_force, name="exclusions_in_force"),
    path("exclusions/decide/", exclusions.board, name="exclusion_board"),
    path("exclusions/<uuid:public_id>/withdraw/", exclusions.withdraw, name="withdraw_exclusion"),
    path("exclusions/<uuid:public_id>/revoke/", exclusions.revoke, name="revoke_exclusion"),
]
