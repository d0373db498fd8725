"""Pages of reporting."""

from django.urls import path

from academy.reporting.pages import (
    exclusion_sheets,
    exclusions,
    extracts,
    index,
    records,
    reports,
    stories,
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
    path("cohorts/", stories.cohort_list, name="cohort_list"),
    path("cohorts/<uuid:cohort_id>/", stories.cohort_page, name="cohort_story"),
    path("cohorts/<uuid:cohort_id>.xlsx", stories.cohort_xlsx, name="cohort_story_xlsx"),
    path("cohorts/<uuid:cohort_id>.pdf", stories.cohort_pdf, name="cohort_story_pdf"),
    path("persons/", records.person_list, name="person_list"),
    path("persons/<uuid:person_id>/", records.record_page, name="person_record"),
    path("persons/<uuid:person_id>.xlsx", records.record_xlsx, name="person_record_xlsx"),
    path("persons/<uuid:person_id>.pdf", records.record_pdf, name="person_record_pdf"),
    path("record/", records.my_record, name="my_record"),
    path("record.xlsx", records.my_record_xlsx, name="my_record_xlsx"),
    path("record.pdf", records.my_record_pdf, name="my_record_pdf"),
    path("<slug:report>/", reports.report_page, name="report"),
    path("<slug:report>/people/", reports.people_page, name="people"),
    path("<slug:report>.xlsx", reports.xlsx, name="xlsx"),
    path("<slug:report>.csv", reports.csv, name="csv"),
    path("<slug:report>.pdf", reports.pdf, name="pdf"),
]
