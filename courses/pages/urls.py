"""Pages of courses."""

from django.urls import path

from courses.pages import (
    announcing,
    cohorts,
    enrolments,
    ledger,
    mine,
    moves,
    nominations,
    owing,
    past_records,
    requirements,
    teaching_urls,
)

app_name = "courses"

urlpatterns = [
    path("", cohorts.cohort_list, name="cohorts"),
    path("new/", cohorts.new_cohort, name="new_cohort"),
    path("mine/", mine.mine, name="mine"),
    path("<uuid:public_id>/", cohorts.cohort_page, name="cohort"),
    path("<uuid:public_id>/publish/", cohorts.publish, name="publish"),
    path("<uuid:public_id>/open/", cohorts.open_, name="open"),
    path("<uuid:public_id>/cancel/", cohorts.cancel, name="cancel"),
    path("<uuid:public_id>/close-out/", cohorts.close_out, name="close_out"),
    path("<uuid:public_id>/quotas/", cohorts.quotas, name="quotas"),
    path("<uuid:public_id>/enrol/", enrolments.enrol, name="enrol"),
    path("<uuid:public_id>/check-in/", enrolments.check_in, name="check_in"),
    path("enrolments/<uuid:public_id>/", enrolments.enrolment_page, name="enrolment"),
    path("enrolments/<uuid:public_id>/decide/", enrolments.decide, name="decide"),
    *teaching_urls.urlpatterns,
    # -- enrolment
    path("to-endorse/", nominations.to_endorse, name="to_endorse"),
    path("to-approve/", nominations.to_approve, name="to_approve"),
    path("<uuid:public_id>/nominate/", nominations.nominate, name="nominate"),
    path("<uuid:public_id>/unit/", nominations.unit_places, name="unit_places"),
    path("<uuid:public_id>/notice/", announcing.notice, name="notice"),
    path("<uuid:public_id>/notice/print/", announcing.notice_print, name="notice_print"),
    path("<uuid:public_id>/fill/", announcing.fill, name="fill"),
    path("allocations/<uuid:public_id>/", announcing.allocation, name="allocation"),
    path("<uuid:public_id>/arrivals/", moves.arrivals, name="arrivals"),
    path("enrolments/<uuid:public_id>/substitute/", moves.substitute, name="substitute"),
    path("enrolments/<uuid:public_id>/transfer/", moves.transfer, name="transfer"),
    path("requirements/", requirements.requirement_list, name="requirements"),
    path("requirements/new/", requirements.new_requirement, name="new_requirement"),
    path("requirements/usual/", requirements.load_usual, name="load_usual"),
    path(
        "requirements/<uuid:public_id>/end/", requirements.end_requirement, name="end_requirement"
    ),
    path("hours/", owing.attainment, name="attainment"),
    path("hours/owing/", owing.owing, name="owing"),
    path("hours/owing/workbook/", owing.workbook, name="owing_workbook"),
    path("hours/seats/", owing.seats, name="seats"),
    path("hours/people/<uuid:public_id>/", ledger.ledger, name="ledger"),
    path("hours/people/<uuid:public_id>/record/", ledger.record, name="record_hours"),
    path("hours/entries/<uuid:public_id>/reverse/", ledger.reverse, name="reverse_hours"),
    path("hours/imports/", past_records.imports, name="hours_imports"),
    path("hours/imports/template/", past_records.template, name="hours_template"),
    path("hours/imports/<uuid:public_id>/", past_records.run_page, name="hours_import"),
    path("hours/imports/<uuid:public_id>/commit/", past_records.commit, name="commit_hours"),
    path("hours/imports/<uuid:public_id>/undo/", past_records.undo, name="undo_hours"),
]
