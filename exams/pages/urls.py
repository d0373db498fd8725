"""Pages under /exams/."""

from __future__ import annotations

from django.urls import path

from exams.pages import (
    accommodations,
    fairness,
    mine,
    offline,
    policy,
    rehearsal,
    rooms,
    seats,
    staff,
    watch,
)

app_name = "exams"

urlpatterns = [
    path("", staff.exam_list, name="exams"),
    path("new/", staff.new_exam, name="new_exam"),
    path("<uuid:exam_id>/", staff.board, name="board"),
    path("<uuid:exam_id>/release/", staff.release_results, name="release"),
    path("rooms/", rooms.room_list, name="rooms"),
    path("rooms/new/", rooms.new_room, name="new_room"),
    path("rooms/<uuid:room_id>/", rooms.room, name="room"),
    path("rooms/<uuid:room_id>/retire/", rooms.retire_room, name="retire_room"),
    path("<uuid:exam_id>/policy/", policy.policy, name="policy"),
    path("<uuid:exam_id>/seats/", seats.seats, name="seats"),
    path("<uuid:exam_id>/seats/assign/", seats.assign_seats, name="assign_seats"),
    path("<uuid:exam_id>/seats/codes/", seats.room_codes, name="room_codes"),
    path("<uuid:exam_id>/seats/print/", seats.print_seats, name="print_seats"),
    path("<uuid:exam_id>/seats.xlsx", seats.seats_xlsx, name="seats_xlsx"),
    path("<uuid:exam_id>/seats.csv", seats.seats_csv, name="seats_csv"),
    path("seats/<uuid:sitting_id>/", seats.seat, name="seat"),
    path("seats/<uuid:sitting_id>/code/", seats.seat_code, name="seat_code"),
    path("<uuid:exam_id>/watch/", watch.room, name="watch"),
    path("<uuid:exam_id>/watch/do/", watch.room_do, name="watch_do"),
    path("watch/<uuid:sitting_id>/", watch.person, name="watch_person"),
    path("watch/<uuid:sitting_id>/do/", watch.person_do, name="watch_person_do"),
    path("accommodations/", accommodations.accommodation_list, name="accommodations"),
    path("accommodations/grant/", accommodations.grant_accommodation, name="grant_accommodation"),
    path(
        "accommodations/<uuid:accommodation_id>/",
        accommodations.accommodation,
        name="accommodation",
    ),
    path(
        "accommodations/<uuid:accommodation_id>/end/",
        accommodations.end_accommodation,
        name="end_accommodation",
    ),
    path("<uuid:exam_id>/outages/", fairness.outages, name="outages"),
    path("<uuid:exam_id>/outages/credit/", fairness.credit_outage, name="credit_outage"),
    path("<uuid:exam_id>/late/", fairness.late, name="late"),
    path("late/<uuid:late_id>/decide/", fairness.decide_late, name="decide_late"),
    path("<uuid:exam_id>/excuses/", fairness.excuses, name="excuses"),
    path("<uuid:exam_id>/excuses/grant/", fairness.grant_excuse, name="grant_excuse"),
    path("excuses/<uuid:excuse_id>/withdraw/", fairness.withdraw_excuse, name="withdraw_excuse"),
    path("<uuid:exam_id>/rehearsal/", rehearsal.rehearse, name="rehearsal"),
    path("mine/", mine.mine, name="mine"),
    path("mine/<uuid:exam_id>/start/", mine.start, name="start"),
    path("mine/<uuid:exam_id>/check-in/", mine.check_in, name="check_in"),
    path("mine/<uuid:exam_id>/wait/", mine.wait, name="wait"),
    path("mine/<uuid:exam_id>/lockdown-check/", mine.lockdown_check, name="lockdown_check"),
    path("mine/sittings/sw.js", offline.sitting_worker, name="sitting_worker"),
    path("mine/sittings/<uuid:sitting_id>/", mine.sit, name="sit"),
    path("mine/sittings/<uuid:sitting_id>/result/", mine.result, name="result"),
]
