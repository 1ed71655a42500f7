"""Addresses of the jobs."""

from django.urls import path

from kiemdiem.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="list"),
    path("machine", views.machine_jobs, name="machine"),
    path("<int:number>", views.job_page, name="job"),
    path("<int:number>/stop", views.job_stop, name="stop"),
    path("<int:number>/file", views.job_output, name="output"),
]
