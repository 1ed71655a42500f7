"""Everything that is there before anybody is rated: the tree, the people, their posts and what befell them."""

from dataclasses import dataclass

import numpy as np

from kiemdiem.demonstration.arrays import Days, Ints
from kiemdiem.demonstration.cadres import Cadres, find_cadres
from kiemdiem.demonstration.collectives import Collectives, form_collectives
from kiemdiem.demonstration.incidents import Incidents, befall, disciplined_members, fit_people, moving_days
from kiemdiem.demonstration.organisations import Organisations, found_organisations
from kiemdiem.demonstration.people import People, settle_people
from kiemdiem.demonstration.posts import Posts, fill_seats, hold_posts
from kiemdiem.demonstration.sizes import Scale
from kiemdiem.demonstration.subjects import Subjects, gather_subjects
from kiemdiem.demonstration.tree import Tree, grow_tree


@dataclass(frozen=True)
class Scene:
    """The state at the end of the year, by table."""

    tree: Tree
    organisations: Organisations
    collectives: Collectives
    people: People
    posts: Posts
    incidents: Incidents
    cadres: Cadres
    moved_on: Days
    """The first day in the new cell, by member."""
    disciplined: Ints
    """Members disciplined in the year, ascending."""
    subjects: Subjects
    least: int
    """Every special case occurs at least this often."""


def set_scene(scale: Scale, rng: np.random.Generator) -> Scene:
    """Draw everything that stands before the ratings."""
    tree = grow_tree(scale, rng)
    organisations = found_organisations(scale, rng, tree)
    collectives = form_collectives(scale, tree, organisations)
    seats, guests = fill_seats(collectives, scale.members, scale.non_members)
    leading = seats.leading(scale.members)
    people = settle_people(rng, tree, organisations, leading, collectives.organisation[guests])
    incidents = befall(rng, tree, people, leading, scale.least)
    people = fit_people(rng, people, incidents)
    posts = hold_posts(rng, seats, collectives, people, scale.least)
    return Scene(
        tree=tree,
        organisations=organisations,
        collectives=collectives,
        people=people,
        posts=posts,
        incidents=incidents,
        cadres=find_cadres(rng, posts, collectives, incidents, scale.least),
        moved_on=moving_days(rng, incidents),
        disciplined=disciplined_members(rng, incidents, scale.least),
        subjects=gather_subjects(organisations, collectives, people),
        least=scale.least,
    )
