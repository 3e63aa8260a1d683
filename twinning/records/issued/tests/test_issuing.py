"""Issuing, replacing and withdrawing papers; nothing is drawn here."""

import pytest

from twinning.records.issued import actions as issued
from twinning.records.issued.models import Issue
from twinning.records.models import Event

pytestmark = pytest.mark.django_db

FACTS = {"language": "en", "paper_size": "letter", "frozen_at": "2026-03-12T15:00:00-06:00", "n": 1}


def ask(by=None, **more) -> Issue:
    asked = {
        "template": "resolution",
        "facts": FACTS,
        "title": "Resolution 26-014",
        "filename": "Resolution 26-014.pdf",
        "public_title": "Resolution 26-014",
        "key": "resolution:1",
    }
    return issued.issue(**asked | more, by=by)


def test_a_paper_gets_a_number_a_code_and_the_address_of_its_page(settings, clerk):
    settings.SITE_URL = "https://twinning.example.ca/"
    made = ask(clerk)
    said = made.document.facts["verification"]
    assert said == {
        "number": made.number,
        "code": made.code_in_groups,
        "url": f"https://twinning.example.ca/p/{made.code}/",
        "short": f"twinning.example.ca/p/{made.code_in_groups}",
    }
    assert (made.edition, made.status, made.document.state) == (1, "in_force", "queued")
    assert Event.objects.about(made).get().verb == "paper.issued"
