"""What is measured: a resolution of two pages that council carried, and as many files as a list needs."""

import datetime as dt
import random
from decimal import Decimal
from typing import TypeVar

from allauth.mfa.models import Authenticator

from agreements.agreement import actions as steps
from agreements.agreement.council import actions
from agreements.agreement.council.actions import Cast
from agreements.agreement.council.models import Meeting, Resolution, ResolutionState
from agreements.agreement.text import actions as text
from proposals.lifecycle import Phase, Standing, Turn
from proposals.planning.models import BudgetLine, Planning
from proposals.proposal.models import Candidate, Community, Proposal
from proposals.research.comparison.models import DataPoint, Topic
from twinning import clock
from twinning.accounts.models import Role, User
from twinning.atlas.models import Twinning
from twinning.municipality.models import Municipality, OfficeHolder
from twinning.places.models import Place
from twinning.testing import world
from twinning.testing.factories import city, file_in, person
from twinning.testing.files import agree_on_text, write_agreement

HELD_ON = dt.date(2026, 1, 12)

ENGLISH = """\
The City of Lacombe and the Municipality of Mazatlán, hereafter the parties, establish a twinning relationship between their residents.

The parties encourage visits, exchanges of students and teachers, joint festivals, and meetings of those who work in farming, fishing and trade.

Each party names a committee that plans the activities of a year, finds those who carry them out, and reports to its council every spring.

Whoever travels pays for the journey; whoever receives pays for lodging and local transport, unless the parties agree otherwise in writing.

Neither party may bind the other, and nothing in this agreement obliges a party to spend money that its council has not allocated.

The agreement begins when both have signed it, lasts five years, and is evaluated together after twelve months and before it is renewed.

Either party may end it by a letter ninety days ahead; activities that have begun are then completed as planned.
"""
SPANISH = """\
La Ciudad de Lacombe y el Municipio de Mazatlán, en adelante las partes, establecen una relación de hermanamiento entre sus habitantes.

Las partes fomentan visitas, intercambios de estudiantes y docentes, festivales comunes y encuentros de quienes trabajan en el campo, la pesca y el comercio.

Cada parte nombra un comité que planea las actividades de un año, busca a quienes las realicen e informa a su cabildo cada primavera.

Quien viaja paga el viaje; quien recibe paga el hospedaje y el transporte local, salvo que las partes acuerden otra cosa por escrito.

Ninguna parte puede obligar a la otra, y nada en este convenio obliga a gastar dinero que su cabildo no haya asignado.

El convenio comienza cuando ambas lo han firmado, dura cinco años y se evalúa en común a los doce meses y antes de renovarse.

Cualquiera de las partes puede terminarlo por carta con noventa días de anticipación; las actividades iniciadas se concluyen según lo planeado.
"""


Choice = TypeVar("Choice")


def clerk() -> User:
    return _holder(Role.CLERK, "D. Sinclair")


def cao() -> User:
    return _holder(Role.CAO, "R. Whitlock")


def _holder(role: Role, name: str) -> User:
    """Somebody with an authenticator app, as in an installation that is no demonstration."""
    email = f"{role}@lacombe.example"
    if known := User.objects.filter(email=email).first():
        return known
    user = person(role, name=name, email=email)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    return user


def carried_resolution() -> Resolution:
    """Twinning with Mazatlán, carried by name, with the agreement in two languages as its schedule; made once."""
    if made := Resolution.objects.filter(state=ResolutionState.CARRIED).first():
        return made
    if not Municipality.objects.exists():
        city(demonstration=True)
    staff = _holder(Role.STAFF, "K. Dube")
    proposal = file_in(Phase.AGREEMENT, by=staff)
    _plan(proposal)
    record = write_agreement(proposal, by=staff)
    written = [("en", "Twinning agreement", ENGLISH), ("es", "Convenio de hermanamiento", SPANISH)]
    text.write(
        proposal,
        {
            language: (title, [("other", "", words.strip()) for words in body.split("\n\n")])
            for language, title, body in written
        },
        by=staff,
    )
    record.legal_reviewed_text = record.text_hash
    record.save(update_fields=["legal_reviewed_text"])
    agree_on_text(record, by=staff)
    resolution = actions.draft(proposal, "establish", by=staff)
    steps.send_to_cao(proposal, by=staff)
    steps.sign_off(proposal, by=cao())
    actions.put_on_agenda(
        resolution, kind="regular", held_on=HELD_ON, place="Council Chambers", item="5.2", by=clerk()
    )
    members = list(OfficeHolder.objects.on_council(HELD_ON))
    cast = [Cast(member, "against" if member is members[-1] else "for") for member in members]
    actions.record_vote(resolution, cast, mover=members[1], seconder=None, names_asked_for=True, by=clerk())
    return Resolution.objects.get(pk=resolution.pk)


