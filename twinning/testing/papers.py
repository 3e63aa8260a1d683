"""Facts of papers that two cities sign, in any of a dozen languages and of any length; and how to draw them."""

import copy
from pathlib import Path
from typing import Any

from twinning.records.rendering import direction, render_paper

TITLES = {
    "en": "Memorandum of Understanding",
    "es": "Memorando de Entendimiento",
    "ja": "友好都市提携に関する覚書",
    "zh-Hans": "友好城市谅解备忘录",
    "zh-Hant": "友好城市諒解備忘錄",
    "ko": "자매결연에 관한 양해각서",
    "ar": "مذكرة تفاهم",
    "he": "מזכר הבנות",
    "uk": "Меморандум про взаєморозуміння",
    "fr": "Protocole d’entente",
    "vi": "Biên bản ghi nhớ",
}
NAMES = {
    "en": "English", "es": "Español", "ja": "日本語", "zh-Hans": "简体中文", "zh-Hant": "繁體中文", "ko": "한국어", "ar": "العربية",
    "he": "עברית", "uk": "Українська", "fr": "Français", "vi": "Tiếng Việt",
}  # fmt: skip
BETWEEN = {
    "en": ("between", "and"), "es": ("entre", "y"), "ja": ("", "と"), "zh-Hans": ("", "与"), "zh-Hant": ("", "與"), "ko": ("", "과"),
    "ar": ("بين", "و"), "he": ("בין", "ו"), "uk": ("між", "та"), "fr": ("entre", "et"), "vi": ("giữa", "và"),
}  # fmt: skip
OURS = {
    "en": ("City of Lacombe", "Mayor"),
    "es": ("Ciudad de Lacombe", "Alcaldesa"),
    "ja": ("ラコーム市", "市長"),
    "zh-Hans": ("拉科姆市", "市长"),
    "zh-Hant": ("拉科姆市", "市長"),
    "ko": ("라콤시", "시장"),
    "ar": ("مدينة لاكوم", "العمدة"),
    "he": ("העיר לאקומב", "ראש העיר"),
    "uk": ("Місто Лакомб", "Міський голова"),
    "fr": ("Ville de Lacombe", "Mairesse"),
    "vi": ("Thành phố Lacombe", "Thị trưởng"),
}
THEIRS = {
    "en": ("Municipality of Mazatlán", "Municipal President"),
    "es": ("Municipio de Mazatlán", "Presidenta Municipal"),
    "ja": ("直方市", "市長"),
    "zh-Hans": ("直隶骨城市", "市长"),
    "zh-Hant": ("直隸骨城市", "市長"),
    "ko": ("여수시 (麗水市)", "시장"),
    "ar": ("بلدية العقبة", "رئيس البلدية"),
    "he": ("עיריית אשדוד", "ראש העירייה"),
    "uk": ("Місто Ґалаґани", "Міський голова"),
    "fr": ("Ville de Saint-Malo", "Maire"),
    "vi": ("Thành phố Huế", "Thị trưởng"),
}
SIGNATORY = {
    "es": "Estrella Robles Ibarra", "ja": "骨川 直樹", "zh-Hans": "骨直强", "zh-Hant": "骨直強", "ko": "김민준 (金旻俊)",
    "ar": "سامي الخطيب", "he": "דוד לוי", "uk": "Їжакевич Ґедеон Євгенович", "fr": "Hélène Le Goff", "vi": "Nguyễn Thị Ngọc Ánh",
}  # fmt: skip
ROMANISED = {
    "ja": "Naoki Honekawa", "zh-Hans": "Gu Zhiqiang", "zh-Hant": "Gu Zhiqiang", "ko": "Kim Min-jun", "ar": "Sami al-Khatib",
    "he": "David Levi", "uk": "Hedeon Yizhakevych",
}  # fmt: skip

