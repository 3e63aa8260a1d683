"""The clauses a city begins with: own words, after what handbook B3 and B11 say belongs into each.

``{placeholders}`` are those of ``filling.KNOWN``; ``[[words]]`` are blanks that
somebody fills in. Nobody who speaks the language as their own has checked the
texts that are not English yet; the pages say so.
"""

from collections.abc import Iterator
from typing import Any

Clauses = dict[str, tuple[str, str]]

EN_CEREMONIAL: Clauses = {
    "recital": (
        "",
        "We, {our_signatory} for the {our_city} and {their_signatory} for {their_city}, speak for two communities that have found each other across borders. Trusting that people who know each other understand each other, and that what we share is larger than the distance between us,",
    ),
    "purpose": (
        "",
        "we declare {relationship} between our communities, in equality and mutual respect, for the good of those who live in them today and of those who will.",
    ),
    "oath": (
        "",
        "We promise to keep our doors open to each other, to encourage our young people, our schools, associations and businesses to meet, to learn from each other as neighbours do, and to hand this friendship on to those who come after us.",
    ),
}

EN_PLAIN: Clauses = {
    "recital": (
        "",
        "The {our_city} and {their_city}, called “the parties” below, have come to know each other and wish to give their friendship a lasting form. They agree as follows.",
    ),
    "purpose": (
        "Purpose",
        "The parties establish {relationship}. It is to bring their people together, and to be of use to both communities in equal measure.",
    ),
    "principles": (
        "Principles",
        "The parties meet as equals. They respect each other’s laws, languages and customs, and seek what benefits both.",
    ),
    "fields": (
        "What we do together",
        "The parties work together in education and youth exchange, culture and sport, tourism and trade, and in the running of a municipality, and in other fields as they agree.",
    ),
    "means": (
        "How we work together",
        "The parties exchange visits, experience and information. Each names a person in the office of its mayor, and one among its residents, to whom the other may turn.",
    ),
    "committee": (
        "Committees",
        "In each community a committee carries the relationship: the {committee} and the {counterpart}. The committees meet together at least once a year, in person or online, and report to their councils.",
    ),
    "work_plan": (
        "Work plan",
        "What is done, by whom and by when stands in a work plan, which is annexed. The parties look at it every year and may change it without changing this agreement.",
    ),
    "costs": ("Costs", "{costs} This agreement obliges neither party to spend money."),
    "policy": (
        "Policies",
        "Each party acts within its own by-laws and policies, and tells the other of those that matter to their work.",
    ),
    "publicity": (
        "Publicity",
        "Each party may speak publicly of this relationship. It uses the name, crest or logo of the other only with the other’s consent.",
    ),
    "privacy": (
        "Personal information",
        "Information about persons is passed on only as far as the law of both parties allows, and only for what it was given for.",
    ),
    "nature": ("Nature of this agreement", "{nature}"),
    "review": (
        "Review",
        "Within {review_months} months of the signature, and every year after that, the parties look together at what came of it and report to their councils.",
    ),
    "term": ("Beginning, term and end", "{entry} {term} {renewal}\n\n{ending} {running}"),
    "renewal": ("Renewal", "{renewal}"),
    "amendment": ("Changes", "{amendment}"),
    "suspension": (
        "Rest",
        "If circumstances make it necessary, either party may let the relationship rest by telling the other in writing why, and on what it would be taken up again.",
    ),
    "termination": ("Ending", "{ending} {running}"),
    "languages": ("Languages", "{copies} {prevails}"),
    "entry": ("Beginning", "{entry}"),
    "oath": (
        "",
        "We will keep our doors open to each other, and hand this friendship on to those who come after us.",
    ),
    "other": ("[[heading]]", "[[what else the parties agree on]]"),
}