def _plan(proposal: Proposal) -> None:
    """What the first wording of the resolution is proposed from; no more than one page of it."""
    proposal.community.region = ""
    proposal.community.save()
    Planning.objects.update_or_create(proposal=proposal, defaults={"purpose": "Visits and trade."})


# -- many files -------------------------------------------------------------------------

PLACES = [
    ("Mazatlán", "Sinaloa", "MX"), ("Takasaki", "Gunma", "JP"), ("Vashkivtsi", "Chernivtsi Oblast", "UA"),
    ("Duluth", "Minnesota", "US"), ("Aqaba", "Aqaba Governorate", "JO"), ("Musina", "Limpopo", "ZA"),
    ("Muntinlupa", "Metro Manila", "PH"), ("Rikubetsu", "Hokkaido", "JP"), ("Sedona", "Arizona", "US"),
    ("Saint-Dié-des-Vosges", "Grand Est", "FR"), ("Ljubno", "Savinjska", "SI"), ("Mänttä-Vilppula", "Pirkanmaa", "FI"),
]  # fmt: skip

SPREAD: dict[Phase, tuple[int, dict[Turn, int]]] = {
    Phase.PLANNING: (20, {Turn.STAFF: 75, Turn.CAO: 25}),
    Phase.RESEARCH: (12, {Turn.STAFF: 80, Turn.CAO: 20}),
    Phase.CORRESPONDENCE: (12, {Turn.STAFF: 40, Turn.PARTNER: 50, Turn.CAO: 10}),
    Phase.AGREEMENT: (10, {Turn.STAFF: 50, Turn.CAO: 20, Turn.CLERK: 20, Turn.COUNCIL: 10}),
    Phase.SIGNING: (4, {Turn.CLERK: 100}),
    Phase.EVALUATION: (17, {Turn.STAFF: 85, Turn.CAO: 10, Turn.COUNCIL: 5}),
    Phase.CLOSED: (25, {Turn.NOBODY: 100}),
}
"""Of a hundred files, how many are in a phase, and of a hundred of those, who has the ball. One in twenty is on hold."""


def files(number: int) -> None:
    """Let there be this many files in all, each with a plan and six lines of its budget, written past the actions."""
    chance = random.Random(number)
    missing = number - Proposal.objects.count()
    offset = Proposal.objects.count()
    writer = _holder(Role.STAFF, "K. Dube")
    names = [chance.choice(PLACES) for _each in range(missing)]
    communities = Community.objects.bulk_create(
        [
            Community(name=f"{name} {offset + at}", region=region, country=country)
            for at, (name, region, country) in enumerate(names)
        ]
    )
    proposals = Proposal.objects.bulk_create(
        [_file(community, offset + at, writer, chance) for at, community in enumerate(communities)]
    )
    plans = Planning.objects.bulk_create([Planning(proposal=proposal, purpose="") for proposal in proposals])
    BudgetLine.objects.bulk_create(
        [line for plan in plans for line in _budget(plan, chance)], batch_size=5_000
    )
    _before_council(proposals, writer)


