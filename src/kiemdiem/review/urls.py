"""Addresses of the papers of a review."""

from django.urls import path

from kiemdiem.review.views import links, opinions, writings

urlpatterns = [
    path("my-review/", writings.my_review, name="my_review"),
    path("texts/subjects/<int:number>/", writings.text_form, name="text_form"),
    path("texts/subjects/<int:number>/begin/", writings.text_begin, name="text_begin"),
    path("texts/places/<int:number>/", writings.texts, name="texts"),
    path("texts/<int:number>/", writings.writing, name="writing"),
    path("texts/<int:number>/save/", writings.writing_save, name="writing_save"),
    path("texts/<int:number>/settle/<int:earlier>/", writings.writing_settle, name="writing_settle"),
    path("texts/<int:number>/rest/", writings.writing_rest, name="writing_rest"),
    path("texts/<int:number>/shortcomings/", writings.shortcoming_add, name="shortcoming_add"),
    path(
        "texts/<int:number>/shortcomings/<int:shortcoming>/withdraw/",
        writings.shortcoming_withdraw,
        name="shortcoming_withdraw",
    ),
    path("texts/<int:number>/hand-in/", writings.writing_hand_in, name="writing_hand_in"),
    path("texts/<int:number>/take-back/", writings.writing_take_back, name="writing_take_back"),
    path("texts/<int:number>/revise/", writings.writing_revise, name="writing_revise"),
    path("texts/<int:number>/versions/", writings.writing_versions, name="writing_versions"),
    path("opinions/", opinions.opinion_requests, name="opinion_requests"),
    path("opinions/derive/<str:code>/", opinions.opinion_derive, name="opinion_derive"),
    path("opinions/send/", opinions.opinion_send, name="opinion_send"),
    path("opinions/letters/", opinions.opinion_letters, name="opinion_letters"),
    path("opinions/<int:number>/", opinions.opinion_request, name="opinion_request"),
    path("opinions/<int:number>/answer/", opinions.opinion_answer, name="opinion_answer"),
    path("opinions/<int:number>/name/", opinions.opinion_name, name="opinion_name"),
    path("opinions/<int:number>/close/<str:stage>/", opinions.opinion_close, name="opinion_close"),
    path("opinions/<int:number>/link/", opinions.opinion_link, name="opinion_link"),
    path("opinions/subjects/<int:number>/", opinions.opinions, name="opinions"),
    path("opinions/subjects/<int:number>/add/", opinions.opinion_add, name="opinion_add"),
    path("opinions/subjects/<int:number>/consolidate/", opinions.opinion_consolidate, name="opinion_consolidate"),
    path("opinions/subjects/<int:number>/go-on/", opinions.opinion_go_on, name="opinion_go_on"),
    path("gop-y/<str:token>/", links.opinion_by_link, name="opinion_by_link"),
]
