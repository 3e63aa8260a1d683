"""What every other test relies on."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.template import Context, Engine, Origin, Template, engines
from django.urls import reverse

from twinning.accounts.models import Role, User
from twinning.municipality.models import Municipality, OfficeHolder
from twinning.records import history
from twinning.records.models import ChainHead, Event
from twinning.testing import plugin
from twinning.testing.factories import person

history.sentences({"testing.tried": "Tried something"})


def rendered(source, name="ours.html", **context):
    engine: Engine = engines["django"].engine
    return Template(source, origin=Origin(name), engine=engine).render(Context(context))


@pytest.mark.parametrize(
    "source",
    [
        "{{ missing }}",
        "{{ missing|upper }}",
        "{{ city.missing }}",
        "{% with x=missing %}{{ x }}{% endwith %}",
        "{% load i18n %}{% blocktranslate %}{{ missing }}{% endblocktranslate %}",
    ],
)
def test_an_undefined_variable_in_a_template_of_ours_is_an_error(source):
    with pytest.raises(plugin.UndefinedVariable, match="ours.html"):
        rendered(source, city={"name": "Lacombe"})


def test_asking_whether_something_is_there_is_none():
    assert (
        rendered("{% if missing %}yes{% else %}no{% endif %} {{ city.name }}", city={"name": "Lacombe"})
        == "no Lacombe"
    )


def test_templates_of_other_packages_may_lean_on_silence():
    source = "{% load i18n %}[{{ missing }}] {{ missing|default:'none' }} {% blocktranslate %}[{{ missing }}]{% endblocktranslate %}"
    assert rendered(source, name="/usr/lib/python3/site-packages/allauth/templates/x.html") == "[] none []"


def test_files_of_a_test_run_stay_in_a_folder_of_its_own():
    assert Path(settings.DATA_DIR) == plugin.FOLDER.resolve()
    assert (settings.PRODUCTION, settings.DEMONSTRATION, settings.SECOND_FACTOR_REQUIRED) == (
        False,
        False,
        False,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("_time", [1, 2])
def test_the_cache_remembers_nothing_of_the_test_before(_time):
    assert cache.add("counted", 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_time", [1, 2])
def test_the_history_is_emptied_after_a_test_and_guarded_in_the_next(_time):
    assert (Event.objects.count(), ChainHead.objects.count()) == (0, 0)
    history.record(person(), "testing.tried", by=None)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM records_event")
    assert list(history.verify()) == []


def test_the_city_has_a_council_of_seven(lacombe):
    assert Municipality.ours() == lacombe
    assert OfficeHolder.objects.on_council().count() == 7
    assert str(OfficeHolder.objects.on_council()[0]) == "Mayor A. Beaulieu"


def test_everybody_holds_the_role_they_are_named_after(
    staff, cao, clerk, mayor, councillor, administrator, member
):
    people = [staff, cao, clerk, mayor, councillor, member, administrator]
    assert [set(user.roles) for user in people] == [{role.value} for role in Role]
    assert User.objects.count() == len(Role)


def test_signing_in_leaves_nothing_to_be_written_at_the_first_click(client, sign_in, clerk):
    sign_in(client, clerk)
    before = list(client.session.items())
    client.get(reverse("accounts:profile"))
    assert list(client.session.items()) == before
