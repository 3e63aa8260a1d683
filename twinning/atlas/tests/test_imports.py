"""From the file to what is known: the dry run says it, the import does it, and what a person wrote stays."""

import csv
import datetime as dt
import io

import pytest

from twinning import clock
from twinning.atlas import entries, imports, twinnings
from twinning.atlas.models import Import, Spread, Twinning
from twinning.atlas.tests.conftest import HEADER, MAZATLAN, RIKUBETSU, TODAY, counts, table
from twinning.municipality.versions import ChangedMeanwhile
from twinning.records import history, uploads
from twinning.records.models import Event
from twinning.testing.world import GRANDE_PRAIRIE, LACOMBE
from twinning.testing.world import RIKUBETSU as IN_JAPAN

pytestmark = pytest.mark.django_db
State = Import.State
BEFORE = dt.date(2020, 1, 1)


def everything() -> list:
    return list(Twinning.objects.order_by("pk").values())


def one() -> Twinning:
    return Twinning.objects.get()


# -- It does it -------------------------------------------------------------------------------


def test_a_dry_run_counts_and_keeps_nothing(read):
    job = read(table(MAZATLAN, RIKUBETSU, "X,,CA,,Y,,JP,,,,,,", "only,four,cells,here"))
    assert (job.state, counts(job)) == (State.CHECKED, {"added": 3, "unmatched": 1, "refused": 1})
    assert not Twinning.objects.exists()


def test_the_import_does_what_the_dry_run_said(read, staff):
    job = read(table(MAZATLAN, RIKUBETSU, "X,,CA,,Rikubetsu,,JP,,,,,,", "only,four,cells,here"))
    said = counts(job)
    imports.approve(job, by=staff)
    imports.work_on(job.pk)
    job.refresh_from_db()
    assert (job.state, counts(job)) == (State.DONE, said)
    assert [str(each) for each in Twinning.objects.order_by("pk")] == [
        "Mazatlán – Grande Prairie", "Lacombe – Rikubetsu", "X – Rikubetsu",
    ]  # fmt: skip
    lacombe = Twinning.objects.get(place_a=LACOMBE)
    assert (lacombe.place_b_id, lacombe.year, lacombe.sources, lacombe.confidence) == (
        IN_JAPAN,
        1986,
        "Lacombe Express",
        "medium",
    )
    assert (lacombe.as_of, lacombe.imported) == (TODAY, job)
    assert Twinning.objects.get(name_a="X").confidence == "low"


def test_the_import_leaves_an_event_with_its_counts_and_keeps_the_file(carry_out, staff):
    content = table(MAZATLAN)
    job = carry_out(content)
    assert [(each["words"], each["who"]) for each in history.told(Event.objects.about(job))] == [
        (
            "Imported: 1 added, 0 changed, 0 left as they are, 0 kept as corrected here, 0 not matched, 0 refused",
            staff,
        ),
        ("Started the import", staff),
        ("Gave a file to import", staff),
    ]
    assert uploads.path_of(job.upload.sha256).read_bytes() == content


def test_the_same_file_again_changes_nothing(carry_out, read):
    content = table(MAZATLAN, RIKUBETSU, "X,,CA,,Y,,JP,,1990,,,,", "Y,,JP,,X,,CA,,1991,,,,")
    first = carry_out(content)
    before = everything()
    again = carry_out(content, as_of=TODAY + dt.timedelta(days=0))
    assert counts(again) == {"same": 4, "unmatched": 2}
    assert everything() == before
    assert imports.earlier(read(content)) in (first, again)


def test_the_same_file_again_changes_nothing_even_on_another_day(carry_out):
    content = table(MAZATLAN, "X,,CA,,Y,,JP,,1990,,,,", "Y,,JP,,X,,CA,,1991,,,,")
    carry_out(content, as_of=BEFORE)
    before = everything()
    assert counts(carry_out(content)) == {"same": 3, "unmatched": 2}
    assert everything() == before


def test_a_pair_is_kept_once_whichever_is_named_first(carry_out):
    turned = "Rikubetsu,Hokkaido,JP,,Lacombe,Alberta,CA,,,,,,Another list"
    job = carry_out(table(RIKUBETSU, turned))
    assert counts(job) == {"added": 1, "same": 1}
    assert (one().year, one().listed_in, one().confidence) == (
        1986,
        ["Lacombe Express", "Another list"],
        "high",
    )