EN_PRECISE: Clauses = {
    "recital": (
        "",
        "The {our_city}, represented by {our_signatory}, and {their_city}, represented by {their_signatory}, each called a “party” and together “the parties”,\n\nhaving been in contact since [[month and year of the first contact]], each with a committee that carries the contact,\n\nhaving considered what their communities have in common and what each can learn from the other,\n\nhave agreed as follows.",
    ),
    "purpose": (
        "Purpose",
        "The parties establish {relationship}. Its purpose is\n(a) to further understanding and friendship between the residents of both communities;\n(b) to exchange experience in the administration and development of a municipality;\n(c) to encourage schools, associations and businesses to work together.",
    ),
    "principles": (
        "Principles",
        "The parties cooperate on a footing of equality, reciprocity and mutual benefit, within the powers that the law of their country gives to each of them.",
    ),
    "fields": (
        "Fields of cooperation",
        "The parties cooperate in these fields in particular:\n(a) education, youth and student exchange;\n(b) culture, heritage, arts and sport;\n(c) tourism and trade;\n(d) municipal services, environment and emergency preparedness;\n(e) other fields on which they agree in writing.",
    ),
    "means": (
        "Means and contacts",
        "The parties carry out their cooperation by delegations, exchanges of persons, joint projects, and the exchange of information and experience.\n\nEach party names a contact in the office of its head of council and a contact among its residents, and tells the other in writing, within thirty days, of any change.",
    ),
    "committee": (
        "Joint committee and meetings",
        "The {committee} of the {our_city} and the {counterpart} of {their_city} together form the joint committee. It meets at least [[number]] times a year, in person or online; minutes are kept of each meeting and sent to both parties. Each committee reports to its own council at least once a year.",
    ),
    "work_plan": (
        "Work plan",
        "Activities, their measures, dates and persons responsible stand in a work plan, which is annexed. The joint committee reviews it every year. It may be changed in writing by the officers named as contacts; such a change is no amendment of this agreement.",
    ),
    "costs": (
        "Costs",
        "{costs} Nothing in this agreement obliges a party to make an expenditure; any that is made is subject to the approval of the council of the party that makes it.",
    ),
    "policy": (
        "Policies of the parties",
        "Each party carries out this agreement in keeping with its by-laws and with its policy on relations with other municipalities as it stands from time to time.",
    ),
    "publicity": (
        "Publicity, names and crests",
        "Each party may make this relationship known to the public. The name, crest, flag or logo of a party is used by the other only with consent in writing, for the purpose for which consent was given.",
    ),
    "privacy": (
        "Information and privacy",
        "A party that receives personal information under this agreement uses it only for the purpose for which it was given, protects it, and discloses it only as the law that applies to that party requires or permits. Each party may be obliged by law to give the public access to records in its custody, including this agreement.",
    ),
    "nature": ("Nature of this agreement", "{nature}"),
    "review": (
        "Review and reports",
        "The parties evaluate this agreement for the first time within {review_months} months of the last signature, by the measures in the work plan, and thereafter every year. The result is reported to both councils.",
    ),
    "term": ("Term", "{term}"),
    "renewal": ("Renewal", "{renewal}"),
    "amendment": ("Amendment", "{amendment}"),
    "suspension": (
        "Suspension",
        "Either party may suspend this agreement by notice in writing that gives the reason, what is suspended, and the condition on which it is resumed. While it is suspended no new activity is begun.",
    ),
    "termination": ("Ending", "{ending} {running}"),
    "languages": ("Languages and originals", "{copies} {prevails}"),
    "entry": ("Entry into force", "{entry}"),
    "oath": (
        "",
        "The parties will carry out this agreement in good faith and hand it on to those who hold their offices after them.",
    ),
    "other": ("[[heading]]", "[[what else the parties agree on]]"),
}

ES_CEREMONIAL: Clauses = {
    "recital": (
        "",
        "Nosotros, {our_signatory} por {our_city} y {their_signatory} por {their_city}, hablamos en nombre de dos comunidades que se han encontrado más allá de las fronteras. Con la confianza de que quienes se conocen se comprenden, y de que es más lo que nos une que la distancia que nos separa,",
    ),
    "purpose": (
        "",
        "declaramos {relationship} entre nuestras comunidades, en igualdad y respeto mutuo, para el bien de quienes viven hoy en ellas y de quienes vivirán mañana.",
    ),
    "oath": (
        "",
        "Prometemos mantener abiertas nuestras puertas, alentar el encuentro de nuestros jóvenes, escuelas, asociaciones y empresas, aprender unos de otros como buenos vecinos, y entregar esta amistad a quienes vengan después de nosotros.",
    ),
}

