from django.urls import path

from agreements.agreement import views
from agreements.agreement.copies import views as copies
from agreements.agreement.council import obligation_views as obligations
from agreements.agreement.council import partner_views as partner
from agreements.agreement.council import views as council
from agreements.agreement.package import views as package
from agreements.agreement.proclamations import views as proclamations
from agreements.agreement.text import version_views as versions
from agreements.agreement.text import views as text

app_name = "agreement"
urlpatterns = [
    path("<int:pk>/agreement/", views.page, name="page"),
    path("<int:pk>/agreement/check/", views.check, name="check"),
    path("<int:pk>/agreement/send/", package.send, name="send"),
    path("<int:pk>/agreement/sign-off/", package.approve, name="approve"),
    path("<int:pk>/agreement/return/", package.send_back, name="send_back"),
    path("<int:pk>/agreement/sections/<slug:section>/", views.edit, name="edit"),
    path("<int:pk>/agreement/resolutions/draft/", council.draft, name="draft"),
    path("<int:pk>/agreement/resolutions/<int:resolution>/", council.resolution, name="resolution"),
    path(
        "<int:pk>/agreement/resolutions/<int:resolution>/edit/",
        council.edit_resolution,
        name="edit_resolution",
    ),
    path(
        "<int:pk>/agreement/resolutions/<int:resolution>/agenda/", council.put_on_agenda, name="put_on_agenda"
    ),
    path(
        "<int:pk>/agreement/resolutions/<int:resolution>/off-agenda/",
        council.take_off_agenda,
        name="take_off_agenda",
    ),
    path("<int:pk>/agreement/resolutions/<int:resolution>/vote/", council.vote, name="vote"),
    path("<int:pk>/agreement/resolutions/<int:resolution>/set-aside/", council.set_aside, name="set_aside"),
    path("<int:pk>/agreement/resolutions/<int:resolution>/take-up/", council.take_up, name="take_up"),
    path("<int:pk>/agreement/resolutions/<int:resolution>/paper/", council.make_paper, name="make_paper"),
    # -- text
    path("<int:pk>/agreement/text/", text.text, name="text"),
    path("<int:pk>/agreement/text/first-draft/", text.first_draft, name="first_draft"),
    path("<int:pk>/agreement/text/read/", text.read, name="read"),
    path("<int:pk>/agreement/text/paper/", text.draft_paper, name="draft_paper"),
    path("<int:pk>/agreement/text/add/", text.add_clause, name="add_clause"),
    path("<int:pk>/agreement/text/clauses/<uuid:key>/", text.clause, name="clause"),
    path("<int:pk>/agreement/text/clauses/<uuid:key>/save/", text.save_clause, name="save_clause"),
    path("<int:pk>/agreement/text/clauses/<uuid:key>/up/", text.arrange, {"how": "up"}, name="clause_up"),
    path(
        "<int:pk>/agreement/text/clauses/<uuid:key>/down/", text.arrange, {"how": "down"}, name="clause_down"
    ),
    path(
        "<int:pk>/agreement/text/clauses/<uuid:key>/leave-out/",
        text.arrange,
        {"how": "out"},
        name="clause_out",
    ),
    path(
        "<int:pk>/agreement/text/clauses/<uuid:key>/take-in/", text.arrange, {"how": "in"}, name="clause_in"
    ),
    path(
        "<int:pk>/agreement/text/clauses/<uuid:key>/remove/",
        text.arrange,
        {"how": "remove"},
        name="clause_remove",
    ),
    path(
        "<int:pk>/agreement/text/clauses/<uuid:key>/check/<slug:language>/<int:version>/",
        text.check_clause,
        name="check_clause",
    ),
    path(
        "<int:pk>/agreement/text/clauses/<uuid:key>/flags/<slug:flag>/", text.answer_flag, name="answer_flag"
    ),
    path("<int:pk>/agreement/text/clauses/<uuid:key>/comments/", text.comment, name="comment_clause"),
    path("<int:pk>/agreement/text/comments/", text.comment, name="comment"),
    path(
        "<int:pk>/agreement/text/comments/<int:comment>/settle/", text.settle_comment, name="settle_comment"
    ),
    path("<int:pk>/agreement/text/minor-edit/", text.minor_edit, name="minor_edit"),
    path("<int:pk>/agreement/text/minor-edit/<uuid:key>/", text.minor_edit, name="minor_edit_clause"),
    path("<int:pk>/agreement/versions/", versions.versions, name="versions"),
    path("<int:pk>/agreement/versions/freeze/", versions.freeze, name="freeze"),
    path("<int:pk>/agreement/versions/unlock/", versions.unlock, name="unlock"),
    path("<int:pk>/agreement/versions/<int:number>/", versions.version, name="version"),
    path("<int:pk>/agreement/versions/<int:number>/accept/<slug:side>/", versions.accept, name="accept"),
    path(
        "<int:pk>/agreement/versions/evidence/<int:acceptance>/",
        versions.evidence,
        name="acceptance_evidence",
    ),
    # -- package
    path("<int:pk>/agreement/request/", package.request_for_decision, name="request"),
    path("<int:pk>/agreement/request/propose/", package.propose_request, name="propose_request"),
    path("<int:pk>/agreement/request/begin/", package.begin_request, name="begin_request"),
    path("<int:pk>/agreement/request/edit/", package.edit_request, name="edit_request"),
    path("<int:pk>/agreement/request/paper/", package.make_request_paper, name="make_request_paper"),
    path("<int:pk>/agreement/packages/make/", package.make_package, name="make_package"),
    path("<int:pk>/agreement/packages/<int:number>/", package.package, name="package"),
    path("<int:pk>/agreement/packages/<int:number>/zip/", package.package_zip, name="package_zip"),
    path(
        "<int:pk>/agreement/packages/<int:number>/parts/<int:place>/",
        package.package_part,
        name="package_part",
    ),
    path("<int:pk>/agreement/packages/<int:number>/again/", package.package_again, name="package_again"),
    # -- council
    path("<int:pk>/agreement/resolutions/<int:resolution>/amend/", council.amend, name="amend"),
    path(
        "<int:pk>/agreement/resolutions/<int:resolution>/open-signing/",
        council.open_signing,
        name="open_signing",
    ),
    path(
        "<int:pk>/agreement/resolutions/<int:resolution>/conditions/new/",
        obligations.new_obligation,
        name="new_obligation",
    ),
    path("<int:pk>/agreement/conditions/", obligations.obligations_page, name="obligations"),
    path(
        "<int:pk>/agreement/conditions/<int:obligation>/",
        obligations.correct_obligation,
        name="correct_obligation",
    ),
    path(
        "<int:pk>/agreement/conditions/<int:obligation>/met/",
        obligations.meet_obligation,
        name="meet_obligation",
    ),
    path(
        "<int:pk>/agreement/conditions/<int:obligation>/release/",
        obligations.release_obligation,
        name="release_obligation",
    ),
    path(
        "<int:pk>/agreement/conditions/<int:obligation>/reopen/",
        obligations.reopen_obligation,
        name="reopen_obligation",
    ),
    path(
        "<int:pk>/agreement/conditions/<int:obligation>/file/",
        obligations.obligation_file,
        name="obligation_file",
    ),
    path("<int:pk>/agreement/partner/", partner.path, name="partner"),
    path("<int:pk>/agreement/partner/new/", partner.new_step, name="new_partner_step"),
    path("<int:pk>/agreement/partner/take-over/", partner.take_over, name="take_over_partner_step"),
    path("<int:pk>/agreement/partner/<int:step>/", partner.correct_step, name="partner_step"),
    path("<int:pk>/agreement/partner/<int:step>/move/", partner.move_step, name="move_partner_step"),
    path("<int:pk>/agreement/partner/<int:step>/remove/", partner.remove_step, name="remove_partner_step"),
    path("<int:pk>/agreement/partner/<int:step>/file/", partner.step_file, name="partner_step_file"),
    # -- proclamations
    path("<int:pk>/agreement/proclamations/", proclamations.proclamations, name="proclamations"),
    path(
        "<int:pk>/agreement/proclamations/<int:proclamation>/",
        proclamations.proclamation,
        name="proclamation",
    ),
    path(
        "<int:pk>/agreement/proclamations/<int:proclamation>/edit/",
        proclamations.edit_proclamation,
        name="edit_proclamation",
    ),
    path(
        "<int:pk>/agreement/proclamations/<int:proclamation>/preview/",
        proclamations.preview_proclamation,
        name="preview_proclamation",
    ),
    path(
        "<int:pk>/agreement/proclamations/<int:proclamation>/issue/",
        proclamations.issue_proclamation,
        name="issue_proclamation",
    ),
    path(
        "<int:pk>/agreement/proclamations/<int:proclamation>/withdraw/",
        proclamations.withdraw_proclamation,
        name="withdraw_proclamation",
    ),
    path(
        "<int:pk>/agreement/proclamations/<int:proclamation>/again/",
        proclamations.proclaim_again,
        name="proclaim_again",
    ),
    path(
        "<int:pk>/agreement/proclamations/<int:proclamation>/drop/",
        proclamations.drop_proclamation,
        name="drop_proclamation",
    ),
    # -- certified copies
    path("<int:pk>/agreement/resolutions/<int:resolution>/copies/", copies.copies, name="copies"),
    path("<int:pk>/agreement/resolutions/<int:resolution>/copies/zip/", copies.copies_zip, name="copies_zip"),
    path("<int:pk>/agreement/resolutions/<int:resolution>/copies/extract/", copies.extract, name="extract"),
    path(
        "<int:pk>/agreement/resolutions/<int:resolution>/copies/<int:number>/again/",
        copies.reissue_copy,
        name="reissue_copy",
    ),
]
