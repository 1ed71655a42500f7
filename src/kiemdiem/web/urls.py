"""The map of all addresses."""

from django.urls import include, path

from kiemdiem.web.views import home, journal, preparation

urlpatterns = [
    path("", home.home, name="home"),
    path("about/", home.about, name="about"),
    path("preparation/", preparation.preparation, name="preparation"),
    path("journal/", journal.journals, name="journals"),
    path("journal/<str:code>/", journal.journal, name="journal"),
    path("journal/<str:code>/head/", journal.journal_head, name="journal_head"),
    path("journal/<str:code>/verify/", journal.journal_verify, name="journal_verify"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/", include("kiemdiem.api.urls")),
    path("jobs/", include("kiemdiem.jobs.urls")),
    path("", include("kiemdiem.accounts.urls")),
    path("", include("kiemdiem.registry.urls")),
    path("", include("kiemdiem.campaign.urls")),
    path("", include("kiemdiem.review.urls")),
    path("", include("kiemdiem.meetings.urls")),
    path("", include("kiemdiem.reminders.urls")),
]