ES_PLAIN: Clauses = {
    "recital": (
        "",
        "{our_city} y {their_city}, en adelante «las partes», se han conocido y desean dar a su amistad una forma duradera. Acuerdan lo siguiente.",
    ),
    "purpose": (
        "Objeto",
        "Las partes establecen {relationship}. Su fin es acercar a sus habitantes y ser de provecho para ambas comunidades por igual.",
    ),
    "principles": (
        "Principios",
        "Las partes se tratan como iguales. Respetan las leyes, las lenguas y las costumbres de la otra, y buscan lo que beneficia a ambas.",
    ),
    "fields": (
        "Lo que hacemos juntos",
        "Las partes colaboran en educación e intercambio juvenil, cultura y deporte, turismo y comercio, y en la gestión municipal, así como en otros campos que acuerden.",
    ),
    "means": (
        "Cómo colaboramos",
        "Las partes intercambian visitas, experiencias e información. Cada una designa a una persona en su alcaldía o presidencia municipal, y a otra entre sus habitantes, a quienes la otra puede dirigirse.",
    ),
    "committee": (
        "Comités",
        "En cada comunidad un comité se ocupa de la relación: {committee} y {counterpart}. Los comités se reúnen juntos al menos una vez al año, en persona o en línea, e informan a sus ayuntamientos o consejos.",
    ),
    "work_plan": (
        "Plan de trabajo",
        "Lo que se hace, quién lo hace y para cuándo consta en un plan de trabajo, que se anexa. Las partes lo revisan cada año y pueden cambiarlo sin cambiar este acuerdo.",
    ),
    "costs": ("Costos", "{costs} Este acuerdo no obliga a ninguna de las partes a gastar dinero."),
    "policy": (
        "Normas de las partes",
        "Cada parte actúa dentro de sus propias normas y políticas, e informa a la otra de las que importan para su colaboración.",
    ),
    "publicity": (
        "Publicidad",
        "Cada parte puede hablar en público de esta relación. Usa el nombre, el escudo o el logotipo de la otra solo con su consentimiento.",
    ),
    "privacy": (
        "Datos personales",
        "Los datos de personas se transmiten solo en la medida en que lo permite la ley de ambas partes, y solo para el fin con que se dieron.",
    ),
    "nature": ("Naturaleza de este acuerdo", "{nature}"),
    "review": (
        "Revisión",
        "Dentro de los {review_months} meses siguientes a la firma, y después cada año, las partes examinan juntas lo logrado e informan a sus ayuntamientos o consejos.",
    ),
    "term": ("Inicio, vigencia y fin", "{entry} {term} {renewal}\n\n{ending} {running}"),
    "renewal": ("Renovación", "{renewal}"),
    "amendment": ("Modificaciones", "{amendment}"),
    "suspension": (
        "Suspensión",
        "Si las circunstancias lo exigen, cualquiera de las partes puede suspender la relación, comunicando a la otra por escrito la razón y la condición para reanudarla.",
    ),
    "termination": ("Terminación", "{ending} {running}"),
    "languages": ("Idiomas", "{copies} {prevails}"),
    "entry": ("Inicio", "{entry}"),
    "oath": (
        "",
        "Mantendremos abiertas nuestras puertas y entregaremos esta amistad a quienes vengan después de nosotros.",
    ),
    "other": ("[[título]]", "[[lo demás que acuerdan las partes]]"),
}