CLAUSES: dict[str, list[tuple[str, str]]] = {
    "en": [
        ("Purpose", "The parties establish a twinning relationship founded on equality, mutual respect and mutual benefit, and on the friendship of their residents."),
        ("Fields of cooperation", "They cooperate in education and youth exchange, culture and sport, tourism and trade, and municipal practice, and in others as they may agree."),
        ("Committees", "Each party maintains a twinning committee. The committees meet together at least twice a year, in person or online, and report to their councils."),
        ("Costs", "Each party bears its own costs unless agreed otherwise in writing. This memorandum creates no financial obligation."),
        ("Term and evaluation", "It takes effect on the later of the two signatures, for five years, and is first evaluated within twelve months."),
        ("Languages", "Done in two originals, all texts being equally authentic."),
    ],
    "es": [
        ("Objeto", "Las partes establecen una relación de hermanamiento basada en la igualdad, el respeto y el beneficio mutuos, y en la amistad de sus habitantes."),
        ("Ámbitos de cooperación", "Cooperan en educación e intercambio juvenil, cultura y deporte, turismo y comercio, y práctica municipal, así como en otros que acuerden."),
        ("Comités", "Cada parte mantiene un comité de hermanamiento. Los comités se reúnen al menos dos veces al año, en persona o en línea, e informan a sus cabildos."),
        ("Costos", "Cada parte asume sus propios costos salvo acuerdo escrito en contrario. Este memorando no crea obligación financiera."),
        ("Vigencia y evaluación", "Entra en vigor en la fecha de la última de las dos firmas, por cinco años, y se evalúa por primera vez dentro de doce meses."),
        ("Idiomas", "Hecho en dos originales, siendo todos los textos igualmente auténticos."),
    ],
    "ja": [
        ("目的", "両当事者は、平等、相互の尊重及び互恵並びに住民の友情に基づき、姉妹都市の関係を樹立する。"),
        ("協力の分野", "両当事者は、教育及び青少年交流、文化及びスポーツ、観光及び貿易、地方行政の実務、その他合意する分野において協力する（「骨子」を含む。）。"),
        ("委員会", "各当事者は、姉妹都市委員会を置く。両委員会は、対面又はオンラインで年二回以上会合し、それぞれの議会に直接報告する。"),
        ("費用", "各当事者は、書面による別段の合意がない限り、自己の費用を負担する。この覚書は、財政上の義務を生じさせない。"),
        ("有効期間及び評価", "この覚書は、後の署名の日に効力を生じ、五年間有効とし、十二箇月以内に最初の評価を行う。"),
        ("言語", "本書二通を作成した。すべての本文は、等しく正文とする。"),
    ],
    "zh-Hans": [
        ("宗旨", "双方在平等、相互尊重、互利以及居民友谊的基础上，直接建立友好城市关系。"),
        ("合作领域", "双方在教育与青少年交流、文化与体育、旅游与贸易、市政实务以及双方商定的其他领域开展合作（包括“骨干项目”）。"),
        ("委员会", "双方各设一个友好城市委员会。两个委员会每年至少共同举行两次会议，可当面或在线举行，并向各自议会直接报告。"),
        ("费用", "除另有书面约定外，双方各自承担费用。本备忘录不产生任何财政义务。"),
        ("期限与评估", "本备忘录自双方中较后签署之日起生效，有效期五年，并在十二个月内进行首次评估。"),
        ("文字", "本备忘录一式两份，各种文本同等作准。"),
    ],
    "zh-Hant": [
        ("宗旨", "雙方在平等、相互尊重、互利以及居民友誼的基礎上，直接建立友好城市關係。"),
        ("合作領域", "雙方在教育與青少年交流、文化與體育、旅遊與貿易、市政實務以及雙方商定的其他領域開展合作（包括「骨幹項目」）。"),
        ("委員會", "雙方各設一個友好城市委員會。兩個委員會每年至少共同舉行兩次會議，可當面或線上舉行，並向各自議會直接報告。"),
        ("費用", "除另有書面約定外，雙方各自承擔費用。本備忘錄不產生任何財政義務。"),
        ("期限與評估", "本備忘錄自雙方中較後簽署之日起生效，有效期五年，並在十二個月內進行首次評估。"),
        ("文字", "本備忘錄一式兩份，各種文本同等作準。"),
    ],
    "ko": [
        ("목적", "양 당사자는 평등과 상호 존중, 호혜 및 주민의 우의를 바탕으로 자매결연(姉妹結緣) 관계를 직접(直接) 수립한다."),
        ("협력 분야", "양 당사자는 교육 및 청소년 교류, 문화와 체육, 관광과 통상, 지방행정 및 그 밖에 합의하는 분야에서 협력한다."),
        ("위원회", "각 당사자는 자매도시 위원회를 둔다. 두 위원회는 대면 또는 온라인으로 연 2회 이상 함께 회의하고 각 의회에 보고한다."),
        ("비용", "서면으로 달리 합의하지 않는 한 각 당사자는 자신의 비용을 부담한다. 이 양해각서는 재정적 의무를 발생시키지 아니한다."),
        ("기간 및 평가", "이 양해각서는 나중의 서명일에 효력이 발생하고 5년간 유효하며, 12개월 이내에 최초로 평가한다."),
        ("언어", "원본 2통을 작성하며, 모든 본문은 동등하게 정본이다."),
    ],
    "ar": [
        ("الغرض", "يقيم الطرفان علاقة توأمة تقوم على المساواة والاحترام المتبادل والمنفعة المشتركة وعلى صداقة سكانهما."),
        ("مجالات التعاون", "يتعاون الطرفان في التعليم وتبادل الشباب، والثقافة والرياضة، والسياحة والتجارة، والممارسة البلدية، وفي غيرها مما يتفقان عليه."),
        ("اللجان", "يحتفظ كل طرف بلجنة للتوأمة. وتجتمع اللجنتان معًا مرتين في السنة على الأقل، حضوريًا أو عبر الإنترنت، وترفعان تقاريرهما إلى المجلسين."),
        ("التكاليف", "يتحمل كل طرف تكاليفه ما لم يُتفق كتابةً على غير ذلك. ولا تنشئ هذه المذكرة أي التزام مالي."),
        ("المدة والتقييم", "تدخل حيز النفاذ في تاريخ آخر التوقيعين لمدة خمس سنوات، ويجري أول تقييم لها خلال 12 شهرًا."),
        ("اللغات", "حُررت من نسختين أصليتين، والنصوص جميعها متساوية في الحجية."),
    ],
    "he": [
        ("מטרה", "הצדדים מקימים קשר של ערים תאומות המבוסס על שוויון, כבוד הדדי ותועלת הדדית, ועל ידידות תושביהם."),
        ("תחומי שיתוף פעולה", "הצדדים ישתפו פעולה בחינוך ובחילופי נוער, בתרבות ובספורט, בתיירות ובמסחר, ובמעשה העירוני."),
        ("ועדות", "כל צד יקיים ועדת ערים תאומות. הוועדות ייפגשו יחד לפחות פעמיים בשנה וידווחו למועצותיהן."),
        ("עלויות", "כל צד יישא בעלויותיו אלא אם הוסכם אחרת בכתב. מזכר זה אינו יוצר התחייבות כספית."),
        ("תקופה והערכה", "המזכר ייכנס לתוקף במועד המאוחר מבין שתי החתימות, לחמש שנים, ויוערך לראשונה בתוך 12 חודשים."),
        ("שפות", "נערך בשני מקורות, וכל הנוסחים שווים בתוקפם."),
    ],
    "uk": [
        ("Мета", "Сторони встановлюють відносини побратимства на засадах рівності, взаємної поваги та взаємної вигоди, ґрунтуючись на дружбі своїх мешканців."),
        ("Напрями співпраці", "Вони співпрацюють у галузях освіти та молодіжних обмінів, культури і спорту, туризму й торгівлі, муніципальної практики та в інших за згодою."),
        ("Комітети", "Кожна сторона має комітет побратимства. Комітети проводять спільні засідання щонайменше двічі на рік і звітують своїм радам."),
        ("Витрати", "Кожна сторона несе власні витрати, якщо інше не узгоджено письмово. Цей меморандум не створює фінансових зобов’язань."),
        ("Строк та оцінювання", "Він набирає чинності в день пізнішого з двох підписів на п’ять років; перше оцінювання — протягом дванадцяти місяців."),
        ("Мови", "Учинено у двох примірниках; усі тексти є однаково автентичними."),
    ],
    "fr": [
        ("Objet", "Les parties établissent un jumelage fondé sur l’égalité, le respect et l’avantage mutuels, ainsi que sur l’amitié de leurs habitants."),
        ("Domaines de coopération", "Elles coopèrent en matière d’éducation et d’échanges de jeunes, de culture et de sport, de tourisme et de commerce, et de pratique municipale."),
        ("Comités", "Chaque partie maintient un comité de jumelage. Les comités se réunissent au moins deux fois l’an et rendent compte à leurs conseils."),
        ("Coûts", "Chaque partie supporte ses propres coûts, sauf entente écrite contraire. Le présent protocole ne crée aucune obligation financière."),
        ("Durée et évaluation", "Il prend effet à la dernière des deux signatures, pour cinq ans, et fait l’objet d’une première évaluation dans les douze mois."),
        ("Langues", "Fait en deux originaux, tous les textes faisant également foi."),
    ],
    "vi": [
        ("Mục đích", "Các bên thiết lập quan hệ kết nghĩa trên cơ sở bình đẳng, tôn trọng lẫn nhau, cùng có lợi và tình hữu nghị giữa nhân dân hai thành phố."),
        ("Lĩnh vực hợp tác", "Các bên hợp tác về giáo dục và giao lưu thanh niên, văn hóa và thể thao, du lịch và thương mại, cùng thực tiễn quản lý đô thị."),
        ("Ủy ban", "Mỗi bên duy trì một ủy ban kết nghĩa. Hai ủy ban họp chung ít nhất hai lần mỗi năm và báo cáo hội đồng của mình."),
        ("Chi phí", "Mỗi bên tự chịu chi phí của mình trừ khi có thỏa thuận khác bằng văn bản. Biên bản này không tạo nghĩa vụ tài chính."),
        ("Thời hạn và đánh giá", "Biên bản có hiệu lực từ ngày của chữ ký sau cùng, trong năm năm, và được đánh giá lần đầu trong vòng mười hai tháng."),
        ("Ngôn ngữ", "Làm thành hai bản gốc, các văn bản có giá trị như nhau."),
    ],
}  # fmt: skip

