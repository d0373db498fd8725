"""Pages of leave. Part of the routes of courses."""

from django.urls import path

from courses.pages import leaves, leaves_kept

urlpatterns = [
    path("leaves/mine/", leaves.my_leaves, name="my_leaves"),
    path("leaves/ask/<uuid:public_id>/", leaves.ask, name="ask_leave"),
    path("leaves/waiting/", leaves_kept.waiting, name="leaves_waiting"),
    path("leaves/<uuid:public_id>/withdraw/", leaves.withdraw, name="withdraw_leave"),
    path("leaves/<uuid:public_id>/print/", leaves.print_leave, name="print_leave"),
    path("leaves/<uuid:public_id>/back/", leaves_kept.sign_back, name="sign_back"),
    path("leaves/<uuid:public_id>/away-again/", leaves_kept.undo_return, name="undo_return"),
    path("<uuid:public_id>/leaves/", leaves_kept.cohort_leaves, name="leaves"),
    path("<uuid:public_id>/leaves/record/", leaves_kept.record, name="record_leave"),
]