FR_PLAIN: Clauses = {
    "recital": (
        "",
        "{our_city} et {their_city}, ci-après « les parties », ont appris à se connaître et souhaitent donner à leur amitié une forme durable. Elles conviennent de ce qui suit.",
    ),
    "purpose": (
        "Objet",
        "Les parties établissent {relationship}. Il s’agit de rapprocher leurs habitants et d’être utile aux deux communautés dans une égale mesure.",
    ),
    "principles": (
        "Principes",
        "Les parties se rencontrent en égales. Elles respectent les lois, les langues et les usages l’une de l’autre, et recherchent ce qui profite aux deux.",
    ),
    "fields": (
        "Ce que nous faisons ensemble",
        "Les parties collaborent dans l’éducation et les échanges de jeunes, la culture et le sport, le tourisme et le commerce, la gestion municipale, et dans d’autres domaines dont elles conviennent.",
    ),
    "means": (
        "Comment nous travaillons ensemble",
        "Les parties échangent des visites, des expériences et des renseignements. Chacune désigne une personne à la mairie, et une autre parmi ses habitants, à qui l’autre peut s’adresser.",
    ),
    "committee": (
        "Comités",
        "Dans chaque communauté, un comité porte la relation : {committee} et {counterpart}. Les comités se réunissent ensemble au moins une fois par année, en personne ou en ligne, et font rapport à leurs conseils.",
    ),
    "work_plan": (
        "Plan de travail",
        "Ce qui est fait, par qui et pour quand figure dans un plan de travail annexé. Les parties l’examinent chaque année et peuvent le changer sans changer le présent accord.",
    ),
    "costs": ("Frais", "{costs} Le présent accord n’oblige aucune des parties à dépenser de l’argent."),
    "policy": (
        "Règles des parties",
        "Chaque partie agit selon ses propres règlements et politiques, et informe l’autre de ceux qui touchent leur travail.",
    ),
    "publicity": (
        "Publicité",
        "Chaque partie peut parler publiquement de cette relation. Elle n’utilise le nom, les armoiries ou le logo de l’autre qu’avec son consentement.",
    ),
    "privacy": (
        "Renseignements personnels",
        "Les renseignements sur des personnes ne sont transmis que dans la mesure où la loi des deux parties le permet, et seulement pour la fin à laquelle ils ont été donnés.",
    ),
    "nature": ("Nature du présent accord", "{nature}"),
    "review": (
        "Examen",
        "Dans les {review_months} mois qui suivent la signature, puis chaque année, les parties examinent ensemble ce qui a été accompli et font rapport à leurs conseils.",
    ),
    "term": ("Début, durée et fin", "{entry} {term} {renewal}\n\n{ending} {running}"),
    "renewal": ("Renouvellement", "{renewal}"),
    "amendment": ("Modifications", "{amendment}"),
    "suspension": (
        "Suspension",
        "Si les circonstances l’exigent, chaque partie peut suspendre la relation en disant par écrit à l’autre pourquoi, et à quelle condition elle reprendrait.",
    ),
    "termination": ("Fin", "{ending} {running}"),
    "languages": ("Langues", "{copies} {prevails}"),
    "entry": ("Début", "{entry}"),
    "oath": (
        "",
        "Nous garderons nos portes ouvertes l’un à l’autre et transmettrons cette amitié à ceux qui viendront après nous.",
    ),
    "other": ("[[titre]]", "[[ce dont les parties conviennent en outre]]"),
}

JA_CEREMONIAL: Clauses = {
    "recital": (
        "",
        "{our_city}と{their_city}は、国境を越えて出会った二つのまちとして、互いを知ることが理解を生み、私たちを結ぶものは私たちを隔てる距離よりも大きいと信じ、",
    ),
    "purpose": (
        "",
        "平等と相互の尊重のもとに、今ここに暮らす人々と、これから暮らす人々のために、{relationship}を結ぶことを宣言する。",
    ),
    "oath": (
        "",
        "両市は、互いに門戸を開き、青少年、学校、団体及び企業の出会いを励まし、よき隣人として学び合い、この友情を次の世代に引き継ぐことを誓う。",
    ),
}

ZH_CEREMONIAL: Clauses = {
    "recital": (
        "",
        "{our_city}与{their_city}跨越国界而相识，深信相知方能相互理解，深信彼此的共同之处远大于相隔的距离，",
    ),
    "purpose": ("", "谨此宣布，双方本着平等与相互尊重的精神，为今天和未来的居民之福祉，结为{relationship}。"),
    "oath": (
        "",
        "双方承诺彼此敞开大门，鼓励青少年、学校、社团和企业相互往来，像好邻居一样相互学习，并将这份友谊传给后人。",
    ),
}

AR_CEREMONIAL: Clauses = {
    "recital": (
        "",
        "إن {our_city} و{their_city}، وقد تعارفتا عبر الحدود، وإيمانًا منهما بأن من يتعارفون يتفاهمون، وبأن ما يجمعنا أكبر من المسافة التي تفصل بيننا،",
    ),
    "purpose": (
        "",
        "تعلنان إقامة {relationship} بينهما، على أساس المساواة والاحترام المتبادل، لخير من يعيش فيهما اليوم ومن سيعيش فيهما غدًا.",
    ),
    "oath": (
        "",
        "ونتعهد بأن نبقي أبوابنا مفتوحة بعضنا لبعض، وأن نشجع لقاء شبابنا ومدارسنا وجمعياتنا وشركاتنا، وأن يتعلم كل منا من الآخر كما يتعلم الجيران، وأن نسلّم هذه الصداقة إلى من يأتي بعدنا.",
    ),
}