COMMON: dict[str, Any] = {
    "municipality": {
        "name": "City of Lacombe",
        "office_line": "Legislative Services · Lacombe, Alberta, Canada",
        "council_style": "Council",
        "crest": "crest.svg",
        "place": "Lacombe",
    },
    "paper_size": "letter",
    "language": "en-CA",
    "demonstration": False,
    "demonstration_words": "",
    "frozen_at": "2026-03-12T09:00:00-06:00",
}

VERIFICATION = {
    "number": "P 2026-0012",
    "code": "7KQ2-M4XT-9HRD-V3PW-8NCB-62",
    "url": "https://twinning.lacombe.example/p/7KQ2M4XT9HRDV3PW8NCB62/",
    "short": "twinning.lacombe.example/p/7KQ2-M4XT-9HRD-V3PW-8NCB-62",
}


def memorandum_facts(
    languages: tuple[str, ...] = ("en", "es"), clauses: int = 6, **differing: Any
) -> dict[str, Any]:
    """A memorandum of so many clauses after its recital, as ``agreements.agreement.text.papers`` would hand it over."""
    return copy.deepcopy(
        {
            **COMMON,
            "standing": "signing_copy",
            "standing_words": "Signing copy",
            "schedule_label": "",
            "resolution_line": "Resolution 26-014 of 12 March 2026",
            "reference": "TW-26-004",
            "layout": "parallel" if len(languages) == 2 else "sequence",
            "languages": [
                {
                    "lang": language,
                    "dir": direction(language),
                    "name": NAMES[language],
                    "title": TITLES[language],
                    "between": BETWEEN[language][0],
                    "and": BETWEEN[language][1],
                    "parties": _parties(language, languages),
                }
                for language in languages
            ],
            "clauses": [_clause(number, languages) for number in range(1, clauses + 1)],
            "annexes": [],
            "signatures": [_ours(), _theirs(languages[-1])],
            "originals_words": "Original 1 of 2, for Lacombe",
            "verification": None,
        }
        | differing
    )


