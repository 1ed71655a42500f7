"""Addresses of the cycle and the plan."""

from django.urls import path

from kiemdiem.campaign.views import cycles

urlpatterns = [
    path("cycles/", cycles.cycles, name="cycles"),
    path("cycles/new/", cycles.cycle_new, name="cycle_new"),
    path("cycles/<int:number>/", cycles.cycle, name="cycle"),
    path("cycles/<int:number>/days/<str:key>/", cycles.cycle_day, name="cycle_day"),
    path("cycles/<int:number>/preview/", cycles.cycle_preview, name="cycle_preview"),
    path("cycles/<int:number>/freeze/", cycles.cycle_freeze, name="cycle_freeze"),
    path("cycles/<int:number>/discard/", cycles.cycle_discard, name="cycle_discard"),
    path("cycles/problems/<int:number>/", cycles.problem_aside, name="problem_aside"),
]
