"""The map of the site on one page."""

from django.urls import include, path

urlpatterns = [
    path("", include("twinning.dashboard.urls")),
    path("account/", include("twinning.dashboard.people.sign_in_urls")),
    path("people/", include("twinning.dashboard.people.urls")),
    path("our-city/", include("twinning.dashboard.our_city.urls")),
    path("outbox/", include("twinning.dashboard.outbox.urls")),
    path("mail/", include("twinning.dashboard.mail.urls")),
    path("", include("twinning.records.issued.urls")),
    path("atlas/", include("twinning.dashboard.atlas.urls")),
    path("committees/", include("committees.urls")),
    path("", include("proposals.enquiry.urls")),
    path("communities/", include("proposals.proposal.community_urls")),
    path("proposals/", include("proposals.proposal.urls")),
    path("proposals/", include("proposals.planning.urls")),
    path("proposals/", include("proposals.research.urls")),
    path("proposals/", include("proposals.correspondence.urls")),
    path("proposals/", include("agreements.agreement.urls")),
    path("proposals/", include("agreements.signing.urls")),
    path("proposals/", include("agreements.evaluation.urls")),
]

handler500 = "twinning.dashboard.errors.server_error"
