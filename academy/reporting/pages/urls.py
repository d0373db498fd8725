"""Pages of reporting."""

from django.urls import path

from academy.reporting.pages import (
    exclusion_sheets,
    exclusions,
    extracts,
    index,
    reports,
    runs,
    schedules,
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
    path("runs/", runs.run_list, name="runs"),
    path("runs/begin/<slug:report>/", runs.begin, name="begin_run"),
    path("runs/<uuid:run_id>/", runs.run_page, name="run"),
    path("runs/<uuid:run_id>/file", runs.run_file, name="run_file"),
    path("schedules/", schedules.schedule_list, name="schedules"),
    path("schedules/new/", schedules.new, name="new_schedule"),
    path("schedules/<uuid:public_id>/", schedules.schedule, name="schedule"),
    path("schedules/<uuid:public_id>/change/", schedules.change, name="change_schedule"),
    path("schedules/<uuid:public_id>/pause/", schedules.pause, name="pause_schedule"),
    path("schedules/<uuid:public_id>/resume/", schedules.resume, name="resume_schedule"),
    path("sendings/<uuid:sending_id>/", schedules.sending, name="sending"),
    path("sendings/<uuid:sending_id>/file", schedules.sending_file, name="sending_file"),
    path("sendings/<uuid:sending_id>/retry/", schedules.retry, name="retry_sending"),
    path("<slug:report>/", reports.report_page, name="report"),
    path("<slug:report>/people/", reports.people_page, name="people"),
    path("<slug:report>.xlsx", reports.xlsx, name="xlsx"),
    path("<slug:report>.csv", reports.csv, name="csv"),
    path("<slug:report>.pdf", reports.pdf, name="pdf"),
]
