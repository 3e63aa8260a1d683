"""A few dozen real places for tests, so that none needs the whole file."""

from typing import Any, NamedTuple

from twinning.places.countries import country_name
from twinning.places.keys import key
from twinning.places.models import Area, Place, PlaceName


class Row(NamedTuple):
    """A place as GeoNames has it, and some of its names."""

    id: int
    name: str
    region: str
    country: str
    latitude: float
    longitude: float
    timezone: str
    population: int
    names: str = ""


WORLD = {
    row.id: row
    for row in (
        Row(6035615, "Lacombe", "Alberta", "CA", 52.46681, -113.7353, "America/Edmonton", 14258, "Лакомб"),
        Row(4330126, "Lacombe", "Louisiana", "US", 30.31353, -89.94313, "America/Chicago", 8679, "Bayou Lacomb"),
        Row(5964347, "Grande Prairie", "Alberta", "CA", 55.16667, -118.80271, "America/Edmonton", 70385, "YQU"),
        Row(5914894, "Canmore", "Alberta", "CA", 51.08335, -115.35206, "America/Edmonton", 13992),
        Row(5913490, "Calgary", "Alberta", "CA", 51.05011, -114.08529, "America/Edmonton", 1306784, "Калгари|YYC"),
        Row(5946768, "Edmonton", "Alberta", "CA", 53.55014, -113.46871, "America/Edmonton", 1010899),
        Row(6118158, "Red Deer", "Alberta", "CA", 52.26682, -113.802, "America/Edmonton", 100844),
        Row(5951036, "Fairview", "Alberta", "CA", 56.06675, -118.38606, "America/Edmonton", 2998),
        Row(5951037, "Fairview", "Alberta", "CA", 50.98486, -114.061, "America/Edmonton", 3675),
        Row(6077243, "Montréal", "Quebec", "CA", 45.50884, -73.58781, "America/Toronto", 1762949, "Montreal|蒙特利尔"),
        Row(6173017, "Val-d'Or", "Quebec", "CA", 48.0974, -77.79737, "America/Toronto", 25541, "Val d’Or"),
        Row(6324733, "St. John's", "Newfoundland and Labrador", "CA", 47.56494, -52.70931, "America/St_Johns", 110525),
        Row(3996322, "Mazatlán", "Sinaloa", "MX", 23.22163, -106.41885, "America/Mazatlan", 381583, "Mazatlan|Масатлан"),
        Row(3523412, "Mazatlán", "Guerrero", "MX", 17.4362, -99.46483, "America/Mexico_City", 5316),
        Row(3985344, "San Miguel de Allende", "Guanajuato", "MX", 20.91528, -100.74389, "America/Mexico_City", 174615),
        Row(2128407, "Rikubetsu", "Hokkaido", "JP", 43.47095, 143.7458, "Asia/Tokyo", 2528, "陸別町|りくべつ"),
        Row(1851002, "Takasaki", "Gunma", "JP", 36.33333, 139.01667, "Asia/Tokyo", 372973, "高崎市"),
        Row(2911240, "Hamm", "North Rhine-Westphalia", "DE", 51.68033, 7.82089, "Europe/Berlin", 178967),
        Row(2911234, "Hamm", "Hamburg", "DE", 53.55487, 10.05742, "Europe/Berlin", 37989),
        Row(2920512, "Gießen", "Hesse", "DE", 50.58727, 8.67554, "Europe/Berlin", 89179, "Giessen"),
        Row(4711725, "Mission", "Texas", "US", 26.21591, -98.32529, "America/Chicago", 83298),
        Row(5313667, "Sedona", "Arizona", "US", 34.86974, -111.76099, "America/Phoenix", 10388),
        Row(5024719, "Duluth", "Minnesota", "US", 46.78327, -92.10658, "America/Chicago", 86110),
        Row(5577147, "Fort Collins", "Colorado", "US", 40.58526, -105.08442, "America/Denver", 170924),
        Row(282615, "Nablus", "West Bank", "PS", 32.22111, 35.25444, "Asia/Hebron", 130326, "نابلس|Naplouse|שכם"),
        Row(250774, "Aqaba", "Aqaba", "JO", 29.52667, 35.00778, "Asia/Amman", 95048, "العقبة|Al-‘Aqabah"),
        Row(690428, "Vashkivtsi", "Chernivtsi", "UA", 48.38386, 25.51751, "Europe/Kyiv", 5312, "Вашківці"),
        Row(690427, "Vashkivtsi", "Chernivtsi", "UA", 48.4094, 27.13221, "Europe/Kyiv", 3662, "Вашківці"),
        Row(264371, "Athens", "Attica", "GR", 37.98376, 23.72784, "Europe/Athens", 664046, "Αθήνα|Athènes"),
        Row(734077, "Thessaloníki", "Central Macedonia", "GR", 40.64072, 22.93493, "Europe/Athens", 317778, "Θεσσαλονίκη|ΘΕΣΣΑΛΟΝΙΚΗ|Σαλονίκης"),
        Row(311665, "Iğdır", "Iğdır", "TR", 39.92371, 44.045, "Europe/Istanbul", 101700, "Igdir"),
        Row(789225, "Mitrovicë", "Mitrovica", "XK", 42.88333, 20.86667, "Europe/Belgrade", 107045, "Митровица"),
        Row(1790630, "Xi’an", "Shaanxi", "CN", 34.25833, 108.92861, "Asia/Shanghai", 9600000, "西安|Xi'an"),
        Row(1275339, "Mumbai", "Maharashtra", "IN", 19.07283, 72.88261, "Asia/Kolkata", 12691836, "Bombay|मुंबई"),
        Row(1699076, "Muntinlupa", "Calabarzon", "PH", 14.39028, 121.0475, "Asia/Manila", 552225),
        Row(8030223, "Musina", "Limpopo", "ZA", -22.34881, 30.04074, "Africa/Johannesburg", 51132, "Messina"),
    )
}  # fmt: skip
LACOMBE, MAZATLAN, RIKUBETSU, GRANDE_PRAIRIE = 6035615, 3996322, 2128407, 5964347


def place(number: int = MAZATLAN, **more: Any) -> Place:
    """One of those below ``WORLD``, with its names; made where it is not there yet."""
    if found := Place.objects.filter(pk=number).first():
        return found
    *facts, names = WORLD[number]
    made = Place.objects.create(**(dict(zip(Row._fields[:-1], facts, strict=True)) | more))
    spelled = {key(name): name for name in [*filter(None, names.split("|")), made.name]}
    PlaceName.objects.bulk_create(
        PlaceName(place=made, key=found, name=name, population=made.population)
        for found, name in spelled.items()
    )
    return made


def places() -> list[Place]:
    """All of ``WORLD``, and the names of its countries and regions."""
    areas = {(key(row.region), row.country, row.region) for row in WORLD.values()}
    areas |= {
        (key(name), row.country, "")
        for row in WORLD.values()
        for name in (row.country, country_name(row.country))
    }
    Area.objects.bulk_create(
        Area(key=found, country=country, region=region) for found, country, region in sorted(areas)
    )
    return [place(number) for number in WORLD]
