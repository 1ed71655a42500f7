"""Addresses of imports and of the export of a workbook."""

from django.urls import path

from kiemdiem.registry import import_views

app_name = "imports"
urlpatterns = [
    path("", import_views.import_list, name="list"),
    path("upload/", import_views.import_upload, name="upload"),
    path("template/", import_views.template, name="template"),
    path("columns/", import_views.columns, name="columns"),
    path("export/<str:code>/", import_views.export, name="export"),
    path("<int:number>/", import_views.import_page, name="import"),
    path("<int:number>/answer/", import_views.import_answer, name="answer"),
    path("<int:number>/apply/", import_views.import_apply, name="apply"),
    path("<int:number>/again/", import_views.import_again, name="again"),
    path("<int:number>/discard/", import_views.import_discard, name="discard"),
]
