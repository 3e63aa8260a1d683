"""What raises a hand in a clause, without ever blocking it (handbook A6; issue of foreign policy in Prague’s article 3).

A flag is found by words that stand for it in the language of the clause. It says
why it looks up and what others did; whoever answers it answers for exactly the
words that stood there.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from agreements.agreement.text.models import Clause, FlagAnswer


@dataclass(frozen=True)
class Flag:
    """Why a clause is looked at twice. ``signs``: language → beginnings of words, or pieces of patterns, that stand for it."""

    name: str
    label: str | Promise
    why: str | Promise
    others: str | Promise
    signs: Mapping[str, tuple[str, ...]]


FLAGS = (
    Flag(
        "foreign_policy",
        gettext_lazy("Foreign policy"),
        gettext_lazy(
            "This says something about states, borders or recognition. That is for the federal government to say, and a text about friendship can be read as taking a side."
        ),
        gettext_lazy(
            "Prague ended its agreement with Beijing in 2019 over an article on the one-China principle. Most cities leave such sentences out, or write that each side keeps to its own government’s policy."
        ),
        {
            "en": (r"one[- ]china", "sovereign", r"territorial", "recogni[sz]es? the (state|government|republic)", "reunification", "foreign policy", "secession", "independence of", "occupied", "annexation", "sanction"),
            "fr": ("une seule chine", "souverain", "intégrité territoriale", "réunification", "politique étrangère", "sécession", "occupé", "annexion", "sanctions?"),
            "es": ("una sola china", "soberan", "integridad territorial", "reunificación", "política exterior", "secesión", "ocupad", "anexión", "sanciones"),
            "de": ("ein[- ]china", "souverän", "territoriale", "wiedervereinigung", "außenpoliti", "abspaltung", "besetzt", "annexion", "sanktion"),
            "uk": ("єдин(ого|ий) кита", "суверен", "територіальн", "возз.?єднан", "зовнішн(я|ьої|ю) політик", "окупован", "анексі", "санкці"),
            "ar": ("الصين الواحدة", "سيادة", "السيادة", "وحدة الأراضي", "السياسة الخارجية", "محتل", "عقوبات"),
            "ja": ("一つの中国", "主権", "領土", "外交政策", "統一", "併合", "制裁"),
            "zh": ("一个中国", "一個中國", "主权", "主權", "领土完整", "領土完整", "统一", "外交政策", "制裁"),
            "ko": ("하나의 중국", "주권", "영토", "통일", "외교정책", "제재"),
        },
    ),
    Flag(
        "money",
        gettext_lazy("Money"),
        gettext_lazy(
            "This can be read as a promise to pay. Council alone may commit money, and a budget is agreed year by year."
        ),
        gettext_lazy(
            "Canmore and Sedona agreed that nobody owes money to anybody. Others write that each bears its own costs, or that spending is subject to council’s approval."
        ),
        {
            "en": (r"(shall|will|must|agrees? to|undertakes? to) (pay|fund|finance|contribute|reimburse|cover)", "pays? for", r"(cad|usd|eur|cdn)? ?[$€£] ?\d(?:[\d.,]*\d)?", r"\d[\d, .]* ?(dollars|euros|pesos|cad\b|usd\b|eur\b)", "annual contribution", "membership fee", "guarantees? (the )?(payment|financ)"),
            "fr": ("s.engagent? à (payer|financer|verser)", "paiera", "finance(ra|nt)", "contribution (annuelle|financière)", r"\d[\d  .,]* ?[$€]", r"\d[\d  .,]* ?(dollars|euros)"),
            "es": ("se obligan? a (pagar|financiar|aportar)", "pagará", "financiará", "aportación (anual|económica)", r"[$€] ?\d(?:[\d.,]*\d)?", r"\d[\d., ]* ?(dólares|euros|pesos)", "paga (el|la)"),
            "de": ("verpflichtet sich .{0,30}(zu zahlen|zahlung|zu finanzieren)", "zahlt", "finanziert", "jährlicher beitrag", r"\d[\d., ]* ?(euro|dollar|€|\$)"),
            "uk": ("зобов.яз.{0,40}(сплат|фінансув)", "сплачує", "фінансує", "щорічний внесок", r"\d[\d., ]* ?(доларів|євро|гривень)"),
            "ar": ("تدفع", "يدفع", "تمويل", "تمول", "مساهمة سنوية", "دولار", "يورو"),
            "ja": ("支払", "資金を提供", "負担金", "年会費", r"\d[\d,]*(円|ドル|ユーロ)"),
            "zh": ("支付", "资助", "資助", "出资", "出資", "年费", "年費", r"\d[\d,]*(元|美元|加元|欧元)"),
            "ko": ("지급", "지불", "재정 지원", "분담금", r"\d[\d,]*(원|달러|유로)"),
        },
    ),
    Flag(
        "exclusivity",
        gettext_lazy("Exclusivity"),
        gettext_lazy(
            "This can be read as a promise not to deal with others. It binds later councils, and it may collide with partners that the City already has."
        ),
        gettext_lazy(
            "Where a city wants to be the only partner in a country, that is usually its own policy and not a clause: San Leandro and Vancouver hold it so."
        ),
        {
            "en": ("exclusive", r"sole (partner|sister)", r"only (partner|sister|twin)", r"no other (city|partner|municipality)", "shall not enter into", "priority over"),
            "fr": ("exclusi[fv]", "seul partenaire", "seule ville", "aucune autre (ville|municipalité)", "s.interdi"),
            "es": ("exclusiv", "único socio", "única ciudad", "ninguna otra (ciudad|municipalidad)", "no celebrará"),
            "de": ("exklusiv", "ausschließlich", "einzige(r|n)? partner", "keine andere (stadt|gemeinde)"),
            "uk": ("ексклюзивн", "виключн", "єдин(им|ий|е) партнер", "жодн(им|ого) іншим? міст"),
            "ar": ("حصري", "الشريك الوحيد", "المدينة الوحيدة"),
            "ja": ("独占", "排他", "唯一の"),
            "zh": ("独家", "獨家", "排他", "唯一"),
            "ko": ("독점", "배타", "유일한"),
        },
    ),
    Flag(
        "personal_data",
        gettext_lazy("Personal data"),
        gettext_lazy(
            "This lets information about people go to another country. The privacy law of the province asks for a purpose and for protection, wherever the information goes."
        ),
        gettext_lazy(
            "Most agreements say that information about persons is passed on only as far as the law of both sides allows, and leave lists of names and photographs to the consent of each person."
        ),
        {
            "en": ("personal (data|information)", r"(lists?|names?) of (participants|students|residents|members)", "photograph", "passport", "health (data|information|record)", "database"),
            "fr": ("données (personnelles|à caractère)", "renseignements (personnels|sur des personnes)", "liste des? (participants|élèves|habitants)", "photograph", "passeport", "base de données"),
            "es": ("datos (personales|de personas)", "listas? de (participantes|alumnos|habitantes)", "fotograf", "pasaporte", "base de datos"),
            "de": ("personenbezogene", "persönliche daten", "teilnehmerlist", "fotograf", "reisepass", "datenbank"),
            "uk": ("персональн(і|их) дан", "особист(і|их) дан", "списк(и|ів) учасник", "фотограф", "паспорт", "баз(а|у|и) даних"),
            "ar": ("البيانات الشخصية", "بيانات شخصية", "قائمة المشاركين", "جواز", "صور"),
            "ja": ("個人情報", "個人データ", "名簿", "旅券", "写真"),
            "zh": ("个人信息", "個人資料", "个人数据", "名单", "名單", "护照", "護照", "照片"),
            "ko": ("개인정보", "명단", "여권", "사진"),
        },
    ),
)  # fmt: skip
BY_NAME = {flag.name: flag for flag in FLAGS}
NO_SPACES = {"ja", "zh", "ko", "ar"}
"""Where a word has no beginning that a pattern could hold on to, or begins with an article grown to it."""


@dataclass(frozen=True)
class Raised:
    """A flag that a clause raises, with the words it was found by and the answer that holds for them."""

    flag: Flag
    clause: Clause
    language: str
    found: str
    answer: FlagAnswer | None


def raised(clause: Clause, languages: Iterable[str]) -> list[Raised]:
    """The flags of a clause, in the languages of the agreement; each once, in the language it is found in first.

    Reads ``clause.texts`` and ``clause.flag_answers``, which a page fetches beforehand.
    """
    written = {text.language: f"{text.heading}\n{text.words}" for text in clause.texts.all()}
    seen = seen_words(clause)
    found = []
    for flag in FLAGS:
        for language in languages:
            match = signs_of(flag.name, language).search(written.get(language, ""))
            if match:
                answers = (
                    one for one in clause.flag_answers.all() if one.flag == flag.name and one.seen == seen
                )
                found.append(Raised(flag, clause, language, match[0].strip(), next(answers, None)))
                break
    return found


@lru_cache(maxsize=256)
def signs_of(name: str, language: str) -> re.Pattern[str]:
    """The pattern of a flag in a language; one that finds nothing where we have no words for it."""
    base = language.split("-")[0]
    signs = BY_NAME[name].signs.get(base)
    if not signs:
        return re.compile(r"(?!)")
    begins = "" if base in NO_SPACES else r"(?<!\w)"
    return re.compile(begins + "(?:" + "|".join(signs) + r")\w*", re.IGNORECASE)


def seen_words(clause: Clause) -> str:
    """SHA-256 of a clause in all its languages: what an answer to a flag was given for."""
    words = sorted((text.language, text.heading, text.words) for text in clause.texts.all())
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()
