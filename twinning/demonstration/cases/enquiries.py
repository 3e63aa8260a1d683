"""What came to the door: four enquiries and what became of them. Whoever asks is invented; the places exist."""

from proposals.enquiry import actions as enquiries
from proposals.enquiry.models import Enquiry
from twinning.accounts.models import User
from twinning.demonstration.stage import Stage
from twinning.demonstration.telling import Story
from twinning.places.models import Place
from twinning.records import outbox

BATANGAS = {"community_name": "Batangas City", "region": "Calabarzon", "country": "PH"}


def story(stage: Stage) -> Story:
    days, people = stage.days, stage.people

    yield days.ago(410, hours=4)
    declined = _enquiry(
        BATANGAS,
        channel="deputy",
        via="Office of the Member of Parliament for the riding",
        received_on=days.date(-412),
        asker_name="R. Villanueva",
        asker_office="City Administrator",
        organisation="City Government of Batangas",
        email="administrator@batangas.example",
        language="fil",
        wish="A twinning that helps nurses and their families who settle in central Alberta.",
    )
    enquiries.enter(declined, by=people.staff)
    yield days.ago(405, hours=2)
    enquiries.acknowledge(declined, days.date(-405), by=people.staff)
    _screen(declined, "no", "No group of residents here stands behind it yet.", by=people.staff)
    yield days.ago(398, hours=3)
    enquiries.decline(
        declined,
        by=people.cao,
        why="No group of residents in Lacombe has offered to carry the relationship, and staff cannot do so alone.",
    )

    yield days.ago(64, hours=5)
    held = _enquiry(
        {"community_name": "Irbid", "region": "", "country": "JO"},
        channel="email",
        received_on=days.date(-65),
        asker_name="ليلى حداد",
        asker_office="مديرة العلاقات العامة",
        organisation="بلدية إربد الكبرى",
        email="relations@irbid.example",
        language="ar",
        wish="An exchange between the two universities and the archives of both cities.",
    )
    enquiries.enter(held, by=people.colleague)
    yield days.ago(58, hours=1)
    _screen(
        held,
        "yes",
        "Well prepared. The travel advice for the region is the open question.",
        by=people.colleague,
    )
    enquiries.hold(
        held,
        days.date(45),
        by=people.cao,
        why="The federal travel advice for the region is being reviewed; we would like to see it first.",
    )
    letter = enquiries.prepare_letter(held, "held", by=people.colleague)
    outbox.write(letter, seen=letter.version, by=people.colleague)

    yield days.ago(23, hours=6)
    opened = _enquiry(
        {"community_name": "Sønderborg", "region": "South Denmark", "country": "DK"},
        channel="visit",
        received_on=days.date(-23),
        asker_name="I. Mortensen",
        organisation="Friends of Denmark in Central Alberta",
        email="friends@danish.example",
        language="en",
        wish="Families of Danish descent around Lacombe would like to carry a relationship with Sønderborg: choirs, a school exchange and district heating.",
    )
    enquiries.enter(opened, by=people.colleague)
    yield days.ago(16, hours=3)
    enquiries.acknowledge(opened, days.date(-16), by=people.colleague)
    _screen(
        opened,
        "yes",
        "A group of residents stands behind it and has raised first funds.",
        by=people.colleague,
    )
    yield days.ago(15, hours=2)
    enquiries.open_proposal(
        opened,
        by=people.cao,
        kind="friendship",
        origin="residents",
        why="A group of residents carries it.",
        cap_reason="It is prepared now and goes before Council only when the limit of new relationships leaves room.",
    )

    yield days.ago(3, hours=2)
    enquiries.ask(
        _enquiry(
            BATANGAS,
            channel="form",
            place=None,
            asker_name="M. Dimaculangan",
            organisation="Batangas Association of Central Alberta",
            email="secretary@batangas-association.example",
            wish="We are forty families in and around Lacombe. Last year the City of Batangas asked you and no group stood behind it. Now we do, and would like to meet you.",
        )
    )


def _enquiry(community: dict[str, str], **facts: object) -> Enquiry:
    """With its place on the map, where the table of places is loaded."""
    name, country = community["community_name"].removesuffix(" City"), community["country"]
    place = Place.objects.filter(name=name, country=country).order_by("-population").first()
    return Enquiry(**({"place": place} | community | facts))


def _screen(enquiry: Enquiry, answer: str, impression: str, *, by: User) -> None:
    """The first question about residents is answered as told; what nobody has asked about yet is not known."""
    found = enquiries.start_screening(enquiry, by=by)
    criteria = list(found.policy.criteria.all())
    answers = {one: ("unknown" if at % 3 == 2 else "yes", "") for at, one in enumerate(criteria)}
    about_residents = next((one for one in criteria if "resident" in one.question.lower()), criteria[0])
    answers[about_residents] = (answer, impression)
    enquiries.save_answers(found, answers, impression, seen=found.version, by=by)
    enquiries.finish_screening(found, by=by)