UK_CEREMONIAL: Clauses = {
    "recital": (
        "",
        "{our_city} і {their_city}, дві громади, що знайшли одна одну попри кордони, з вірою в те, що люди, які знають одне одного, розуміють одне одного, і що спільного між нами більше, ніж відстані,",
    ),
    "purpose": (
        "",
        "проголошують {relationship} у рівності та взаємній повазі, на благо тих, хто живе в них сьогодні, і тих, хто житиме завтра.",
    ),
    "oath": (
        "",
        "Ми обіцяємо тримати двері відчиненими одне для одного, заохочувати зустрічі нашої молоді, шкіл, громадських об’єднань і підприємств, учитися одне в одного, як добрі сусіди, і передати цю дружбу тим, хто прийде після нас.",
    ),
}

LIBRARY: dict[tuple[str, str], Clauses] = {
    ("ceremonial", "en"): EN_CEREMONIAL,
    ("plain", "en"): EN_PLAIN,
    ("precise", "en"): EN_PRECISE,
    ("ceremonial", "es"): ES_CEREMONIAL,
    ("plain", "es"): ES_PLAIN,
    ("plain", "fr"): FR_PLAIN,
    ("ceremonial", "ja"): JA_CEREMONIAL,
    ("ceremonial", "zh-hans"): ZH_CEREMONIAL,
    ("ceremonial", "ar"): AR_CEREMONIAL,
    ("ceremonial", "uk"): UK_CEREMONIAL,
}


def all_of_them() -> Iterator[dict[str, Any]]:
    """The first version of every clause of the library, by the names of its columns."""
    for (style, language), clauses in LIBRARY.items():
        for kind, (heading, words) in clauses.items():
            yield {
                "kind": kind, "style": style, "language": language, "heading": heading, "words": words,
                "checked_by": "", "number": 1,
            }  # fmt: skip


FIRST_DRAFT: dict[str, tuple[str, ...]] = {
    "ceremonial": ("recital", "purpose", "oath"),
    "plain": ("recital", "purpose", "fields", "means", "committee", "costs", "nature", "term", "languages"),
    "precise": (
        "recital", "purpose", "fields", "means", "committee", "work_plan", "costs", "publicity", "privacy", "nature", "review",
        "term", "renewal", "amendment", "suspension", "termination", "languages", "entry",
    ),
}  # fmt: skip
"""Which clauses a first draft proposes, in their order."""

NOT_NUMBERED = {"recital", "oath"}
"""Said rather than counted; in a ceremonial text nothing is counted."""

TITLES: dict[str, dict[str, str]] = {
    "sister": {
        "en": "Sister City Agreement", "es": "Acuerdo de Hermanamiento", "fr": "Accord de jumelage", "ja": "姉妹都市提携書",
        "zh-hans": "友好城市协议书", "ar": "اتفاقية توأمة", "uk": "Угода про побратимство",
    },
    "friendship": {
        "en": "Friendship Agreement", "es": "Acuerdo de Amistad", "fr": "Accord d’amitié", "ja": "友好都市提携書",
        "zh-hans": "友好交流协议书", "ar": "اتفاقية صداقة", "uk": "Угода про дружбу",
    },
    "partner": {
        "en": "Partnership Agreement", "es": "Acuerdo de Asociación", "fr": "Accord de partenariat", "ja": "パートナー都市協定書",
        "zh-hans": "合作伙伴协议书", "ar": "اتفاقية شراكة", "uk": "Угода про партнерство",
    },
}  # fmt: skip

RELATIONSHIPS: dict[str, dict[str, str]] = {
    "sister": {
        "en": "a sister city relationship", "es": "una relación de ciudades hermanas", "fr": "un jumelage", "ja": "姉妹都市の絆",
        "zh-hans": "友好城市", "ar": "علاقة توأمة", "uk": "побратимство",
    },
    "friendship": {
        "en": "a friendship between cities", "es": "una relación de ciudades amigas", "fr": "une amitié entre villes", "ja": "友好都市の絆",
        "zh-hans": "友好交流城市", "ar": "علاقة صداقة", "uk": "дружбу між громадами",
    },
    "partner": {
        "en": "a partnership between cities", "es": "una asociación entre ciudades", "fr": "un partenariat entre villes", "ja": "パートナー都市の絆",
        "zh-hans": "合作伙伴城市", "ar": "علاقة شراكة", "uk": "партнерство",
    },
}  # fmt: skip

