"""What the pages of imports and known twinnings show, in the reader's words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twinning.atlas import twinnings
from twinning.atlas.models import Import, Twinning
from twinning.municipality.versions import labels
from twinning.places.countries import country_name
from twinning.records.templatetags.house import day, number

Kind, State = Import.Kind, Import.State

SEPARATORS = {",": gettext_lazy("commas"), ";": gettext_lazy("semicolons"), "\t": gettext_lazy("tabs")}


def counts(job: Import) -> list[dict[str, Any]]:
    """The large figures of a dry run or of a finished import."""
    if job.state not in (State.CHECKED, State.DONE):
        return []
    ahead = job.state == State.CHECKED
    told = [
        (job.added, _("would be added") if ahead else _("added")),
        (job.changed, _("would be changed") if ahead else _("changed")),
        (job.same, _("stay as they are") if ahead else _("left as they were")),
    ]
    if job.kind == Kind.TWINNINGS:
        told += [
            (job.kept, _("stay as corrected here")),
            (job.unmatched, _("not matched to a place, kept by name")),
        ]
    told.append((job.refused, _("refused")))
    return [{"number": number(value), "words": words} for value, words in told]


def facts(job: Import) -> list[dict[str, str]]:
    """How the file was read."""
    rows = [
        {"key": _("From"), "value": job.source},
        {"key": _("As of"), "value": day(job.as_of)},
    ]
    report = job.report
    if job.shape:
        rows.append({"key": _("Columns"), "value": str(job.get_shape_display())})
    if job.kind == Kind.TWINNINGS and report:
        letters = _("%(encoding)s, separated by %(sign)s") % {
            "encoding": report["encoding"], "sign": str(SEPARATORS[report["separator"]]),
        }  # fmt: skip
        rows.append({"key": _("Letters"), "value": letters})
    if job.kind == Kind.GOVERNANCE and report:
        first, last = report["years"]
        by = (
            _("as you said")
            if report["edition_by"] == "person"
            else _("recognised by its last year, %(year)s") % {"year": last}
        )
        rows += [
            {"key": _("Edition"), "value": f"{job.edition} ({by})"},
            {"key": _("Years"), "value": f"{first}–{last}"},
            {"key": _("Countries"), "value": number(report["countries"])},
            {"key": _("Rows without a figure"), "value": number(report["empty"])},
        ]
    return rows


def _difference(name: str, old: Any, new: Any) -> str:
    if name.startswith("place_"):
        return _("now matched to a place")
    label = labels(Twinning, [name])
    return _("%(label)s: %(old)s → %(new)s") % {
        "label": label, "old": str(old or _("nothing")).replace("|", ", "), "new": str(new or _("nothing")).replace("|", ", "),
    }  # fmt: skip


def _reported(example: list[Any]) -> dict[str, Any]:
    line, one, other, year, differences = example
    return {
        "line": line, "what": f"{one} – {other}", "year": year,
        "more": [_difference(*difference) for difference in differences],
    }  # fmt: skip


def _wrong(job: Import, example: list[Any]) -> dict[str, Any]:
    line, code, given = example
    wrong, mend = twinnings.problem(code, given) if job.kind == Kind.TWINNINGS else (code, "")
    return {"line": line, "what": wrong, "year": None, "more": [mend] if mend else []}


def examples(job: Import) -> list[dict[str, Any]]:
    """What the dry run found, by what would become of it, with a few rows of each."""
    if job.state not in (State.CHECKED, State.DONE) or not job.report:
        return []
    found = job.report.get("examples", {})
    if job.kind == Kind.GOVERNANCE:
        found = {"refused": [[line, words, {}] for line, _kind, words, _facts in job.leftovers[:8]]}
    headings = {
        "refused": _("Refused"), "kept": _("Kept as corrected here, while the file says otherwise"),
        "unmatched": _("Not matched to a place, kept by name"), "changed": _("Changed"), "added": _("Added"),
    }  # fmt: skip
    return [
        {
            "kind": kind, "heading": heading, "number": number(getattr(job, kind)),
            "rows": [_wrong(job, one) if kind in ("refused", "unmatched") else _reported(one) for one in found[kind]],
        }
        for kind, heading in headings.items()
        if found.get(kind)
    ]  # fmt: skip


def rows_of(twinning: Twinning) -> list[dict[str, str]]:
    """Everything that is known of one twinning."""

    def end(side: str) -> str:
        name, region, country = (
            getattr(twinning, f"{what}_{side}") for what in ("name", "region", "country")
        )
        words = ", ".join(part for part in (name, region, country_name(country) if country else "") if part)
        return (
            words
            if getattr(twinning, f"place_{side}_id")
            else _("%(name)s (not matched to a place)") % {"name": words}
        )

    state = str(twinning.get_state_display())
    origin = (
        _("Entered or corrected by %(name)s, %(day)s") % {"name": twinning.corrected_by, "day": day(twinning.corrected_at)}
        if twinning.corrected_by
        else _("Import: %(name)s") % {"name": twinning.imported}
    )  # fmt: skip
    return [
        {"key": _("One end"), "value": end("a")},
        {"key": _("Other end"), "value": end("b")},
        {"key": _("Year agreed"), "value": str(twinning.year or "")},
        {"key": _("Form"), "value": twinning.form},
        {"key": _("State"), "value": f"{state}: {twinning.reason}" if twinning.reason else state},
        {"key": _("Confidence"), "value": str(twinning.get_confidence_display())},
        {"key": _("Sources"), "value": "\n".join(twinning.listed_in)},
        {"key": _("As of"), "value": day(twinning.as_of)},
        {"key": _("Came from"), "value": origin},
    ]
