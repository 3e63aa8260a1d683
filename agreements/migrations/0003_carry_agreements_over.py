"""Texts become clauses, what stood as prose becomes rows, and what was hashed is hashed anew."""

import hashlib
import json

from django.db import migrations

TERMS = (
    "term_rule", "term_years", "term_event", "renewal", "ending", "notice_months", "running_projects", "amendment", "entry",
    "entry_on", "costs", "costs_words", "binding", "prevails", "originals", "annex_plan",
)  # fmt: skip


def paragraphs(body):
    return [part.strip() for part in body.replace("\r\n", "\n").split("\n\n") if part.strip()]


def old_hash(record):
    texts = [[text.language, text.title, text.body] for text in record.texts.order_by("language")]
    return hashlib.sha256(json.dumps(texts, ensure_ascii=False).encode()).hexdigest()


def merge_doubled_languages(record):
    """There may have been two texts in one language; the later one follows the first."""
    kept = {}
    for text in list(record.texts.order_by("order", "key")):
        first = kept.setdefault(text.language, text)
        if first is not text:
            first.body = f"{first.body}\n\n{text.title}\n\n{text.body}"
            first.save(update_fields=["body"])
            text.delete()
    return list(kept.values())


def plain(value):
    return "" if value is None or value == "" else str(value)


def carry_text(apps, record, ClauseText, Clause, TextVersion):
    texts = merge_doubled_languages(record)
    parts = [paragraphs(text.body) for text in texts]
    source = texts[0].language if texts else ""
    clauses = []
    for order in range(max(map(len, parts), default=0)):
        clause = Clause.objects.create(record=record, order=order, kind="other", numbered=False)
        words = {}
        made_from = ""
        for text, found in zip(texts, parts):
            words[text.language] = found[order] if order < len(found) else ""
            fingerprint = hashlib.sha256(f"\0{words[text.language]}".encode()).hexdigest()
            if text.language == source:
                made_from = fingerprint
            ClauseText.objects.create(
                clause=clause,
                language=text.language,
                words=words[text.language],
                made_from="" if text.language == source else made_from,
            )
        clauses.append(
            {
                "key": str(clause.key), "kind": "other", "numbered": False,
                "texts": {language: {"heading": "", "words": said} for language, said in words.items()},
            }
        )  # fmt: skip
    content = {
        "languages": [{"language": text.language, "title": text.title} for text in texts],
        "parties": [],
        "terms": {name: plain(getattr(record, name)) for name in TERMS},
        "clauses": clauses,
    }
    bare = content | {"clauses": [{k: v for k, v in one.items() if k != "key"} for one in clauses]}
    digest = hashlib.sha256(json.dumps(bare, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    return content, digest


def carry_over(apps, schema_editor):
    Agreement = apps.get_model("agreements", "Agreement")
    Clause = apps.get_model("agreements", "Clause")
    ClauseText = apps.get_model("agreements", "ClauseText")
    TextVersion = apps.get_model("agreements", "TextVersion")
    PartnerStep = apps.get_model("agreements", "PartnerStep")
    Request = apps.get_model("agreements", "RequestForDecision")
    Option = apps.get_model("agreements", "RequestOption")
    Resolution = apps.get_model("agreements", "Resolution")
    for record in Agreement.objects.all():
        before = old_hash(record)
        record.annex_plan = False  # what was agreed to had no such line
        content, digest = carry_text(apps, record, ClauseText, Clause, TextVersion)
        version = None
        if content["languages"]:
            version = TextVersion.objects.create(
                record=record, number=1, content=content, hash=digest, why="", by=record.signed_off_by
            )
        if record.signed_off_text == before:
            record.signed_off_text = digest
        if record.legal_reviewed_on:
            record.legal_reviewed_text = digest
        record.save()
        for resolution in Resolution.objects.filter(proposal=record.proposal, text_hash=before):
            resolution.text_hash, resolution.text = digest, version
            resolution.save(update_fields=["text_hash", "text"])
        if record.partner_approval or record.partner_approved_on:
            PartnerStep.objects.create(
                record=record,
                body=record.partner_approval[:300] or "–",
                words=record.partner_approval if len(record.partner_approval) > 300 else "",
                done_on=record.partner_approved_on,
            )
        if record.recommendation or record.options:
            request = Request.objects.create(
                record=record, recommendation=record.recommendation, money_words=record.budget_source
            )
            for order, line in enumerate(part for part in record.options.splitlines() if part.strip()):
                Option.objects.create(
                    record=request, order=order, title=line.strip()[:300], words=line.strip()[300:]
                )
    carry_signings(apps)


def carry_signings(apps):
    Original = apps.get_model("agreements", "Original")
    Registration = apps.get_model("agreements", "Registration")
    for record in apps.get_model("agreements", "Signing").objects.all():
        for number in range(1, (record.originals or 0) + 1):
            Original.objects.create(record=record, number=number, holder=record.holders[:300] or "–")
        if record.registered_with:
            Registration.objects.create(
                record=record,
                register="other",
                name=record.registered_with[:300],
                notes=record.registered_with[300:],
            )


class Migration(migrations.Migration):
    dependencies = [("agreements", "0002_rooms_of_agreement_and_signing")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