def test_a_newer_file_updates_and_an_older_one_only_fills_gaps(carry_out):
    carry_out(table(RIKUBETSU), as_of=BEFORE)
    newer = RIKUBETSU.replace("1986", "1985")
    job = carry_out(table(newer))
    assert counts(job) == {"changed": 1}
    assert (one().year, one().version, one().as_of) == (1985, 2, TODAY)
    older = RIKUBETSU.replace("1986,", "1900,sister city")
    carry_out(table(older), as_of=BEFORE)
    assert (one().year, one().form) == (1985, "sister city")


def test_where_there_is_no_room_for_all_sources_the_newest_stays(carry_out):
    for number in range(4):
        row = RIKUBETSU.replace("Lacombe Express", f"List {number} " + "x" * 150)
        carry_out(table(row), as_of=BEFORE + dt.timedelta(days=number))
    assert [source[:6] for source in one().listed_in] == ["…", "List 1", "List 2", "List 3"]


def test_what_could_not_be_matched_is_matched_by_a_better_file(carry_out):
    carry_out(table("Hamm,,DE,,Mazatlán,Sinaloa,MX,,,,,,"), as_of=BEFORE)
    assert (one().place_a_id, one().confidence) == (None, "low")
    job = carry_out(table("Mazatlán,Sinaloa,MX,,Hamm,,DE,2911240,,,,,"))
    assert counts(job) == {"changed": 1}
    assert (one().place_a_id, one().confidence) == (2911240, "medium")
    assert counts(carry_out(table("Mazatlán,Sinaloa,MX,,Hamm,,DE,2911240,,,,,"))) == {"same": 1}


def test_what_a_person_corrected_is_never_overwritten_and_the_difference_is_shown(carry_out, staff):
    carry_out(table(RIKUBETSU), as_of=BEFORE)
    kept = one()
    kept.year = 1987
    entries.correct(kept, seen=1, fields=["year"], by=staff)
    before = everything()
    job = carry_out(table(RIKUBETSU))
    assert counts(job) == {"kept": 1}
    assert job.report["examples"]["kept"] == [
        [2, "Lacombe, Alberta, CA", "Rikubetsu, Hokkaido, JP", 1986, [["year", 1987, 1986]]]
    ]
    assert everything() == before


def test_the_spreads_are_measured_at_the_end(carry_out):
    carry_out(table(MAZATLAN, RIKUBETSU, "Lacombe,Alberta,CA,,Calgary,,CA,,,,,,"))
    assert {spread.measure: spread.pairs for spread in Spread.objects.all()} == {
        "population": 2, "distance": 2, "hours": 2, "climate": 0, "sea": 0,
    }  # fmt: skip


# -- Matching -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "found"),
    [
        ("Lacombe,,CA,", LACOMBE),
        ("Lacombe,Alberta,CA,", LACOMBE),
        ("lacombe,,CA,", LACOMBE),
        ("Лакомб,,CA,", LACOMBE),
        ("نابلس,,PS,", 282615),
        ("Whatever it is called,,CA,6035615", LACOMBE),
        ("Lacombe,Louisiana,US,", 4330126),
        ("Lacombe,,CA,999999", LACOMBE),
        ("Lacombe,Ontario,CA,", "unknown"),
        ("Lacombe,,,", "unknown"),
        ("Lacombe,,MX,", "unknown"),
        ("Lacombe,,MX,6035615", "elsewhere"),
        ("Hamm,,DE,", "ambiguous"),
        ("Fairview,Alberta,CA,", "ambiguous"),
        ("Vashkivtsi,Chernivtsi,UA,", "ambiguous"),
    ],
)
def test_an_end_is_the_one_place_it_can_only_be(read, end, found):
    job = read(table(f"{end},Sedona,,US,,,,,,"))
    wrong = [code for _line, _kind, code, _facts in job.leftovers]
    assert wrong == ([found] if isinstance(found, str) else [])
    if not wrong:
        imports.approve(job, by=job.by)
        imports.work_on(job.pk)
        assert one().place_a_id == found


POSITIONS = "name_1,country_1,latitude_1,longitude_1,name_2,country_2"


@pytest.mark.parametrize(
    ("position", "found"),
    [("51.7,7.8", None), ("53.5,10", None), ("48.1,11.5", "far"), ("", "ambiguous")],
)
def test_a_position_decides_between_places_of_one_name(read, position, found):
    job = read(table(f"Hamm,DE,{position or ','},Sedona,US", header=POSITIONS))
    assert [code for _line, _kind, code, _facts in job.leftovers] == ([found] if found else [])


