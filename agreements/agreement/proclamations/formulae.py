"""The fixed words of a proclamation, language by language (handbook B2, B11).

Written from models of each language's own official papers. Nobody who speaks
them has read those beyond English and French: the page says so to the clerk
(``UNCHECKED``), who can write other words over them.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from twinning.records.languages import day_in

LEADING: dict[str, list[tuple[tuple[str, ...], str]]] = {
    "en": [(("City", "Town", "Village", "Municipality", "County", "District", "Township"), "of the ")],
    "es": [(("Ciudad", "Villa", "Municipalidad", "Provincia"), "de la "), (("Municipio",), "del ")],
    "fr": [(("Ville", "Commune", "Municipalité"), "de la "), (tuple("AEÉÈIOU"), "d’")],
}
"""How “of” joins the name of a city, by how the name begins."""

OF = {"en": "of ", "es": "de ", "fr": "de ", "de": "von "}


@dataclass(frozen=True)
class Formulae:
    """The words around what is proclaimed.

    ``who`` has the places {name}, {office}, {city}; ``solo`` {who}, {law}, {days};
    ``joint`` {ours}, {theirs}, {law}, {days}; ``law`` {number}; ``day`` {day};
    ``period`` {start}, {end}; the witness lines {place}, {date}.
    """

    heading: str
    first: str
    others: str
    therefore: str
    who: str
    solo: str
    joint: str
    law: str
    day: str
    period: str
    witness: str
    witness_solo: str
    witness_joint: str


FORMULAE: dict[str, Formulae] = {
    "en": Formulae(
        heading="Proclamation",
        first="Whereas",
        others="And whereas",
        therefore="Now therefore",
        who="{name}, {office} {city}",
        solo="I, {who},{law} do hereby proclaim{days}",
        joint="we, {ours}, and {theirs},{law} do hereby proclaim{days}",
        law=" by Resolution No. {number} of Council,",
        day=" {day} as",
        period=" the time from {start} to {end} as",
        witness="In witness whereof",
        witness_solo="I have hereunto set my hand and caused the seal to be affixed at {place}, this {date}.",
        witness_joint="we have hereunto set our hands and caused our seals to be affixed at {place}, this {date}.",
    ),
    "fr": Formulae(
        heading="Proclamation",
        first="Attendu que",
        others="Attendu que",
        therefore="Par conséquent",
        who="{name}, {office} {city}",
        solo="moi, {who},{law} je proclame par les présentes{days}",
        joint="nous, {ours}, et {theirs},{law} proclamons par les présentes{days}",
        law=" en vertu de la résolution n° {number} du Conseil,",
        day=" le {day}",
        period=" la période du {start} au {end}",
        witness="En foi de quoi",
        witness_solo="j’ai signé la présente proclamation et y ai fait apposer le sceau, à {place}, le {date}.",
        witness_joint="nous avons signé la présente proclamation et y avons fait apposer nos sceaux, à {place}, le {date}.",
    ),
    "es": Formulae(
        heading="Proclama",
        first="Considerando que",
        others="Considerando que",
        therefore="Por tanto",
        who="{name}, {office} {city}",
        solo="yo, {who},{law} por la presente proclamo{days}",
        joint="nosotros, {ours}, y {theirs},{law} por la presente proclamamos{days}",
        law=" en virtud de la Resolución n.º {number} del Concejo,",
        day=" el {day} como",
        period=" el período del {start} al {end} como",
        witness="En fe de lo cual",
        witness_solo="firmo la presente y hago estampar el sello en {place}, el {date}.",
        witness_joint="firmamos la presente y hacemos estampar nuestros sellos en {place}, el {date}.",
    ),
    "de": Formulae(
        heading="Proklamation",
        first="In der Erwägung, dass",
        others="In der Erwägung, dass",
        therefore="Daher",
        who="{name}, {office} {city}",
        solo="verkünde ich, {who},{law} hiermit{days}:",
        joint="verkünden wir, {ours}, und {theirs},{law} hiermit{days}:",
        law=" aufgrund des Ratsbeschlusses Nr. {number},",
        day=" für den {day}",
        period=" für die Zeit vom {start} bis zum {end}",
        witness="Zu Urkund dessen",
        witness_solo="habe ich diese Proklamation unterzeichnet und siegeln lassen. {place}, den {date}.",
        witness_joint="haben wir diese Proklamation unterzeichnet und siegeln lassen. {place}, den {date}.",
    ),
    "uk": Formulae(
        heading="Проголошення",
        first="Оскільки",
        others="Оскільки",
        therefore="Отже",
        who="{name}, {office}, {city}",
        solo="я, {who},{law} цим проголошую{days}:",
        joint="ми, {ours}, та {theirs},{law} цим проголошуємо{days}:",
        law=" на підставі рішення ради № {number},",
        day=" на {day}",
        period=" на час від {start} до {end}",
        witness="На посвідчення чого",
        witness_solo="підписую це проголошення і скріплюю його печаткою. {place}, {date}",
        witness_joint="підписуємо це проголошення і скріплюємо його печатками. {place}, {date}",
    ),
    "ar": Formulae(
        heading="إعلان",
        first="حيث إن",
        others="وحيث إن",
        therefore="وعليه",
        who="{name}، {office} {city}",
        solo="أعلن أنا، {who}،{law} بموجب هذا{days}:",
        joint="نعلن نحن، {ours}، و{theirs}،{law} بموجب هذا{days}:",
        law=" استنادًا إلى قرار المجلس رقم {number}،",
        day=" عن يوم {day}",
        period=" عن المدة من {start} إلى {end}",
        witness="وإثباتًا لذلك",
        witness_solo="وقّعتُ هذا الإعلان وأمرتُ بختمه في {place}، بتاريخ {date}.",
        witness_joint="وقّعنا هذا الإعلان وأمرنا بختمه في {place}، بتاريخ {date}.",
    ),
    "ja": Formulae(
        heading="宣言",
        first="一、",
        others="一、",
        therefore="よって",
        who="{city}{office} {name}",
        solo="、{who}は、{law}{days}ここに次のとおり宣言する。",
        joint="、{ours}及び{theirs}は、{law}{days}ここに次のとおり宣言する。",
        law="議会決議第{number}号に基づき、",
        day="{day}について、",
        period="{start}から{end}までの期間について、",
        witness="以上の証として",
        witness_solo="、{date}、{place}において署名し、印章を押す。",
        witness_joint="、{date}、{place}において双方が署名し、印章を押す。",
    ),
    "ko": Formulae(
        heading="선언",
        first="하나,",
        others="하나,",
        therefore="이에",
        who="{city} {office} {name}",
        solo="{who}은(는){law}{days} 다음과 같이 선언한다.",
        joint="{ours} 및 {theirs}은(는){law}{days} 다음과 같이 선언한다.",
        law=" 의회 결의 제{number}호에 따라",
        day=" {day}에 대하여",
        period=" {start}부터 {end}까지의 기간에 대하여",
        witness="이를 증명하기 위하여",
        witness_solo="{date} {place}에서 서명하고 인장을 찍는다.",
        witness_joint="{date} {place}에서 각각 서명하고 인장을 찍는다.",
    ),
    "zh-hans": Formulae(
        heading="公告",
        first="鉴于",
        others="鉴于",
        therefore="为此",
        who="{city}{office} {name}",
        solo="，{who}{law}{days}兹宣告：",
        joint="，{ours}与{theirs}{law}{days}兹共同宣告：",
        law="根据市议会第{number}号决议，",
        day="就{day}",
        period="就{start}至{end}期间",
        witness="为昭信守",
        witness_solo="，谨于{date}在{place}签署并加盖印章。",
        witness_joint="，双方谨于{date}在{place}签署并加盖印章。",
    ),
    "zh-hant": Formulae(
        heading="公告",
        first="鑒於",
        others="鑒於",
        therefore="為此",
        who="{city}{office} {name}",
        solo="，{who}{law}{days}茲宣告：",
        joint="，{ours}與{theirs}{law}{days}茲共同宣告：",
        law="根據市議會第{number}號決議，",
        day="就{day}",
        period="就{start}至{end}期間",
        witness="為昭信守",
        witness_solo="，謹於{date}在{place}簽署並加蓋印章。",
        witness_joint="，雙方謹於{date}在{place}簽署並加蓋印章。",
    ),
}  # fmt: skip

UNCHECKED = frozenset(FORMULAE) - {"en", "fr"}
"""Languages whose words no speaker has read yet."""

CLOSE = {"ja", "zh-hans", "zh-hant"}
"""Written without spaces between a formula and what follows it."""


def tag(language: str) -> str:
    """The language as a paper is marked with it (BCP 47)."""
    return {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "tl": "fil"}.get(language, language)


def of_city(language: str, city: str) -> str:
    """“of the City of Lacombe”, “de Mazatlán”: the name joined to an office before it; as it is where nothing joins them."""
    for beginnings, joined in LEADING.get(language, []):
        if city.startswith(beginnings):
            return f"{joined}{city}"
    return f"{OF.get(language, '')}{city}"


def person(language: str, *, name: str, office: str, city: str) -> str:
    """Who proclaims: name, office and city in the order of the language."""
    if language == "ja" and office and city.endswith(office[0]):
        city = city[:-1]  # ラコーム市 and 市長 read ラコーム市長
    return FORMULAE[language].who.format(name=name, office=office, city=of_city(language, city))


_FIRST = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def date_written_out(language: str, value: dt.date) -> str:
    """A date as the witness line ends with it: in English in words, elsewhere in the language's own long form."""
    if language != "en":
        return day_in(tag(language), value)
    month = day_in("en", value).split()[1]
    return f"{_ordinal(value.day)} day of {month} in the year {_in_words(value.year)}"


def _ordinal(number: int) -> str:
    if number <= 20:
        return _FIRST[number - 1]
    tens, rest = divmod(number, 10)
    return f"{_TENS[tens]}-{_FIRST[rest - 1]}" if rest else f"{_TENS[tens][:-1]}ieth"


def _in_words(year: int) -> str:
    """Years of four figures: two thousand and twenty-six, nineteen hundred and seventy."""
    hundreds, rest = divmod(year, 100)
    thousands = hundreds % 10 == 0
    head = (
        f"{_below_hundred(hundreds // 10)} thousand" if thousands else f"{_below_hundred(hundreds)} hundred"
    )
    return f"{head} and {_below_hundred(rest)}" if rest else head


def _below_hundred(number: int) -> str:
    if number < 20:
        return _SMALL[number]
    tens, rest = divmod(number, 10)
    return f"{_TENS[tens]}-{_SMALL[rest]}" if rest else _TENS[tens]


def unchecked(languages: Iterable[str]) -> list[str]:
    """Which of the languages are written in formulae that no speaker has read."""
    return [language for language in languages if language in UNCHECKED]
