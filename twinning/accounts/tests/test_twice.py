"""A form that only adds something adds it once, however often one browser sends it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from proposals.lifecycle import Phase
from proposals.proposal.models import Attachment, Proposal
from twinning.accounts.models import User
from twinning.testing.factories import file_in, person, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lacombe")]

CANDIDATE = {"name": "Mazatlán", "region": "Sinaloa", "country": "MX", "kind": "sister", "origin": "mayor"}
AGAIN = CANDIDATE | {"another": "on"}


@pytest.fixture
def browser(client: Client, staff: User) -> Client:
    return sign_in(client, staff)


def test_the_second_send_of_a_form_adds_nothing_and_says_so(browser: Client) -> None:
    browser.post(reverse("proposal:new"), AGAIN)
    second = browser.post(reverse("proposal:new"), AGAIN, follow=True)
    assert Proposal.objects.count() == 1
    assert "This was sent twice. It is kept once." in second.content.decode()


def test_another_form_and_another_browser_are_meant(browser: Client) -> None:
    browser.post(reverse("proposal:new"), AGAIN)
    browser.post(reverse("proposal:new"), AGAIN | {"region": "Jalisco"})
    sign_in(Client(), person("staff", email="f.marchetti@lacombe.example")).post(
        reverse("proposal:new"), AGAIN
    )
    assert Proposal.objects.count() == 3


def test_of_two_files_of_one_name_only_the_same_content_is_the_same(browser: Client, staff: User) -> None:
    address = reverse("proposal:attach", args=[file_in(Phase.PLANNING, by=staff).pk])
    for content in (b"Minutes of May", b"Minutes of May", b"Minutes of June"):
        browser.post(address, {"about": "Minutes", "file": SimpleUploadedFile("minutes.txt", content)})
    assert Attachment.objects.count() == 2


def test_a_file_that_was_refused_may_be_sent_again_at_once(browser: Client, staff: User) -> None:
    address = reverse("proposal:attach", args=[file_in(Phase.PLANNING, by=staff).pk])
    for _time in range(2):
        answer = browser.post(
            address, {"about": "Minutes", "file": SimpleUploadedFile("minutes.pdf", b"no PDF")}
        )
        assert answer.status_code == 422
        assert "sent twice" not in answer.content.decode()
