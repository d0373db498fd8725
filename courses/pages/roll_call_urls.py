"""Pages of roll-calls. Part of the routes of courses."""

from django.urls import path

from courses.pages import roll_calls

urlpatterns = [
    path("roll-calls/", roll_calls.running, name="rolls"),
    path("roll-calls/<uuid:public_id>/", roll_calls.roll_call, name="roll_call"),
    path("roll-calls/<uuid:public_id>/void/", roll_calls.void, name="void_roll_call"),
    path("<uuid:public_id>/roll-calls/", roll_calls.day, name="roll_calls"),
    path("<uuid:public_id>/roll-calls/take/", roll_calls.take, name="take_roll_call"),
    path("<uuid:public_id>/roll-calls/sheet/", roll_calls.sheet, name="roll_call_sheet"),
]