Sentence = str | tuple[str, str]
"""A sentence, or one for the number one and one for any other."""

SENTENCES: dict[str, dict[str, dict[str, Sentence]]] = {
    "en": {
        "term_rule": {
            "open": "This agreement has no fixed end.",
            "years": (
                "This agreement holds for {years} year from the day on which it takes effect.",
                "This agreement holds for {years} years from the day on which it takes effect.",
            ),
            "event": "This agreement holds until {event}.",
        },
        "renewal": {
            "automatic": "This agreement is renewed for the same time again unless a party objects in writing before it ends.",
            "letters": "This agreement may be renewed by an exchange of letters before it ends.",
            "resolution": "This agreement may be renewed by resolutions of both councils.",
        },
        "ending": {
            "notice": (
                "Either party may end this agreement by notice in writing, {months} month ahead.",
                "Either party may end this agreement by notice in writing, {months} months ahead.",
            ),
            "mutual": "This agreement is ended by both parties together, in writing.",
            "council": "The council of either party may end this agreement at once by resolution; the party tells the other in writing.",
        },
        "running": {"yes": "Exchanges that are under way at its end are completed all the same."},
        "amendment": {
            "writing": "This agreement may be changed in writing, by both parties together.",
            "resolution": "This agreement may be changed by resolutions of both councils.",
        },
        "entry": {
            "signature": "This agreement takes effect on the day of the last signature.",
            "ratification": "This agreement takes effect when the councils of both parties have ratified it.",
            "approval": "This agreement takes effect when the council of the {our_city} has approved it.",
            "date": "This agreement takes effect on {day}.",
        },
        "costs": {
            "own": "Each party bears its own costs unless both agree otherwise in writing.",
            "travel": "On visits the guest pays for the journey, and the host for the stay.",
            "other": "{costs_words}",
        },
        "binding": {
            "no": "This agreement states what the parties intend. It creates no legal rights or duties, and nothing in it can be enforced in a court.",
            "yes": "The parties intend to be bound by this agreement.",
        },
        "copies": {
            "one": ("Signed in {originals} original, in {languages}.", "Signed in {originals} originals, in {languages}."),
            "several": (
                "Signed in {originals} original, in {languages}.",
                "Signed in {originals} originals, in {languages}, one set for each party.",
            ),
        },
        "prevails": {"all": "All texts are equally valid.", "one": "If they differ, the {language} text prevails."},
    },
    "es": {
        "term_rule": {
            "open": "Este acuerdo no tiene fin fijado.",
            "years": (
                "Este acuerdo tiene vigencia de {years} año a partir del día de su entrada en vigor.",
                "Este acuerdo tiene vigencia de {years} años a partir del día de su entrada en vigor.",
            ),
            "event": "Este acuerdo está vigente hasta {event}.",
        },
        "renewal": {
            "automatic": "Este acuerdo se renueva por igual tiempo, salvo que una de las partes se oponga por escrito antes de su fin.",
            "letters": "Este acuerdo puede renovarse mediante intercambio de cartas antes de su fin.",
            "resolution": "Este acuerdo puede renovarse por acuerdo de los dos ayuntamientos o consejos.",
        },
        "ending": {
            "notice": (
                "Cualquiera de las partes puede dar por terminado este acuerdo por escrito, con {months} mes de anticipación.",
                "Cualquiera de las partes puede dar por terminado este acuerdo por escrito, con {months} meses de anticipación.",
            ),
            "mutual": "Ambas partes pueden dar por terminado este acuerdo de común acuerdo, por escrito.",
            "council": "El ayuntamiento o consejo de cualquiera de las partes puede dar por terminado este acuerdo de inmediato; la parte lo comunica a la otra por escrito.",
        },
        "running": {"yes": "Los intercambios que estén en curso a su fin se completan de todos modos."},
        "amendment": {
            "writing": "Este acuerdo puede modificarse por escrito, por ambas partes en común.",
            "resolution": "Este acuerdo puede modificarse por acuerdo de los dos ayuntamientos o consejos.",
        },
        "entry": {
            "signature": "Este acuerdo entra en vigor el día de la última firma.",
            "ratification": "Este acuerdo entra en vigor cuando lo hayan ratificado los ayuntamientos o consejos de ambas partes.",
            "approval": "Este acuerdo entra en vigor cuando lo haya aprobado el consejo de {our_city}.",
            "date": "Este acuerdo entra en vigor el {day}.",
        },
        "costs": {
            "own": "Cada parte asume sus propios costos, salvo que ambas acuerden otra cosa por escrito.",
            "travel": "En las visitas, el huésped paga el viaje y el anfitrión la estancia.",
        },
        "binding": {
            "no": "Este acuerdo expresa la intención de las partes. No crea derechos ni obligaciones legales, y nada de él puede exigirse ante un tribunal.",
            "yes": "Las partes quieren quedar obligadas por este acuerdo.",
        },
        "copies": {
            "one": ("Firmado en {originals} original, en {languages}.", "Firmado en {originals} originales, en {languages}."),
            "several": (
                "Firmado en {originals} original, en {languages}.",
                "Firmado en {originals} originales, en {languages}, un juego para cada parte.",
            ),
        },
        "prevails": {"all": "Todos los textos son igualmente válidos.", "one": "Si difieren, prevalece el texto en {language}."},
    },
    "fr": {
        "term_rule": {
            "open": "Le présent accord n’a pas de fin fixée.",
            "years": (
                "Le présent accord vaut pour {years} an à compter du jour où il prend effet.",
                "Le présent accord vaut pour {years} ans à compter du jour où il prend effet.",
            ),
            "event": "Le présent accord vaut jusqu’à {event}.",
        },
        "renewal": {
            "automatic": "Le présent accord est reconduit pour la même durée, à moins qu’une partie ne s’y oppose par écrit avant sa fin.",
            "letters": "Le présent accord peut être renouvelé par un échange de lettres avant sa fin.",
            "resolution": "Le présent accord peut être renouvelé par résolution des deux conseils.",
        },
        "ending": {
            "notice": (
                "Chaque partie peut mettre fin au présent accord par écrit, avec un préavis de {months} mois.",
                "Chaque partie peut mettre fin au présent accord par écrit, avec un préavis de {months} mois.",
            ),
            "mutual": "Les deux parties mettent fin au présent accord ensemble, par écrit.",
            "council": "Le conseil de chaque partie peut mettre fin au présent accord sans délai par résolution ; la partie en informe l’autre par écrit.",
        },
        "running": {"yes": "Les échanges en cours à ce moment sont tout de même menés à terme."},
        "amendment": {
            "writing": "Le présent accord peut être modifié par écrit, par les deux parties ensemble.",
            "resolution": "Le présent accord peut être modifié par résolution des deux conseils.",
        },
        "entry": {
            "signature": "Le présent accord prend effet le jour de la dernière signature.",
            "ratification": "Le présent accord prend effet lorsque les conseils des deux parties l’ont ratifié.",
            "approval": "Le présent accord prend effet lorsque le conseil de {our_city} l’a approuvé.",
            "date": "Le présent accord prend effet le {day}.",
        },
        "costs": {
            "own": "Chaque partie assume ses propres frais, sauf si les deux en conviennent autrement par écrit.",
            "travel": "Lors des visites, l’invité paie le voyage et l’hôte, le séjour.",
        },
        "binding": {
            "no": "Le présent accord dit l’intention des parties. Il ne crée ni droit ni obligation juridique, et rien n’en peut être exigé devant un tribunal.",
            "yes": "Les parties entendent être liées par le présent accord.",
        },
        "copies": {
            "one": ("Signé en {originals} original, en {languages}.", "Signé en {originals} originaux, en {languages}."),
            "several": (
                "Signé en {originals} original, en {languages}.",
                "Signé en {originals} originaux, en {languages}, un jeu pour chaque partie.",
            ),
        },
        "prevails": {"all": "Tous les textes sont également valides.", "one": "S’ils diffèrent, le texte en {language} l’emporte."},
    },
}  # fmt: skip
"""What the structured terms say, as sentences of a clause, in the languages in which the library is more than ceremonial."""
