"""Addresses of the API."""

from django.urls import path

from kiemdiem.api.application import api

urlpatterns = [path("", api.urls)]
