from django.urls import path

from agreements.signing import views
from agreements.signing.ceremony import views as ceremony
from agreements.signing.originals import views as originals
from agreements.signing.registers import views as registers

app_name = "signing"
urlpatterns = [
    path("<int:pk>/signing/", views.page, name="page"),
    path("<int:pk>/signing/check/", views.check, name="check"),
    path("<int:pk>/signing/complete/", views.complete, name="complete"),
    path("<int:pk>/signing/back/", views.back_to_agreement, name="back_to_agreement"),
    path("<int:pk>/signing/sections/<slug:section>/", views.edit, name="edit"),
    # -- ceremony
    path("<int:pk>/signing/ceremonies/", ceremony.ceremonies, name="ceremonies"),
    path("<int:pk>/signing/ceremonies/new/", ceremony.new_ceremony, name="new_ceremony"),
    path("<int:pk>/signing/ceremonies/<slug:ceremony>/", ceremony.ceremony, name="ceremony"),
    path(
        "<int:pk>/signing/ceremonies/<slug:ceremony>/edit/<slug:part>/",
        ceremony.edit_ceremony,
        name="edit_ceremony",
    ),
    path(
        "<int:pk>/signing/ceremonies/<slug:ceremony>/remove/",
        ceremony.remove_ceremony,
        name="remove_ceremony",
    ),
    path("<int:pk>/signing/ceremonies/<slug:ceremony>/order/", ceremony.propose_order, name="propose_order"),
    path(
        "<int:pk>/signing/ceremonies/<slug:ceremony>/order/<slug:option>/",
        ceremony.add_option,
        name="add_option",
    ),
    path(
        "<int:pk>/signing/ceremonies/<slug:ceremony>/run-sheet/make/",
        ceremony.make_run_sheet,
        name="make_run_sheet",
    ),
    path("<int:pk>/signing/ceremonies/<slug:ceremony>/run-sheet/", ceremony.run_sheet, name="run_sheet"),
    path(
        "<int:pk>/signing/ceremonies/<slug:ceremony>/run-sheet/download/",
        ceremony.download_run_sheet,
        name="download_run_sheet",
    ),
    path(
        "<int:pk>/signing/ceremonies/<slug:ceremony>/run-sheet/again/",
        ceremony.make_run_sheet_again,
        name="make_run_sheet_again",
    ),
    path("<int:pk>/signing/ceremonies/<slug:ceremony>/guests/", ceremony.guests, name="guests"),
    path("<int:pk>/signing/ceremonies/<slug:ceremony>/guests/new/", ceremony.new_guest, name="new_guest"),
    path(
        "<int:pk>/signing/ceremonies/<slug:ceremony>/guests/list/", ceremony.paste_guests, name="paste_guests"
    ),
    path(
        "<int:pk>/signing/ceremonies/<slug:ceremony>/guests/invited/",
        ceremony.guests_invited,
        name="guests_invited",
    ),
    path(
        "<int:pk>/signing/ceremonies/<slug:ceremony>/guests/numbers/",
        ceremony.number_guests,
        name="number_guests",
    ),
    path(
        "<int:pk>/signing/ceremonies/<slug:ceremony>/guests/table/", ceremony.guest_table, name="guest_table"
    ),
    path(
        "<int:pk>/signing/ceremonies/<slug:ceremony>/guests/<int:guest>/",
        ceremony.correct_guest,
        name="correct_guest",
    ),
    path(
        "<int:pk>/signing/ceremonies/<slug:ceremony>/guests/<int:guest>/answer/",
        ceremony.guest_answered,
        name="guest_answered",
    ),
    path(
        "<int:pk>/signing/ceremonies/<slug:ceremony>/guests/<int:guest>/remove/",
        ceremony.remove_guest,
        name="remove_guest",
    ),
    path("<int:pk>/signing/ceremonies/<slug:ceremony>/tasks/new/", ceremony.new_task, name="new_task"),
    path(
        "<int:pk>/signing/ceremonies/<slug:ceremony>/tasks/proposed/",
        ceremony.propose_tasks,
        name="propose_tasks",
    ),
    path(
        "<int:pk>/signing/ceremonies/<slug:ceremony>/tasks/<int:task>/",
        ceremony.correct_task,
        name="correct_task",
    ),
    path(
        "<int:pk>/signing/ceremonies/<slug:ceremony>/tasks/<int:task>/done/",
        ceremony.task_done,
        name="task_done",
    ),
    path(
        "<int:pk>/signing/ceremonies/<slug:ceremony>/tasks/<int:task>/remove/",
        ceremony.remove_task,
        name="remove_task",
    ),
    # -- signatures, originals, memorandum
    path("<int:pk>/signing/signatures/", originals.signatures, name="signatures"),
    path("<int:pk>/signing/signatures/of-the-text/", originals.take_names, name="take_names"),
    path("<int:pk>/signing/signatures/new/", originals.new_signatory, name="new_signatory"),
    path("<int:pk>/signing/signatures/<slug:key>/", originals.change_signatory, name="change_signatory"),
    path(
        "<int:pk>/signing/signatures/<slug:key>/remove/", originals.remove_signatory, name="remove_signatory"
    ),
    path(
        "<int:pk>/signing/signatures/<slug:key>/given/", originals.record_signature, name="record_signature"
    ),
    path(
        "<int:pk>/signing/signatures/<slug:key>/take-back/", originals.take_back, name="take_back_signature"
    ),
    path(
        "<int:pk>/signing/signatures/<slug:key>/evidence/",
        originals.signature_evidence,
        name="signature_evidence",
    ),
    path("<int:pk>/signing/signatures/<slug:key>/sign/", originals.sign, name="sign"),
    path("<int:pk>/signing/originals/", originals.originals, name="originals"),
    path("<int:pk>/signing/originals/new/", originals.new_original, name="new_original"),
    path("<int:pk>/signing/originals/copies/", originals.signing_copies, name="signing_copies"),
    path("<int:pk>/signing/originals/<int:number>/", originals.change_original, name="change_original"),
    path(
        "<int:pk>/signing/originals/<int:number>/remove/", originals.remove_original, name="remove_original"
    ),
    path("<int:pk>/signing/memorandum/", originals.memorandum, name="memorandum"),
    path("<int:pk>/signing/memorandum/issue/", originals.issue, name="issue_memorandum"),
    path("<int:pk>/signing/memorandum/scan/", originals.add_scan, name="add_scan"),
    path("<int:pk>/signing/memorandum/scan/<int:scan>/pages/", originals.add_pages, name="add_pages"),
    path(
        "<int:pk>/signing/memorandum/scan/<int:scan>/accept/",
        originals.accept_deviation,
        name="accept_deviation",
    ),
    path("<int:pk>/signing/memorandum/pages/<int:page>/", originals.scan_page, name="scan_page"),
    path("<int:pk>/signing/memorandum/pages/<int:page>/file/", originals.scan_file, name="scan_file"),
    path("<int:pk>/signing/memorandum/pages/<int:page>/remove/", originals.remove_page, name="remove_page"),
    path(
        "<int:pk>/signing/memorandum/pages/<int:page>/put-back/",
        originals.put_page_back,
        name="put_page_back",
    ),
    path(
        "<int:pk>/signing/memorandum/pages/<int:page>/picture/<slug:size>/",
        originals.scan_picture,
        name="scan_picture",
    ),
    path("<int:pk>/signing/memorandum/pages/<int:page>/<slug:step>/", originals.arrange, name="arrange"),
    # -- registers
    path("<int:pk>/signing/registers/", registers.registers, name="registers"),
    path("<int:pk>/signing/registers/new/", registers.new_packet, name="new_packet"),
    path("<int:pk>/signing/registers/<int:registration>/", registers.register, name="register"),
    path(
        "<int:pk>/signing/registers/<int:registration>/letter/", registers.draft_packet, name="draft_packet"
    ),
    path(
        "<int:pk>/signing/registers/<int:registration>/remove/",
        registers.remove_register,
        name="remove_register",
    ),
    path(
        "<int:pk>/signing/registers/<int:registration>/certificate/",
        registers.certificate,
        name="certificate",
    ),
]
