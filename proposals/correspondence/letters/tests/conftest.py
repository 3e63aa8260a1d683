"""A file of Lacombe about Mazatlán in the correspondence, with people on both sides."""

import datetime as dt

import pytest

from proposals.correspondence.models import Contact, Correspondence
from proposals.planning.models import Activity, Planning
from twinning import clock
from twinning.testing.files import file_in_correspondence

SPRING = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def in_spring(lacombe):
    with clock.at(SPRING):
        yield


@pytest.fixture
def proposal(staff, cao):
    found = file_in_correspondence(staff=staff, cao=cao)
    Activity.objects.create(record=Planning.of(found), title="a pen pal exchange", order=1)
    Activity.objects.create(record=Planning.of(found), title="visits of choirs.", order=2)
    return found


@pytest.fixture
def record(proposal):
    return Correspondence.objects.get_or_create(proposal=proposal)[0]


def person(record, side, place, name, **more) -> Contact:
    given = {"basis": "consent", "email": f"{name.split()[-1].lower()}@example.org"}
    return Contact.objects.create(record=record, side=side, place=place, name=name, **(given | more))


@pytest.fixture
def ruiz(record):
    """The mayor of the other city, who is addressed in Spanish."""
    return person(
        record, "there", "head", "Elena Ruiz", honorific="Lic.", office="Mayor of Mazatlán",
        native_office="Presidenta Municipal de Mazatlán", salutation="Estimada Presidenta Ruiz:", language="es",
        postal_address="Ángel Flores s/n\nMazatlán, Sinaloa",
    )  # fmt: skip


@pytest.fixture
def ours(record):
    """Our two contacts: in the Mayor's office, and a volunteer."""
    return (
        person(record, "here", "mayor", "Kay Dube", office="Office of the Mayor"),
        person(record, "here", "volunteer", "Lena Petrova", office="Twinning Society"),
    )
