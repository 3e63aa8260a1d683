from django.urls import path

from proposals.correspondence import views
from proposals.correspondence.contacts import views as contacts
from proposals.correspondence.letters import views as letters
from proposals.correspondence.log import views as log
from proposals.correspondence.mirror import views as mirror
from proposals.correspondence.waters import views as waters
from proposals.correspondence.workplan import views as workplan

app_name = "correspondence"
urlpatterns = [
    path("<int:pk>/correspondence/", views.page, name="page"),
    path("<int:pk>/correspondence/check/", views.check, name="check"),
    path("<int:pk>/correspondence/letter-sent/", views.letter_sent, name="letter_sent"),
    path("<int:pk>/correspondence/answer-received/", views.answer_received, name="answer_received"),
    path("<int:pk>/correspondence/send/", views.send, name="send"),
    path("<int:pk>/correspondence/approve/", views.approve, name="approve"),
    path("<int:pk>/correspondence/return/", views.send_back, name="send_back"),
    path("<int:pk>/correspondence/sections/<slug:section>/", views.edit, name="edit"),
    # Contacts and protocol
    path("<int:pk>/correspondence/contacts/", contacts.contacts, name="contacts"),
    path("<int:pk>/correspondence/contacts/new/", contacts.new_contact, name="new_contact"),
    path(
        "<int:pk>/correspondence/contacts/<slug:contact>/correct/",
        contacts.correct_contact,
        name="correct_contact",
    ),
    path(
        "<int:pk>/correspondence/contacts/<slug:contact>/confirm/",
        contacts.confirm_contact,
        name="confirm_contact",
    ),
    path("<int:pk>/correspondence/contacts/<slug:contact>/left/", contacts.contact_left, name="contact_left"),
    path(
        "<int:pk>/correspondence/contacts/<slug:contact>/returned/",
        contacts.contact_returned,
        name="contact_returned",
    ),
    path("<int:pk>/correspondence/protocol/", contacts.protocol_card, name="protocol"),
    path("<int:pk>/correspondence/protocol/<slug:topic>/", contacts.protocol_line, name="protocol_line"),
    # Committees and their counterparts
    path("<int:pk>/correspondence/mirror/", mirror.mirror, name="mirror"),
    path("<int:pk>/correspondence/mirror/add/", mirror.add_committee, name="add_committee"),
    path("<int:pk>/correspondence/mirror/<int:committee>/pair/", mirror.pair, name="pair"),
    path(
        "<int:pk>/correspondence/mirror/<int:committee>/confirm/",
        mirror.confirm_committee,
        name="confirm_committee",
    ),
    path(
        "<int:pk>/correspondence/mirror/<int:committee>/accept/",
        mirror.accept_committee,
        name="accept_committee",
    ),
    path(
        "<int:pk>/correspondence/mirror/<int:committee>/remove/",
        mirror.remove_committee,
        name="remove_committee",
    ),
    path(
        "<int:pk>/correspondence/mirror/confirmations/<int:confirmation>/withdraw/",
        mirror.withdraw_confirmation,
        name="withdraw_confirmation",
    ),
    path(
        "<int:pk>/correspondence/mirror/confirmations/<int:confirmation>/evidence/",
        mirror.evidence,
        name="evidence",
    ),
    # The log and notes
    path("<int:pk>/correspondence/log/", log.log, name="log"),
    path("<int:pk>/correspondence/log/table.csv", log.log_table, name="log_table"),
    path("<int:pk>/correspondence/log/address/", log.give_address, name="give_address"),
    path("<int:pk>/correspondence/log/new/", log.new_message, name="new_message"),
    path("<int:pk>/correspondence/log/reminder/", log.remind, name="remind"),
    path("<int:pk>/correspondence/log/<int:message>/", log.message, name="message"),
    path("<int:pk>/correspondence/log/<int:message>/correct/", log.correct_message, name="correct_message"),
    path("<int:pk>/correspondence/log/<int:message>/letter/", log.message_letter, name="message_letter"),
    path("<int:pk>/correspondence/log/<int:message>/files/", log.add_message_file, name="add_message_file"),
    path(
        "<int:pk>/correspondence/log/<int:message>/files/<int:file>/", log.message_file, name="message_file"
    ),
    path("<int:pk>/correspondence/log/<int:message>/settled/", log.settle_follow_up, name="settle_follow_up"),
    path("<int:pk>/correspondence/log/<int:message>/answer/", log.note_answer, name="note_answer"),
    path("<int:pk>/correspondence/notes/", log.notes, name="notes"),
    path("<int:pk>/correspondence/notes/new/", log.new_note, name="new_note"),
    path("<int:pk>/correspondence/notes/<int:note>/", log.edit_note, name="edit_note"),
    # Letters
    path("<int:pk>/correspondence/letters/", letters.letters, name="letters"),
    path("<int:pk>/correspondence/letters/new/", letters.new_letter, name="new_letter"),
    path("<int:pk>/correspondence/letters/<int:letter>/", letters.letter, name="letter"),
    # Testing the waters
    path("<int:pk>/correspondence/waters/", waters.waters, name="waters"),
    path("<int:pk>/correspondence/waters/programmes/new/", waters.new_pilot, name="new_pilot"),
    path("<int:pk>/correspondence/waters/programmes/<int:pilot>/", waters.pilot, name="pilot"),
    path(
        "<int:pk>/correspondence/waters/programmes/<int:pilot>/correct/",
        waters.correct_pilot,
        name="correct_pilot",
    ),
    path(
        "<int:pk>/correspondence/waters/programmes/<int:pilot>/result/",
        waters.pilot_result,
        name="pilot_result",
    ),
    path(
        "<int:pk>/correspondence/waters/programmes/<int:pilot>/remove/",
        waters.remove_pilot,
        name="remove_pilot",
    ),
    path("<int:pk>/correspondence/waters/delegations/new/", waters.new_delegation, name="new_delegation"),
    path(
        "<int:pk>/correspondence/waters/delegations/<int:delegation>/", waters.delegation, name="delegation"
    ),
    path(
        "<int:pk>/correspondence/waters/delegations/<int:delegation>/correct/",
        waters.correct_delegation,
        name="correct_delegation",
    ),
    path(
        "<int:pk>/correspondence/waters/delegations/<int:delegation>/report/",
        waters.delegation_report,
        name="delegation_report",
    ),
    path(
        "<int:pk>/correspondence/waters/delegations/<int:delegation>/file/",
        waters.delegation_file,
        name="delegation_file",
    ),
    path(
        "<int:pk>/correspondence/waters/delegations/<int:delegation>/remove/",
        waters.remove_delegation,
        name="remove_delegation",
    ),
    # The work plan
    path("<int:pk>/correspondence/workplan/", workplan.workplan, name="workplan"),
    path("<int:pk>/correspondence/workplan/new-version/", workplan.make_version, name="make_version"),
    path("<int:pk>/correspondence/workplan/<int:number>/", workplan.plan_paper, name="plan_paper"),
    path("<int:pk>/correspondence/workplan/<int:number>/agree/<slug:side>/", workplan.agree, name="agree"),
    path(
        "<int:pk>/correspondence/workplan/agreements/<int:agreement>/evidence/",
        workplan.plan_evidence,
        name="plan_evidence",
    ),
    path(
        "<int:pk>/correspondence/workplan/agreements/<int:agreement>/withdraw/",
        workplan.withdraw_agreement,
        name="withdraw_agreement",
    ),
]
