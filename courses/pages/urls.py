"""Pages of courses."""

from django.urls import path

from courses.pages import (
    announcing,
    cohorts,
    enrolments,
    mine,
    moves,
    nominations,
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
]