def test_a_place_twinned_with_itself_is_refused(read):
    job = read(table("Lacombe,,CA,,Lacombe,Alberta,CA,,,,,,", "X,,CA,,x,,CA,,,,,,"))
    assert (counts(job), [code for _l, _k, code, _f in job.leftovers]) == (
        {"refused": 2},
        ["itself", "itself"],
    )


# -- Bad files ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a,b\n1,2\n", "These columns are not known here"),
        (b"nothing but words\n", "names no columns"),
        (HEADER.encode() + b"\n", "There are no rows"),
    ],
)
def test_a_file_that_is_no_table_of_ours_fails_in_words(read, content, words):
    job = read(content)
    assert job.state == State.FAILED
    assert words in job.reason
    assert [event.verb for event in Event.objects.about(job)] == ["import.failed", "import.given"]


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16", "cp1252"])
def test_letters_and_separators_make_no_difference(carry_out, coding):
    text = table(MAZATLAN).decode().replace(",", ";")
    assert counts(carry_out(text.encode(coding))) == {"added": 1}
    assert one().name_a == "Mazatlán"


def test_three_broken_rows_are_reported_and_the_rest_goes_in(carry_out):
    rows = [f"Town {n},,CA,,Rikubetsu,,JP,,{1900 + n % 100},,,," for n in range(3000)]
    rows[5], rows[1500], rows[2999] = '"Town,,CA', "Town,,CA,,Rikubetsu,,JP,,soon,,,,", "Town 2999,,CA,,Rik"
    job = carry_out(table(*rows)[:-1])
    assert counts(job) == {"added": 2997, "unmatched": 2997, "refused": 3}
    refused = [(line, code) for line, kind, code, _facts in job.leftovers if kind == "refused"]
    assert refused == [(7, "quote"), (1502, "year"), (3001, "cut")]


def test_the_leftovers_can_be_mended_in_a_spreadsheet_and_sent_again(read, carry_out):
    job = read(table(MAZATLAN, "=HYPERLINK(1),,CA,,Rikubetsu,,JP,,,,,,", "Lacombe,,CA,,Sedona,,US,,soon,,,,"))
    rows = list(twinnings.leftovers(job, uploads.path_of(job.upload.sha256).read_bytes()))
    assert rows[0] == [*HEADER.split(","), "line", "problem", "how_to_mend"]
    assert [row[-3] for row in rows[1:]] == ["3", "4"]
    assert rows[1][0] == "'=HYPERLINK(1)"
    assert rows[2][-2:] == [
        "“soon” is no year of an agreement.",
        "Write a year such as 1986, or leave the cell empty.",
    ]
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    assert counts(carry_out(written.getvalue().replace("soon,", "1999,", 1).encode())) == {
        "added": 2,
        "unmatched": 1,
    }
    assert Twinning.objects.filter(name_a="=HYPERLINK(1)").exists()


# -- The queue -----------------------------------------------------------------------------------


def test_a_task_that_runs_twice_does_its_work_once(carry_out):
    job = carry_out(table(MAZATLAN))
    before, events = everything(), Event.objects.count()
    imports.work_on(job.pk)
    assert (everything(), Event.objects.count()) == (before, events)


def test_nothing_is_written_before_somebody_approves(read):
    job = read(table(MAZATLAN))
    imports.work_on(job.pk)
    assert (everything(), Import.objects.get().state) == ([], State.CHECKED)


def test_an_import_is_approved_once(read, staff):
    job = read(table(MAZATLAN))
    assert [imports.approve(job, by=staff), imports.approve(job, by=staff)] == [True, False]


def test_a_file_put_aside_is_not_imported(read, staff):
    job = read(table(MAZATLAN))
    assert imports.drop(job, by=staff)
    assert not imports.approve(job, by=staff)
    imports.work_on(job.pk)
    assert (everything(), Import.objects.get().state) == ([], State.DROPPED)


def test_what_changed_since_the_dry_run_is_read_again_before_anything_is_written(read, staff):
    job = read(table(RIKUBETSU))
    entries.enter(Twinning(place_a_id=LACOMBE, place_b_id=GRANDE_PRAIRIE, sources="Letter"), by=staff)
    imports.approve(job, by=staff)
    imports.work_on(job.pk)
    job.refresh_from_db()
    assert (job.state, Twinning.objects.count()) == (State.QUEUED, 1)
    imports.work_on(job.pk)
    job.refresh_from_db()
    assert (job.state, counts(job)) == (State.CHECKED, {"added": 1})