def _parties(language: str, languages: tuple[str, ...]) -> list[dict[str, str]]:
    other = languages[-1]
    theirs = SIGNATORY.get(other, "Estrella Robles Ibarra")
    return [
        {
            "side": "ours",
            "name": OURS[language][0],
            "represented_by": "Alexandra Beaulieu",
            "office": OURS[language][1],
        },
        {
            "side": "theirs",
            "name": THEIRS[language][0],
            "represented_by": theirs if language == other else ROMANISED.get(other, theirs),
            "office": THEIRS[language][1],
        },
    ]


def _clause(number: int, languages: tuple[str, ...]) -> dict[str, Any]:
    return {
        "kind": "purpose",
        "number": str(number),
        "texts": [
            {
                "lang": language,
                "dir": direction(language),
                "heading": CLAUSES[language][(number - 1) % 6][0],
                "paragraphs": [[CLAUSES[language][(number - 1) % 6][1]]],
            }
            for language in languages
        ],
    }


def _ours() -> dict[str, Any]:
    return {
        "side": "ours",
        "capacity_words": "For the City of Lacombe",
        "name": "Alexandra Beaulieu",
        "office": "Mayor",
        "native_name": "",
        "native_office": "",
        "native_lang": "en",
        "native_dir": "ltr",
        "place": "",
        "date_words": "",
        "witness": True,
        "seal": True,
    }


