"""Pages of what stays come to. Part of the routes of courses."""

from django.urls import path

from courses.pages import stays

urlpatterns = [
    path("<uuid:public_id>/stay/", stays.stay_page, name="stay"),
    path("<uuid:public_id>/stay/stay.xlsx", stays.stay_workbook, name="stay_xlsx"),
]
