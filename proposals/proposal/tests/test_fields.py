"""What forms say about an answer that is missing."""

from django import forms

from proposals.planning.forms import CommunityForm
from proposals.proposal.fields import AmountField, speak_plainly


class Errand(forms.Form):
    what = forms.CharField()
    how = forms.ChoiceField(choices=[("post", "Post")])
    cost = AmountField()


def test_a_missing_answer_is_told_in_two_parts_and_a_fields_own_words_stay() -> None:
    form = Errand({})
    speak_plainly(form)
    assert form.errors == {
        "what": ["This is missing. Fill it in."],
        "how": ["This is missing. Choose an answer."],
        "cost": ["The amount is missing. Write it in figures, such as 12000."],
    }


def test_an_empty_choice_asks_to_choose_and_a_filled_one_keeps_all_its_choices() -> None:
    form, plain = CommunityForm(), Errand()
    countries = len(list(form.fields["country"].choices))  # type: ignore[attr-defined]
    speak_plainly(form)
    speak_plainly(plain)
    first, *others = form.fields["country"].choices  # type: ignore[attr-defined]
    assert first == ("", "Choose…")
    assert len(others) == countries - 1
    assert plain.fields["how"].choices == [("post", "Post")]  # type: ignore[attr-defined]
