"""Maps drawn here: the outline of the land, our home as a star, numbered points. No service is asked.

The projection is equirectangular, true to scale along the middle parallel. What
``draw`` hands back are whole numbers below 1,000 and paths as text, so that a page and a
paper can both draw it, and a paper can keep it.
"""

import json
import lzma
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from math import atan2, ceil, cos, degrees, hypot, pi, radians, sin
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from django.utils.translation import gettext as _

from twinning.places.geography import EARTH_KM, Located, distance_km

Point = tuple[float, float]

WIDTH = 960
TALLEST, FLATTEST = 1.25, 1.9
"""Width to height of a map of a part of the world."""

SOUTH, NORTH = -58.0, 84.0
"""What the whole world is shown of: nobody lives beyond."""

LEAST_DEGREES = 16.0
MARGIN = 0.14
COARSE_FROM = 110.0
"""Degrees of longitude from which the coarse outline is drawn."""

WORLD_FROM = 220.0
WORLD_PARALLEL = 35.0
TURNS = (-360, 0, 360, 720)
RADIUS = 17
APART = 50
"""Between the middles of two marks: they are drawn larger on a phone, and are not to touch there."""


class Named(Located, Protocol):
    @property
    def place(self) -> str: ...


class View(NamedTuple):
    """The part of the world that is shown, in degrees; ``west`` may lie beyond 180."""

    west: float
    east: float
    south: float
    north: float
    squeeze: float

    @property
    def scale(self) -> float:
        return WIDTH / ((self.east - self.west) * self.squeeze)

    @property
    def height(self) -> int:
        return round((self.north - self.south) * self.scale)

    def at(self, longitude: float, latitude: float) -> Point:
        """Where a position is drawn."""
        east_of_west = (longitude - self.west) % 360
        return east_of_west * self.squeeze * self.scale, (self.north - latitude) * self.scale


def draw(
    points: Sequence[tuple[int, Named]], home: Named | None = None, *, lines: bool = False
) -> dict[str, Any]:
    """A map of numbered points, and of home where there is one.

    ``lines``: the shortest ways from home as well. The result is for
    ``partials/_map.html``: ``width`` and ``height``, ``land`` and ``borders`` (paths), ``home``, ``points``
    (``x`` and ``y`` of the place, ``mark_x`` and ``mark_y`` of its number), ``lines`` (paths), ``words``
    (what the map says to somebody who does not see it).
    """
    everything = [place for _number, place in points] + ([home] if home else [])
    view = _view([(place.longitude, place.latitude) for place in everything])
    land, borders = _ground(view)
    at_home = _rounded(view.at(home.longitude, home.latitude)) if home else None
    marks = _marks([view.at(place.longitude, place.latitude) for _number, place in points], at_home, view)
    return {
        "width": WIDTH,
        "height": view.height,
        "land": land,
        "borders": borders,
        "home": {"x": at_home[0], "y": at_home[1], "name": home.place} if home and at_home else None,
        "points": [
            {
                "number": number,
                "name": place.place,
                "x": at[0],
                "y": at[1],
                "mark_x": mark[0],
                "mark_y": mark[1],
                "moved": at != mark,
            }
            for (number, place), (at, mark) in zip(points, marks, strict=True)
        ],
        "lines": [_way(home, place, view) for _number, place in points] if home and lines else [],
        "words": _words(points, home),
    }


def _words(points: Sequence[tuple[int, Named]], home: Named | None) -> str:
    numbered = "; ".join(f"{number} {place.place}" for number, place in points)
    if home is None:
        return _("Map. %(points)s.") % {"points": numbered}
    return _("Map. %(home)s is marked by a star. %(points)s.") % {"home": home.place, "points": numbered}


# -- Which part of the world --------------------------------------------------------------------