def _theirs(language: str) -> dict[str, Any]:
    return _ours() | {
        "side": "theirs",
        "capacity_words": "For the Municipality of Mazatlán",
        "name": ROMANISED.get(language, SIGNATORY.get(language, "Estrella Robles Ibarra")),
        "office": "Mayor",
        "native_name": SIGNATORY[language] if language in ROMANISED else "",
        "native_office": THEIRS[language][1],
        "native_lang": language,
        "native_dir": direction(language),
    }


def resolution_facts(**differing: Any) -> dict[str, Any]:
    """A resolution that council carried on 12 March 2026, as ``agreements.agreement.council.papers`` would hand it over."""
    return copy.deepcopy(
        {
            **COMMON,
            "number": "26-014",
            "state": "carried",
            "state_words": "Carried unanimously",
            "title": "Establishing a twinning relationship with the Municipality of Mazatlán, Sinaloa, Mexico",
            "short_title": "Twinning with Mazatlán",
            "kind_words": "Establish a relationship",
            "meeting": {
                "kind": "Regular council meeting",
                "date_words": "12 March 2026",
                "place": "Council Chambers",
                "item": "5.2",
            },
            "recitals": [
                {
                    "opening": "Whereas",
                    "text": "Council has weighed the proposal against the criteria of its twinning policy;",
                },
                {"opening": "And whereas", "text": "both parties have agreed the text in Schedule A;"},
            ],
            "enacting": {
                "bold": "Now therefore be it resolved that",
                "rest": "the Council of the City of Lacombe:",
            },
            "operative": [
                {"text": "establishes a twinning relationship for a term of five years;", "sub": []},
                {
                    "text": "approves the memorandum in Schedule A and authorises to sign it:",
                    "sub": ["the Mayor;", "the Chief Administrative Officer;"],
                },
            ],
            "movement": ["Moved by Councillor M. Lindqvist"],
            "vote": {
                "caption": "Recorded vote",
                "rows": [
                    {"member": f"Councillor {name}", "vote": "For", "ground": ""}
                    for name in ("T. Cardinal", "M. Lindqvist", "R. Oduya", "J. Petrenko")
                ],
                "totals_words": "4 for, 0 against",
                "quorum_words": "Quorum of 3; 4 present",
                "names_printed": True,
                "lists": [],
            },
            "signatures": [
                {"name": "Alexandra Beaulieu", "office": "Mayor", "attest": False},
                {"name": "Dana Sinclair", "office": "City Clerk", "attest": False},
            ],
            "attest_words": None,
            "schedules": [],
            "verification": None,
        }
        | differing
    )


def draw(folder: Path, template: str, facts: dict[str, Any], name: str = "paper") -> Path:
    """The paper, drawn in this process."""
    target = folder / f"{name}.pdf"
    render_paper(template, facts, title="Memorandum of Understanding", target=target)
    return target
