"""Addresses of this floor."""

from django.urls import path

from kiemdiem.reminders import views

urlpatterns = [
    path("account/reminders/", views.reminders, name="reminders"),
    path("account/reminders/stop/", views.reminders_stop, name="reminders_stop"),
    path("account/calendar/new/", views.feed_make, name="feed_make"),
    path("account/calendar/end/", views.feed_end, name="feed_end"),
    path("reminders/confirm/<str:token>/", views.reminders_confirm, name="reminders_confirm"),
    path("reminders/stop/<str:token>/", views.reminders_stop_by_link, name="reminders_stop_by_link"),
    path("calendar/<str:secret>.ics", views.feed, name="feed"),
]
