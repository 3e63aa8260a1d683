"""What the demonstration knows of other cities: a few twinnings out of papers that anybody can read, and one travel advisory."""

import datetime as dt

from proposals.research.stability.models import StabilityNote
from twinning.atlas import entries
from twinning.atlas.models import Twinning
from twinning.demonstration.stage import Stage

MEMO = "Memo of the CAO, 7 March 2019"
LOCAL_PAPER = "Lacombe Express, on the new entrance signs"
CASE_BOOK = "ICLEI, case studies of local partnerships"
AGREEMENTS = "Published agreement of 28 October 2006"

# One end, the other, since, source.
TWINNINGS = [
    (("Mazatlán", "Sinaloa", "MX"), ("Grande Prairie", "Alberta", "CA"), 2008, MEMO),
    (("Rikubetsu", "Hokkaido", "JP"), ("Lacombe", "Alberta", "CA"), 1986, LOCAL_PAPER),
    (("Takasaki", "Gunma", "JP"), ("Muntinlupa", "Calabarzon", "PH"), 2006, AGREEMENTS),
    (("Sedona", "Arizona", "US"), ("Canmore", "Alberta", "CA"), 2025, "Public papers of both towns"),
    (("Duluth", "Minnesota", "US"), ("Petrozavodsk", "Karelia", "RU"), 1987, CASE_BOOK),
]


def known_twinnings(stage: Stage) -> None:
    """What the research of the stories finds when it asks who is twinned already."""
    for (name, region, country), (other, other_region, other_country), year, source in TWINNINGS:
        twinning = Twinning(
            place_a=stage.place(name), name_a=name, region_a=region, country_a=country,
            place_b=stage.place(other), name_b=other, region_b=other_region, country_b=other_country,
            year=year, form="sister city", sources=source,
        )  # fmt: skip
        entries.enter(twinning, by=stage.people.staff)


def advisory() -> StabilityNote:
    """Canada's advisory for Mexico of 7 October 2026, shortened (Open Government Licence – Canada)."""
    return StabilityNote(
        country="MX",
        kind=StabilityNote.Kind.ADVISORY,
        level=StabilityNote.Level.CAUTION,
        words="Exercise a high degree of caution, with regional advisories: in the state of Sinaloa, avoid non-essential travel.",
        exceptions="In Sinaloa: Los Mochis, and in and around Mazatlán the historic centre, the main coastal roads, the resorts and the road to the airport, if one comes by air or by sea.",
        source="Government of Canada, travel advice for Mexico",
        dated=dt.date(2026, 10, 7),
    )
