"""The pages of a conference, from the list to the signed result, as its people open them."""

import pytest
from django.test import Client
from django.urls import reverse

from kiemdiem.meetings.actions.minutes import draw_up_minutes
from kiemdiem.meetings.models import Vote
from meetings.room import Room
from review.letters import ClientAs

pytestmark = pytest.mark.django_db


def shown(client: Client, name: str, *args: object) -> str:
    """The page, in English."""
    answer = client.get(reverse(name, args=args), headers={"accept-language": "en"})
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def test_every_page_of_a_conference_opens_at_every_stage(room: Room, client_as: ClientAs) -> None:
    an, number = client_as("an"), room.conference.pk
    assert "Conferences" in shown(an, "conferences")
    for name in ("conference", "conference_roll", "conference_screen", "conference_officers", "sitting_add",
                 "conference_drop", "attendee_add"):  # fmt: skip
        shown(an, name, number)
    room.open()
    item = room.item("nga")
    for name in ("item", "item_set", "item_remove"):
        shown(an, name, item.pk)
    room.review("nga")
    assert "Hoàn thành nhiệm vụ được giao." in shown(an, "item", item.pk)
    shown(an, "vote_new", number, "proposal")
    vote = room.prepare("nga")
    assert "Open the vote" in shown(an, "vote", vote.pk)
    shown(an, "vote_tellers", vote.pk)
    Vote.objects.filter(pk=vote.pk).delete()
    vote = room.signed(["1", "1", "1", "2", "x", "0"], "nga")
    told = shown(an, "vote", vote.pk)
    assert "Good (HTTNV)" in told
    shown(client_as("lan"), "vote_count", vote.pk)
    shown(client_as("binh"), "conference_screen", number)


def test_whoever_is_signed_in_stays_so_on_every_page_of_a_conference(reviewed: Room, client_as: ClientAs) -> None:
    an, number = client_as("an"), reviewed.number
    draw_up_minutes(reviewed.secretary, number)
    vote = reviewed.signed(["1"] * 6, "nga")
    for name, key in (("conference", number), ("minutes", number), ("conference_roll", number), ("vote", vote.pk),
                      ("item", reviewed.item("nga").pk), ("conference_screen", number)):  # fmt: skip
        assert "Sign out" in shown(an, name, key), name
    assert "Sign out" in shown(client_as("lan"), "vote_count", vote.pk)