def _view(positions: Sequence[Point]) -> View:
    """The smallest part of the world with all positions in it, some room around them, in a pleasant shape."""
    if not positions:
        return _world(0.0)
    west, span = _arc([longitude for longitude, _latitude in positions])
    if span > WORLD_FROM:
        return _world(west + span / 2)
    latitudes = [latitude for _longitude, latitude in positions]
    middle, rise = (min(latitudes) + max(latitudes)) / 2, max(latitudes) - min(latitudes)
    squeeze = max(cos(radians(middle)), 0.3)
    height = max(rise * (1 + 2 * MARGIN), LEAST_DEGREES)
    width = max(span * (1 + 2 * MARGIN), LEAST_DEGREES)
    height = max(height, width * squeeze / FLATTEST)
    width = max(width, height * TALLEST / squeeze)
    if width > WORLD_FROM:
        return _world(west + span / 2)
    south, north = middle - height / 2, middle + height / 2
    # Near the edges of the shown world the view is moved, not stretched.
    shift = max(0.0, SOUTH - south) - max(0.0, north - NORTH)
    centre = west + span / 2
    return View(
        centre - width / 2,
        centre + width / 2,
        max(-90.0, min(south + shift, *latitudes)),
        min(90.0, max(north + shift, *latitudes)),
        squeeze,
    )


def _world(centre: float) -> View:
    return View(centre - 180, centre + 180, SOUTH, NORTH, cos(radians(WORLD_PARALLEL)))


def _arc(longitudes: Sequence[float]) -> tuple[float, float]:
    """Where the shortest piece of a parallel that holds all these begins, and how long it is."""
    around = sorted(longitude % 360 for longitude in set(longitudes))
    gaps = [
        (later - earlier, later)
        for earlier, later in zip(around, [*around[1:], around[0] + 360], strict=True)
    ]
    widest, begins = max(gaps)
    return begins % 360, 360 - widest


# -- The land -------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _outlines() -> dict[str, dict[str, list[list[list[float]]]]]:
    """Land and borders as lists of longitude and latitude, coarse and fine; ``script/places`` makes the file."""
    packed = (Path(__file__).parent / "data" / "land.json.xz").read_bytes()
    found: dict[str, dict[str, list[list[list[float]]]]] = json.loads(lzma.decompress(packed))
    return found


@lru_cache(maxsize=32)
def _ground(view: View) -> tuple[str, str]:
    """The paths of the land and of the borders in it."""
    outline = _outlines()["110m" if view.east - view.west >= COARSE_FROM else "50m"]
    pieces = (_clipped(ring, turn, view) for ring in outline["land"] for turn in TURNS)
    land = "".join(_path(piece, view, least=3, end="z") for piece in pieces if piece)
    runs = (run for line in outline["borders"] for turn in TURNS for run in _inside(line, turn, view))
    return land, "".join(_path(run, view, least=2) for run in runs)


def _clipped(ring: list[list[float]], turn: int, view: View) -> list[Point]:
    """The part of a ring, turned around the earth, that lies in the view (Sutherland and Hodgman)."""
    longitudes = [longitude + turn for longitude, _latitude in ring]
    if max(longitudes) < view.west or min(longitudes) > view.east:
        return []
    piece: list[Point] = [(longitude + turn, latitude) for longitude, latitude in ring]
    for axis, edge, inside in (
        (0, view.west, 1),
        (0, view.east, -1),
        (1, view.south, 1),
        (1, view.north, -1),
    ):
        piece = list(_cut(piece, axis, edge, inside))
        if not piece:
            return []
    return piece


def _inside(line: list[list[float]], turn: int, view: View) -> Iterator[list[Point]]:
    """The runs of a line that lie in the view; what juts out at their ends, the picture cuts off."""
    points: list[Point] = [(longitude + turn, latitude) for longitude, latitude in line]
    seen = [view.west <= x <= view.east and view.south <= y <= view.north for x, y in points]
    run: list[Point] = []
    for number, point in enumerate(points):
        if any(seen[max(0, number - 1) : number + 2]):
            run.append(point)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _cut(piece: list[Point], axis: int, edge: float, inside: int) -> Iterator[Point]:
    for before, here in zip([piece[-1], *piece[:-1]], piece, strict=True):
        was_in, is_in = (before[axis] - edge) * inside >= 0, (here[axis] - edge) * inside >= 0
        if was_in != is_in:
            share = (edge - before[axis]) / (here[axis] - before[axis])
            yield (
                before[0] + (here[0] - before[0]) * share,
                before[1] + (here[1] - before[1]) * share,
            )
        if is_in:
            yield here


