"""Addresses of the cycle and the plan."""

from django.urls import path

from kiemdiem.campaign.views import changes, cycles, editions, plan, rows

urlpatterns = [
    path("cycles/", cycles.cycles, name="cycles"),
    path("cycles/new/", cycles.cycle_new, name="cycle_new"),
    path("cycles/<int:number>/", cycles.cycle, name="cycle"),
    path("cycles/<int:number>/choose/", cycles.cycle_choose, name="cycle_choose"),
    path("cycles/<int:number>/days/<str:key>/", cycles.cycle_day, name="cycle_day"),
    path("cycles/<int:number>/preview/", cycles.cycle_preview, name="cycle_preview"),
    path("cycles/<int:number>/freeze/", cycles.cycle_freeze, name="cycle_freeze"),
    path("cycles/<int:number>/discard/", cycles.cycle_discard, name="cycle_discard"),
    path("cycles/<int:number>/edition/", editions.edition_try, name="edition_try"),
    path("cycles/trials/<int:number>/", editions.edition_trial, name="edition_trial"),
    path("cycles/problems/<int:number>/", cycles.problem_aside, name="problem_aside"),
    path("cycles/<int:number>/plan/", plan.plan, name="plan"),
    path("cycles/<int:number>/plan/rows/", plan.plan_rows, name="plan_rows"),
    path("cycles/<int:number>/plan/changes/", changes.plan_changes, name="plan_changes"),
    path("cycles/<int:number>/plan/changes/compare/", changes.changes_compare, name="changes_compare"),
    path("cycles/<int:number>/plan/changes/decide/", changes.changes_decide, name="changes_decide"),
    path("cycles/<int:number>/plan/units/<str:code>/", plan.plan_unit, name="plan_unit"),
    path("cycles/<int:number>/plan/units/<str:code>/missing/", plan.plan_missing, name="plan_missing"),
    path("plan/places/<int:number>/finish/", plan.place_finish, name="place_finish"),
    path("plan/rows/<int:number>/", rows.plan_row, name="plan_row"),
    path("plan/rows/<int:number>/decide/", rows.row_decide, name="row_decide"),
    path("plan/rows/<int:number>/early/", rows.row_early, name="row_early"),
    path("plan/rows/<int:number>/reopen/", rows.row_reopen, name="row_reopen"),
]
