"""A town by the sea in the west of Mexico, still looked for: council gave the direction, staff made a list of twelve."""

from proposals.lifecycle import Phase
from proposals.planning import actions as planning
from proposals.proposal.models import Candidate, Community
from proposals.research.candidates import actions as candidates
from proposals.research.comparison.prefill import prefill
from proposals.research.stability import actions as stability
from twinning.accounts.models import User
from twinning.demonstration.stage import File, Row, Stage
from twinning.demonstration.telling import Story
from twinning.demonstration.world import advisory

WORKING_TITLE = "A town by the sea in the west of Mexico"

LIST = [
    ("Loreto", "Baja California Sur", "Named by the diving club"),
    ("San Blas", "Nayarit", "Found by size and distance to the sea"),
    ("Bucerías", "Nayarit", "Named by residents who spend the winter there"),
    ("Todos Santos", "Baja California Sur", "Named by the Arts Circle"),
    ("Escuinapa de Hidalgo", "Sinaloa", "Found by size and distance to the sea"),
    ("Santa Rosalía", "Baja California Sur", "Found by size and distance to the sea"),
    ("Compostela", "Nayarit", "Found by size and distance to the sea"),
    ("Tomatlán", "Jalisco", "Found by size and distance to the sea"),
    ("San Felipe", "Baja California", "Named by residents who spend the winter there"),
    ("Topolobampo", "Sinaloa", "Found by size and distance to the sea"),
    ("Puerto Vallarta", "Jalisco", "Named by a member of council"),
    ("Ensenada", "Baja California", "Named by the chamber of commerce"),
]
TOO_LARGE = ["Puerto Vallarta", "Ensenada"]
NO_CONTACT = ["Compostela", "Tomatlán", "Santa Rosalía", "Topolobampo"]
SHORT_LIST = ["Loreto", "Bucerías", "Todos Santos"]


def story(stage: Stage) -> Story:
    days, people = stage.days, stage.people
    yield days.ago(64, hours=2)
    file = File(
        Community(name=WORKING_TITLE, country="MX", is_search=True),
        by=people.colleague,
        kind="friendship",
        origin="council",
    )
    file.fill(Phase.PLANNING, {"communities": COMMUNITIES, "purpose": PURPOSE})
    file.waive(
        Phase.PLANNING,
        "Follows when the community is known.",
        *["committee", "agreement", "activities", "budget", "review"],
    )
    planning.send_to_cao(file.proposal, by=people.colleague)
    yield days.ago(57, hours=3)
    planning.recommend(
        file.proposal, by=people.cao, why="Make a list first. Not more than three that we look at closely."
    )

    yield days.ago(41, hours=4)
    for name, region, came_up in LIST:
        community = stage.community(name=name, region=region, country="MX")
        candidates.list_candidate(file.proposal, community, came_up=came_up, by=people.colleague)
    prefill(None, by=people.colleague, proposal=file.proposal)
    for candidate in file.proposal.candidates.select_related("community"):  # type: ignore[attr-defined]
        prefill(candidate.community, by=people.colleague, proposal=file.proposal)
    yield days.ago(20, hours=5)
    _decide(file, TOO_LARGE, Candidate.Standing.NOT_CHOSEN, TOO_LARGE_WORDS, by=people.colleague)
    _decide(file, NO_CONTACT, Candidate.Standing.NOT_CHOSEN, NO_CONTACT_WORDS, by=people.colleague)
    yield days.ago(16, hours=2)
    _decide(file, SHORT_LIST, Candidate.Standing.SHORT, SHORT_LIST_WORDS, by=people.staff)
    stability.write_note(file.proposal, advisory(), by=people.staff)


TOO_LARGE_WORDS = "Many times our size; the Twinning Committee asked for a town whose mayor would know ours."
NO_CONTACT_WORDS = "Nobody in Lacombe knows anybody there, and nobody has offered to write."
SHORT_LIST_WORDS = "Residents know people there and would carry the first exchange."

COMMUNITIES: Row = {
    "sponsor": "Office of the CAO",
    "council_sponsor": "Councillor S. Whitford",
    "people": [{"side": "here", "name": "G. Moreau", "organisation": "Lacombe Arts Circle"}],
}
PURPOSE: Row = {
    "purpose": "To find a town of our size by the sea with which schools and clubs can exchange visits in winter and in summer.",
    "city_objectives": "Council asked for one partner in a country where many residents spend the winter.",
}


def _decide(file: File, names: list[str], standing: Candidate.Standing, why: str, *, by: User) -> None:
    chosen = file.proposal.candidates.filter(community__name__in=names)  # type: ignore[attr-defined]
    candidates.decide(chosen, standing, by=by, why=why)
