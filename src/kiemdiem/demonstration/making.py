"""From a size and a seed to the tables of a workbook."""

import numpy as np
import pyarrow as pa

from kiemdiem.demonstration.ballots import ballots_table, choose_balloted
from kiemdiem.demonstration.circumstances import circumstances_table
from kiemdiem.demonstration.commendation import history_table, nominate
from kiemdiem.demonstration.decisions import decisions_table
from kiemdiem.demonstration.memberships import memberships_table
from kiemdiem.demonstration.outcomes import reach_outcomes
from kiemdiem.demonstration.papers import professional_ratings_table, requirements_table
from kiemdiem.demonstration.people import people_table
from kiemdiem.demonstration.reviews import reviews_table
from kiemdiem.demonstration.scene import set_scene
from kiemdiem.demonstration.sizes import SCALES, Size


def make(size: Size, seed: int) -> dict[str, pa.Table]:
    """The tables of an invented year 2020, by their keys in the workbook.

    The same size and seed (0 or more) give the same tables. Rows stand in the order of their ids;
    tables about several kinds of subject have organisations first, then collectives, members, cadres.
    """
    rng = np.random.Generator(np.random.PCG64([seed, list(Size).index(size)]))
    scene = set_scene(SCALES[size], rng)
    outcomes = reach_outcomes(rng, scene)
    balloted = choose_balloted(rng, scene)
    nominations = nominate(rng, scene, outcomes)
    return {
        "organisations": scene.organisations.table(),
        "collectives": scene.collectives.table(),
        "people": people_table(rng, scene.people, scene.organisations.ids),
        "memberships": memberships_table(rng, scene),
        "posts": scene.posts.table(scene.people, scene.collectives),
        "circumstances": circumstances_table(rng, scene),
        "professional_ratings": professional_ratings_table(rng, scene, outcomes),
        "reviews": reviews_table(rng, scene, outcomes),
        "requirements": requirements_table(rng, scene),
        "ballots": ballots_table(rng, scene, outcomes, balloted),
        "decisions": decisions_table(rng, scene, outcomes, balloted),
        "history": history_table(rng, scene, nominations),
        "nominations": nominations.table(scene.subjects),
    }
