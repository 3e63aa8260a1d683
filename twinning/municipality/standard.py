"""The policy an installation starts with: the measures of the CAO's memo and the checklist of handbook A1.

Only words and numbers, so that a migration can read them too. A city makes its
own policy of it; what stands here changes no policy that is in use.
"""

from django.utils.translation import gettext_lazy as _

TITLE = _("Standard policy of the application")

MEASURES = [
    (
        "interest",
        _("Citizen interest in both communities"),
        _(
            "Groups, schools and people here and there who would carry the relationship and sit on its committees."
        ),
    ),
    (
        "economy",
        _("Business and economic development"),
        _("Labour, tourism, import and export: what could come of it for businesses on both sides."),
    ),
    (
        "social",
        _("Education, culture and sports"),
        _(
            "Links between schools, clubs and cultural institutions, those there are and those to be hoped for."
        ),
    ),
    (
        "politics",
        _("Political climate and stability"),
        _("The history and the present state of politics there, and of its relations with our country."),
    ),
    (
        "likeness",
        _("Similarities of the two communities"),
        _("Size, geography, resource bases, goals and vision."),
    ),
]
"""Code, title and help of each measure."""

CRITERIA = [
    (
        _("Does our country keep diplomatic relations with theirs?"),
        _("Global Affairs Canada lists them; say also if travel there is advised against."),
    ),
    (
        _("Can people travel and write freely in both directions?"),
        _("Think of visas, of a common language or interpreters, and of mail and calls that get through."),
    ),
    (
        _("Would it add a country or a language that our partners do not have yet?"),
        _("A second partner in the same country divides the same attention."),
    ),
    (
        _("Is it about more than business alone?"),
        _("Trade may be part of it; a relationship that is only trade has other homes."),
    ),
    (
        _("Is there a group of residents here who want it?"),
        _("Name them: a society, a school, families from there."),
    ),
    (
        _("Is there a committee or a group on the other side, or will there be one?"),
        _("Who would answer our letters, and in whose name?"),
    ),
    (
        _("Is there reason to think that it will last?"),
        _("People, money and things to do for years, not for one visit."),
    ),
    (
        _("Would a member of council speak for it?"),
        _("Name the member; nothing is promised by it."),
    ),
]
"""Question and help of the checklist; “yes” speaks for the enquiry in each."""

LOWEST, HIGHEST = _("Nothing speaks for it"), _("Very much speaks for it")