def _path(piece: Sequence[Point], view: View, *, least: int, end: str = "") -> str:
    """A path of whole numbers, each step from the point before; nothing where fewer than ``least`` differ."""
    steps: list[tuple[int, int]] = []
    for longitude, latitude in piece:
        # Not View.at: both edges of the map are the same meridian.
        here = _rounded(
            ((longitude - view.west) * view.squeeze * view.scale, (view.north - latitude) * view.scale)
        )
        if not steps or here != steps[-1]:
            steps.append(here)
    if len(steps) < least:
        return ""
    moves = [f"{x - left:d} {y - top:d}" for (left, top), (x, y) in pairwise(steps)]
    return f"M{steps[0][0]} {steps[0][1]}l{' '.join(moves)}{end}"


# -- Marks and ways ---------------------------------------------------------------------------------


def _marks(
    positions: Sequence[Point], at_home: tuple[int, int] | None, view: View
) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Each position and where its number stands: there, or beside it where another number stands already."""
    taken: list[tuple[int, int]] = [at_home] if at_home else []
    found = []
    for position in positions:
        at = _rounded(position)
        mark = next((spot for spot in _around(at, view) if _is_free(spot, taken)), at)
        taken.append(mark)
        found.append((at, mark))
    return found


def _around(at: tuple[int, int], view: View) -> Iterator[tuple[int, int]]:
    """The point itself, then points on wider and wider rings about it, all on the map."""
    yield at
    for ring in range(1, 12):
        radius = ring * APART / 2
        for step in range(8 * ring):
            angle = 2 * pi * step / (8 * ring)
            x, y = at[0] + radius * cos(angle), at[1] - radius * sin(angle)
            if RADIUS * 1.5 <= x <= WIDTH - RADIUS * 1.5 and RADIUS * 1.5 <= y <= view.height - RADIUS * 1.5:
                yield _rounded((x, y))


def _is_free(spot: tuple[int, int], taken: Sequence[tuple[int, int]]) -> bool:
    return all(hypot(spot[0] - x, spot[1] - y) >= APART for x, y in taken)


def _way(home: Located, place: Located, view: View) -> str:
    """The shortest way over the sphere, in steps of about two degrees."""
    steps = max(2, ceil(distance_km(home, place) / 200))
    path, before = "", 0.0
    for number in range(steps + 1):
        x, y = view.at(*_between(home, place, number / steps))
        begins = not path or abs(x - before) > WIDTH / 2
        path += f"{'M' if begins else 'L'}{round(x)} {round(y)}"
        before = x
    return path


def _between(a: Located, b: Located, share: float) -> Point:
    """Longitude and latitude of a point so far along the way."""
    angle = distance_km(a, b) / EARTH_KM
    if angle < 1e-9:
        return a.longitude, a.latitude
    of_a, of_b = sin((1 - share) * angle) / sin(angle), sin(share * angle) / sin(angle)
    x, y, z = (of_a * here + of_b * there for here, there in zip(_on_sphere(a), _on_sphere(b), strict=True))
    return degrees(atan2(y, x)), degrees(atan2(z, hypot(x, y)))


def _on_sphere(place: Located) -> tuple[float, float, float]:
    north, east = radians(place.latitude), radians(place.longitude)
    return cos(north) * cos(east), cos(north) * sin(east), sin(north)


def _rounded(point: Point) -> tuple[int, int]:
    return round(point[0]), round(point[1])
