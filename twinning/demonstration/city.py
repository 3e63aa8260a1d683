"""The City of Lacombe as the demonstration has it: real public facts, and people who do not exist."""

import datetime as dt

from committees.models import Committee, Membership
from committees.register import actions as committees
from twinning import clock
from twinning.accounts.models import Role, User
from twinning.dashboard.our_city import actions as our_city
from twinning.dashboard.our_city import policy_actions as policies
from twinning.dashboard.people import actions as accounts
from twinning.demonstration.stage import PLACES, People
from twinning.municipality.models import Cap, Municipality, Office, OfficeHolder, Policy, Statute
from twinning.places.models import Place

MAYOR, CAO, CLERK = "A. Beaulieu", "R. Whitlock", "D. Sinclair"
COUNCILLORS = ["R. Oduya", "M. Lindqvist", "T. Cardinal", "J. Petrenko", "S. Whitford", "P. Nguyen"]
BEFORE = {"P. Nguyen": "G. Fortin", "J. Petrenko": "C. Abernathy"}
"""Who sat in the place of whom during the term before."""

TERM_BEFORE = dt.date(2021, 10, 25), dt.date(2025, 10, 26)
TERM = dt.date(2025, 10, 27), None

STATUTES = [
    (Statute.Purpose.MUNICIPAL, "Municipal Government Act", dt.date(2000, 1, 1), None),
    (Statute.Purpose.PROCEDURE, "Procedure By-law", dt.date(2000, 1, 1), None),
    (
        Statute.Purpose.ACCESS,
        "Freedom of Information and Protection of Privacy Act",
        dt.date(1999, 10, 1),
        dt.date(2025, 6, 10),
    ),
    (
        Statute.Purpose.PRIVACY,
        "Freedom of Information and Protection of Privacy Act",
        dt.date(1999, 10, 1),
        dt.date(2025, 6, 10),
    ),
    (Statute.Purpose.ACCESS, "Access to Information Act", dt.date(2025, 6, 11), None),
    (Statute.Purpose.PRIVACY, "Protection of Privacy Act", dt.date(2025, 6, 11), None),
]

POLICY = "Twinning policy (invented for the demonstration)"
LIMITS = [(Cap.What.HELD, 6, None), (Cap.What.PER_COUNTRY, 1, None), (Cap.What.NEW, 1, 2)]
"""Limits as other cities have set them (handbook A0, finding 7); what the City's own policy says is not known here."""

TERMS_OF_REFERENCE = """The Twinning Committee advises Council on relationships with other communities.

It has five members: two members of Council, and three residents whom Council appoints for two years. It meets at least four times a year, and its meetings are open to the public.

It reports to Council once a year, in the first quarter, on what the relationships brought and what they cost. It spends no money by itself."""


def people(since: dt.date) -> People:
    """The accounts: one person for each role of a small city hall, and a colleague."""
    administrator = accounts.register("administrator@lacombe.example", "H. Vasquez", by=None)
    accounts.give_role(administrator, Role.ADMINISTRATOR, since, by=None)

    def person(role: Role, address: str, name: str) -> User:
        user = accounts.register(f"{address}@lacombe.example", name, by=administrator)
        accounts.give_role(user, role, since, by=administrator)
        return user

    return People(
        staff=person(Role.STAFF, "staff", "K. Dube"),
        colleague=person(Role.STAFF, "economic-development", "F. Marchetti"),
        cao=person(Role.CAO, "cao", CAO),
        clerk=person(Role.CLERK, "clerk", CLERK),
        mayor=person(Role.MAYOR, "mayor", MAYOR),
        councillor=person(Role.COUNCILLOR, "councillor", "M. Lindqvist"),
        member=person(Role.COMMITTEE, "committee", "E. Tanaka"),
        administrator=administrator,
    )


def enter(*, by: User) -> None:
    """Letterhead, council, laws and twinning policy."""
    city = Municipality(
        name="City of Lacombe",
        short_name="Lacombe",
        province="Alberta",
        country="Canada",
        address="5432 56 Avenue\nLacombe, Alberta  T4L 1E9",
        email="twinning@lacombe.example",
        council_style="the Council of the City of Lacombe",
        office_line="Legislative Services",
        jurisdiction="alberta",
        file_pattern="11/154/{yyyy}-{seq}",
        resolution_pattern="{yy}-{seq:03d}",
        population=13_057,
        population_year=2016,
        place=Place.objects.filter(pk=PLACES["Lacombe"]).first(),
        demonstration=True,
    )
    our_city.enter_city(city, by=by)
    for holder in _holders():
        our_city.fill_office(holder, by=by)
    for purpose, name, starts, ends in STATUTES:
        our_city.add_statute(Statute(purpose=purpose, name=name, starts=starts, ends=ends), by=by)
    _limit_partners(by=by)


def _limit_partners(*, by: User) -> None:
    """The standard policy with limits, so that an enquiry meets some; no resolution of council is told about it."""
    first = Policy.in_force()
    limits = [Cap(what=what, limit=limit, years=years) for what, limit, years in LIMITS]
    lines = [*first.measures.all(), *first.criteria.all(), *limits]
    changed = Policy(
        title=POLICY,
        in_force_from=clock.today(),
        lowest_words=first.lowest_words,
        highest_words=first.highest_words,
    )
    policies.change_policy(changed, lines, seen=first.number, by=by)


def _holders() -> list[OfficeHolder]:
    found = []
    for starts, ends in (TERM_BEFORE, TERM):
        names = [BEFORE.get(name, name) for name in COUNCILLORS] if ends else COUNCILLORS
        seats = [(Office.MAYOR, MAYOR), *((Office.COUNCILLOR, name) for name in names)]
        found += [
            OfficeHolder(name=name, office=office, seat=seat, starts=starts, ends=ends)
            for seat, (office, name) in enumerate(seats)
        ]
    lasting = [(Office.CAO, CAO), (Office.CLERK, CLERK)]
    return found + [
        OfficeHolder(name=name, office=office, seat=20, starts=TERM_BEFORE[0]) for office, name in lasting
    ]


def twinning_committee(members: People, formed_on: dt.date) -> Committee:
    """The City's own committee, in which one of the accounts serves."""
    committee = Committee(
        name="Twinning Committee",
        kind=Committee.Kind.TWINNING,
        formed_on=formed_on,
        seats_here=5,
        quorum=3,
        notice_days=14,
    )
    committees.open_committee(committee, by=members.clerk)
    terms = committees.draft_terms(committee, TERMS_OF_REFERENCE, by=members.clerk)
    committees.adopt_terms(terms, on=formed_on, body="Council", seen=1, by=members.clerk)
    serving = [
        ("M. Lindqvist", "Council", Membership.Role.CHAIR, members.councillor),
        ("T. Cardinal", "Council", Membership.Role.VICE_CHAIR, None),
        ("E. Tanaka", "Rikubetsu friendship, volunteer", Membership.Role.SECRETARY, members.member),
        ("B. Okonkwo", "Chamber of commerce", Membership.Role.MEMBER, None),
        ("N. Redcrow", "School division", Membership.Role.MEMBER, None),
    ]
    for name, organisation, role, user in serving:
        committees.appoint(
            Membership(
                committee=committee,
                name=name,
                organisation=organisation,
                role=role,
                user=user,
                starts=formed_on,
            ),
            by=members.clerk,
        )
    return committee