def test_work_that_stopped_in_the_middle_goes_on_where_it_stopped(read, staff, monkeypatch):
    monkeypatch.setattr(twinnings, "AT_ONCE", 2)
    rows = [
        '"Town\n1",,CA,,Rikubetsu,,JP,,,,,,',
        *(f"Town {n},,CA,,Rikubetsu,,JP,,,,,," for n in range(2, 8)),
    ]
    job = read(table(*rows))
    imports.approve(job, by=staff)

    class PowerCut(Exception):
        pass

    saved = twinnings.Merger.save
    done: list[None] = []

    def cut(self):
        if len(done) == 2:
            raise PowerCut
        done.append(saved(self))

    monkeypatch.setattr(twinnings.Merger, "save", cut)
    with pytest.raises(PowerCut):
        imports.work_on(job.pk)
    job.refresh_from_db()
    assert (job.state, job.added, Twinning.objects.count()) == (State.WRITING, 4, 4)
    monkeypatch.setattr(twinnings.Merger, "save", saved)
    with clock.at(job.lease_until + dt.timedelta(seconds=1)):
        imports.sweep()
        imports.work_on(job.pk)
    job.refresh_from_db()
    assert (job.state, counts(job), Twinning.objects.count()) == (State.DONE, {"added": 7, "unmatched": 7}, 7)


def test_a_worker_that_lost_the_row_writes_nothing(read, staff, monkeypatch):
    job = read(table(MAZATLAN))
    imports.approve(job, by=staff)
    saved = twinnings.Merger.save

    def slow(self):
        saved(self)
        Import.objects.filter(pk=job.pk).update(attempt=7)

    monkeypatch.setattr(twinnings.Merger, "save", slow)
    imports.work_on(job.pk)
    assert everything() == []


def test_work_that_stops_three_times_has_failed(read, staff):
    job = read(table(MAZATLAN))
    for attempt in (1, 2, 3):
        Import.objects.filter(pk=job.pk).update(
            state=State.WRITING, attempt=attempt, lease_until=clock.now() - dt.timedelta(1)
        )
        imports.sweep()
        job.refresh_from_db()
        assert job.state == (State.FAILED if attempt == 3 else State.APPROVED)
    assert "stopped 3 times" in job.reason
    assert imports.retry(job, by=staff)
    assert Import.objects.get().state == State.QUEUED


def test_the_sweep_wakes_what_no_worker_was_told_of(read):
    job = read(table(MAZATLAN))
    long_ago = clock.now() - dt.timedelta(minutes=5)
    Import.objects.filter(pk=job.pk).update(state=State.QUEUED, woken_at=long_ago)
    imports.sweep()
    assert Import.objects.get().woken_at > long_ago


def test_a_file_that_is_gone_from_the_disk_is_told(read):
    job = read(table(MAZATLAN))
    Import.objects.filter(pk=job.pk).update(state=State.QUEUED)
    uploads.path_of(job.upload.sha256).unlink()
    imports.work_on(job.pk)
    job.refresh_from_db()
    assert (job.state, job.reason[:20]) == (State.FAILED, "The file is missing ")


# -- By hand -------------------------------------------------------------------------------------


def test_a_person_enters_a_twinning(places, staff):
    entries.enter(
        Twinning(place_a_id=LACOMBE, name_b="Somewhere", country_b="JP", sources="Letter"), by=staff
    )
    assert (one().name_a, one().country_a, one().confidence, one().by_hand) == (
        "Lacombe",
        "CA",
        "medium",
        True,
    )
    assert [event.verb for event in Event.objects.about(one())] == ["twinning.entered"]


def test_a_pair_that_is_known_is_not_entered_twice(places, staff, carry_out):
    carry_out(table(RIKUBETSU))
    before = [everything(), Event.objects.count()]
    with pytest.raises(Exception, match="known already"):
        entries.enter(Twinning(place_a_id=IN_JAPAN, place_b_id=LACOMBE, sources="Letter"), by=staff)
    assert [everything(), Event.objects.count()] == before


def test_two_people_do_not_overwrite_each_other(places, staff, carry_out):
    carry_out(table(RIKUBETSU))
    mine = one()
    theirs = one()
    theirs.year = 1987
    entries.correct(theirs, seen=1, fields=["year"], by=staff)
    mine.year = 1900
    with pytest.raises(ChangedMeanwhile):
        entries.correct(mine, seen=1, fields=["year"], by=staff)
    assert one().year == 1987
