"""Pages of courses."""

from django.urls import path

from courses.pages import blocks, cohorts, enrolments, mine

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
    path("<uuid:public_id>/seat-approved/", enrolments.seat_approved, name="seat_approved"),
    path("<uuid:public_id>/check-in/", enrolments.check_in, name="check_in"),
    path("enrolments/<uuid:public_id>/", enrolments.enrolment_page, name="enrolment"),
    path("enrolments/<uuid:public_id>/decide/", enrolments.decide, name="decide"),
    path("blocks/", blocks.block_list, name="blocks"),
    path("blocks/new/", blocks.record_block, name="record_block"),
    path("blocks/import/", blocks.import_blocks, name="import_blocks"),
    path("blocks/<uuid:public_id>/lift/", blocks.lift_block, name="lift_block"),
]
