"""A cycle of the cast's province, opened through the actions and the jobs themselves."""

from kiemdiem.accounts.queries import access_of
from kiemdiem.campaign.actions.cycles import ask_to_freeze, prepare_cycle
from kiemdiem.campaign.models import Cycle
from support.cast import Cast
from support.jobs import run_next_job

YEAR = 2026


def prepared_cycle(cast: Cast, year: int = YEAR, unit: str = "T", login: str = "province") -> Cycle:
    """The cycle with its preview made, not open yet."""
    cycle = prepare_cycle(access_of(cast.accounts[login]), unit, year, None, "nghe-an-2020")
    run_next_job()
    cycle.refresh_from_db()
    return cycle


def open_cycle(cast: Cast, year: int = YEAR, unit: str = "T", login: str = "province") -> Cycle:
    """The cycle frozen: subjects, places and plan rows are there."""
    cycle = prepared_cycle(cast, year, unit, login)
    ask_to_freeze(access_of(cast.accounts[login]), cycle.pk)
    job = run_next_job()
    assert job.finished_at, job.message
    cycle.refresh_from_db()
    return cycle