def candidates(number: int) -> Proposal:
    """A file in research with so many candidates, each on the map, with values of data sets and a known partner."""
    if not Municipality.objects.exists():
        city(demonstration=True)
    if not Place.objects.exists():
        world.places()
    ours, partner = Place.objects.filter(country="CA").order_by("pk")[:2]
    Municipality.objects.filter(pk=1).update(place=ours)
    proposal = file_in(Phase.RESEARCH, by=_holder(Role.STAFF, "K. Dube"), name=f"Search of {number}")
    base = 2_000_000_000 + 100 * number
    places = Place.objects.bulk_create(
        [
            Place(
                id=base + at, name=f"Town {at}", country="JP", latitude=at - 20, longitude=3 * at,
                timezone="Asia/Tokyo", population=10_000 + at,
            )
            for at in range(number - 1)
        ]
    )  # fmt: skip
    communities = Community.objects.bulk_create(
        [Community(name=place.name, country="JP", place=place) for place in places]
    )
    Candidate.objects.bulk_create(
        [Candidate(proposal=proposal, community=community, came_up="Search") for community in communities]
    )
    DataPoint.objects.bulk_create(
        [
            DataPoint(community=community, topic=topic, words="Known.", source="GeoNames", prefilled=True)
            for community in communities
            for topic in list(Topic)[:6]
        ]
    )
    Twinning.objects.bulk_create(
        [
            Twinning(
                pair=f"{place.pk}-{partner.pk}", place_a=place, name_a=place.name, country_a="JP",
                place_b=partner, name_b=partner.name, country_b="CA", sources="Bench", as_of=HELD_ON,
            )
            for place in places
        ]
    )  # fmt: skip
    return proposal


def _file(community: Community, at: int, writer: User, chance: random.Random) -> Proposal:
    now = clock.now()
    phase = _one_of({phase: share for phase, (share, _turns) in SPREAD.items()}, chance)
    turn = _one_of(SPREAD[phase][1], chance)
    opened = now - dt.timedelta(days=chance.randint(30, 3_000), minutes=chance.randint(0, 1_400))
    since = now - dt.timedelta(days=chance.randint(0, 90), minutes=chance.randint(0, 1_400))
    is_open = phase != Phase.CLOSED
    signed = phase == Phase.EVALUATION
    return Proposal(
        reference=f"BENCH-{at:06d}",
        community=community,
        opened_by=writer,
        opened_at=min(opened, since),
        submitted_at=None if phase == Phase.PLANNING and turn == Turn.STAFF else since,
        evaluation_due=clock.today() + dt.timedelta(days=chance.randint(-30, 700)) if signed else None,
        phase=phase,
        phase_since=since,
        standing=Standing.SISTER if signed else Standing.PROSPECT if is_open else Standing.WITHDRAWN,
        standing_since=since,
        turn=turn,
        turn_since=since,
        held_since=since if is_open and chance.random() < 0.05 else None,
        closed_from="" if is_open else Phase.RESEARCH,
    )


def _one_of(shares: dict[Choice, int], chance: random.Random) -> Choice:
    return chance.choices(list(shares), list(shares.values()))[0]


def _budget(planning: Planning, chance: random.Random) -> list[BudgetLine]:
    first = clock.today().year + chance.randint(-2, 2)
    return [
        BudgetLine(
            record=planning,
            order=at,
            year=first + at // 2,
            category=category,
            amount=Decimal(chance.randint(5, 250)) * 100,
            in_kind=category == "staff",
        )
        for at, category in enumerate(("travel", "staff", "hosting", "exchange", "events", "translation"))
    ]


def _before_council(proposals: list[Proposal], writer: User) -> None:
    """Whatever waits for council is on the agenda of a coming meeting."""
    meeting, _made = Meeting.objects.get_or_create(
        kind="regular", held_on=clock.today() + dt.timedelta(days=10), defaults={"place": "Council Chambers"}
    )
    Resolution.objects.bulk_create(
        [
            Resolution(
                proposal=proposal,
                kind="establish",
                title=f"Establishing a relationship with {proposal.community}",
                short_title=f"Twinning with {proposal.community}",
                state=ResolutionState.AGENDA,
                meeting=meeting,
                item=f"5.{at}",
                drafted_by=writer,
            )
            for at, proposal in enumerate(proposals)
            if proposal.phase == Phase.AGREEMENT and proposal.turn == Turn.COUNCIL
        ]
    )
