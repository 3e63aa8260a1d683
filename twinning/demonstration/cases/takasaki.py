"""Lacombe and Takasaki, Japan: before council, with an agreement in English and Japanese."""

import datetime as dt

from agreements.agreement import actions as steps
from agreements.agreement.council import actions as council
from agreements.agreement.council.models import ResolutionKind
from agreements.agreement.council.papers import ask_for_resolution
from agreements.agreement.text.actions import Written
from proposals.correspondence import actions as correspondence
from proposals.lifecycle import Phase
from proposals.planning import actions as planning
from proposals.research import actions as research
from twinning.demonstration.stage import File, Row, Stage
from twinning.demonstration.telling import Days, Story


def story(stage: Stage) -> Story:
    """Council was asked once whether to explore it; now it is asked to establish it."""
    days, people = stage.days, stage.people
    yield days.ago(355, hours=6)
    takasaki = stage.community(name="Takasaki", native_name="高崎市", region="Gunma", country="JP")
    file = File(takasaki, by=people.staff, kind="sister", origin="council")
    first = council.draft(file.proposal, ResolutionKind.EXPLORE, by=people.staff)
    meeting = days.monday(-344)
    yield days.ago(350, hours=2)
    file.put_on_agenda(first, meeting, "7.3", by=people.clerk)
    yield days.evening(meeting)
    file.vote(first, mover="M. Lindqvist", by=people.clerk)

    yield days.ago(310, hours=3)
    file.fill(
        Phase.PLANNING,
        {
            "communities": COMMUNITIES,
            "purpose": PURPOSE,
            "committee": {"committee": stage.committee, **COMMITTEE},
            "agreement": TERMS,
            "review": REVIEW,
        },
    )
    file.fill(Phase.PLANNING, {"activities": _activities(days), "budget": _budget(days)})
    planning.send_to_cao(file.proposal, by=people.staff)
    yield days.ago(301, hours=5)
    planning.recommend(file.proposal, by=people.cao)

    yield days.ago(270, hours=2)
    _research(file, days)
    research.send_to_cao(file.proposal, by=people.staff)
    yield days.ago(262, hours=1)
    research.approve(file.proposal, by=people.cao)

    yield days.ago(250, hours=4)
    file.fill(Phase.CORRESPONDENCE, {"letter": _letter(days)})
    correspondence.letter_sent(file.proposal, by=people.staff)
    yield days.ago(205, hours=6)
    file.fill(
        Phase.CORRESPONDENCE, {"letter": {"reply_received_on": days.date(-206), "reply_summary": REPLY}}
    )
    correspondence.answer_received(file.proposal, by=people.staff)
    yield days.ago(140, hours=3)
    file.know_people(*CONTACTS)
    file.customs(
        "The Consulate-General of Japan, by telephone",
        names="The family name comes first: 山本 誠 is Mr. Yamamoto.",
        titles="The office follows the name: 高崎市長. In English: the Mayor of Takasaki.",
        gifts="A small gift from the region at the first visit, wrapped, given and taken with both hands; never four of anything.",
        interpreter="An interpreter at every official meeting, even where English is spoken.",
        avoid="Do not write a name in red, and do not leave a business card lying.",
    )
    file.find_counterpart(
        stage.committee,
        "高崎市国際交流協会 (Takasaki International Association)",
        on=days.date(-206),
        words="In the Mayor’s answer",
    )
    file.try_out(
        "Two school bands play for each other",
        kind="online",
        starts=days.date(-170),
        ends=days.date(-170),
        people="Two school bands and their families",
        people_here=60,
        people_there=60,
        cost=250,
        funding="School division",
        result="120 listeners; the bands write to each other since.",
    )
    file.fill(Phase.CORRESPONDENCE, _workplan(days))
    file.agree_on_plan(
        here="Minutes of the Twinning Committee",
        there="Letter of the association, in Japanese and English",
    )
    correspondence.send_to_cao(file.proposal, by=people.staff)
    yield days.ago(133, hours=2)
    correspondence.approve(file.proposal, by=people.cao)

    yield days.ago(44, hours=5)
    file.fill(Phase.AGREEMENT, {"terms": AGREED_TERMS})
    file.write_text(TEXT)
    file.fill(Phase.AGREEMENT, _agreement(days))
    file.partner_steps(*PARTNER_STEPS)
    file.request(REQUEST, OPTIONS)
    file.accept_text(
        here="R. Whitlock, Chief Administrative Officer",
        there="高崎市長 (the Mayor of Takasaki)",
        on=days.date(-45),
    )
    resolution = council.draft(file.proposal, ResolutionKind.ESTABLISH, by=people.staff)
    yield days.ago(30, hours=2)
    file.look_again()
    steps.send_to_cao(file.proposal, by=people.staff)
    yield days.ago(16, hours=6)
    steps.sign_off(file.proposal, by=people.cao, why="The text is the one both sides read together.")
    yield days.ago(7)
    file.put_on_agenda(resolution, days.monday(5), "5.2", by=people.clerk)
    ask_for_resolution(resolution, by=people.clerk)


COMMUNITIES = {
    "sponsor": "Twinning Committee",
    "sponsor_contact": "E. Tanaka, tanaka@friends.example",
    "council_sponsor": "Councillor M. Lindqvist",
    "people": [
        {
            "side": "here",
            "name": "E. Tanaka",
            "organisation": "Twinning Committee",
            "contact": "tanaka@friends.example",
        },
        {
            "side": "there",
            "name": "高橋 健一 (Ken’ichi Takahashi)",
            "organisation": "高崎市国際交流協会",
            "contact": "takahashi@kokusai.example",
        },
    ],
}
PURPOSE = {
    "purpose": "After forty years of friendship with a small town in Hokkaido, to open a second way to Japan for secondary students, musicians and businesses.",
    "city_objectives": "The twinning gives students of both cities a year of learning together and brings buyers of local food into contact with growers.",
    "plan_reference": "Vibrant culture and a growing economy",
}
COMMITTEE = {
    "committee_terms": "The Twinning Committee; one member speaks Japanese.",
    "counterpart_exists": "True",
    "counterpart": "高崎市国際交流協会 (Takasaki International Association)",
}
TERMS = {
    "agreement_objectives": "Exchange in education, culture, sport, economy and environment.",
    "agreement_terms": "The visiting side pays for its travel, the host for the stay. Either side may end it in writing, six months ahead.",
    "term_years": 5,
}
REVIEW = {
    "reporting": "Yearly to Council, in the first quarter.",
    "review_months": 18,
    "renewal": "Council decides in the fifth year.",
}
REPLY = "The City welcomes the proposal and names its international association as the committee. It suggests a text of one page in both languages, two copies each."

TEXT: Written = {
    "en": (
        "Sister City Agreement between Takasaki and Lacombe",
        [
            (
                "purpose",
                "",
                "The City of Takasaki and the City of Lacombe enter into a sister city relationship, so that the residents of both may understand each other and be friends.",
            ),
            (
                "fields",
                "",
                "The two cities carry on exchange in education, culture, sport, economy and environment.",
            ),
            (
                "costs",
                "",
                "The city that sends a delegation pays for the journey; the city that receives it pays for the stay.",
            ),
            (
                "entry",
                "",
                "This agreement takes effect on the day of the last signature of the two mayors and is valid for five years. Either city may end it by a letter sent six months before.",
            ),
            (
                "languages",
                "",
                "This agreement is made in English and in Japanese, two copies of each. Both texts are equally authentic.",
            ),
        ],
    ),
    "ja": (
        "高崎市とラコム市との姉妹都市協定書",
        [
            (
                "purpose",
                "",
                "高崎市とラコム市は、両市民の相互理解と友好を深めるため、ここに姉妹都市の関係を結ぶ。",
            ),
            ("fields", "", "両市は、教育、文化、スポーツ、経済及び環境の分野における交流を進める。"),
            (
                "costs",
                "",
                "代表団を派遣する市は渡航に要する費用を、受け入れる市は滞在に要する費用をそれぞれ負担する。",
            ),
            (
                "entry",
                "",
                "この協定は、両市長のうち最後の署名の日に効力を生じ、その有効期間は五年とする。いずれの市も、六か月前までに書面で通知することにより、この協定を終了させることができる。",
            ),
            ("languages", "", "この協定書は、英語及び日本語により各二通を作成し、両本文は等しく正文とする。"),
        ],
    ),
}
AGREED_TERMS: Row = {
    "term_rule": "years",
    "term_years": 5,
    "renewal": "resolution",
    "ending": "notice",
    "notice_months": 6,
    "amendment": "writing",
    "entry": "signature",
    "costs": "travel",
    "binding": "no",
    "originals": 4,
    "parties": [
        {"side": "ours", "language": "en", "name": "City of Lacombe, Alberta, Canada", "represented_by": "A. Beaulieu", "office": "Mayor"},
        {"side": "theirs", "language": "en", "name": "City of Takasaki, Gunma, Japan", "represented_by": "Tomioka Kenji", "office": "Mayor"},
        {"side": "ours", "language": "ja", "name": "カナダ国アルバータ州ラコム市", "represented_by": "A. ボーリュー", "office": "市長"},
        {"side": "theirs", "language": "ja", "name": "日本国群馬県高崎市", "represented_by": "富岡 健司", "office": "市長"},
    ],
}  # fmt: skip
PARTNER_STEPS: list[Row] = [
    {"body": "高崎市議会 (the City Council of Takasaki)", "what": "approves"},
    {"body": "CLAIR", "what": "registers", "required": False},
]
REQUEST: Row = {
    "subject": "Twinning with Takasaki, Gunma, Japan",
    "department": "Legislative Services",
    "prepared_by": "K. Dube",
    "origin": "A motion of Council, and a letter from the City of Takasaki.",
    "recommendation": "That Council establish the twinning, approve the agreement and authorise the signature.",
    "summary": "A text of five clauses in English and Japanese is agreed. It binds neither city in law.",
    "discussion": "A second link to Japan adds secondary schools, an orchestra and buyers to what forty years with Rikubetsu have given. Rikubetsu was asked and has no objection.",
    "consultation": "The Twinning Committee, the school division and the Chamber of Commerce.",
    "money": "budgeted",
    "amount": "21300",
    "account": "Tourism reserve",
    "risk": "The committee rests on few people; a second speaker of Japanese is being looked for.",
    "timing": "The Mayor of Takasaki could receive a delegation in spring.",
}
OPTIONS: list[Row] = [
    {
        "title": "To approve",
        "words": "The text is agreed and the first year is in the budget.",
        "recommended": True,
    },
    {"title": "To approve without the allocation for travel", "words": "Students would go a year later."},
    {"title": "To do nothing", "words": "One friendship in Japan remains."},
]


def _activities(days: Days) -> Row:
    return {
        "activities": [
            {
                "title": "A term abroad for secondary students",
                "target": "3 students each way",
                "due_on": days.date(460),
                "owner": "School division",
            },
            {
                "title": "Growers meet buyers on screen",
                "target": "6 farms, 10 buyers",
                "due_on": days.date(180),
                "owner": "Economic Development",
            },
        ]
    }


def _budget(days: Days) -> Row:
    year = days.today.year + 1
    lines = [
        (year, "travel", "14500", "reserve", False),
        (year, "hosting", "5000", "levy", False),
        (year, "translation", "1800", "levy", False),
        (year + 1, "exchange", "6000", "grant", False),
        (year + 1, "hosting", "5000", "levy", False),
        (year + 1, "staff", "3500", "levy", True),
    ]
    return {
        "budget": [
            {"year": year, "category": category, "amount": amount, "source": source, "in_kind": kind}
            for year, category, amount, source, kind in lines
        ]
    }


def _research(file: File, days: Days) -> None:
    file.know(FACTS, source="City website", year=days.date(-275).year)
    file.fill(
        Phase.RESEARCH,
        {
            "partners": {
                "partners": "Muntinlupa in the Philippines since 2006; several others.",
                "partners_source": "Published agreements of the city",
            },
            "diligence": {
                "checked_on": days.date(-272),
                "checked_by": "K. Dube",
                "checked_sources": "Travel advice of the Government of Canada; the consulate",
                "finding": "Nothing stands against it. Rikubetsu was asked and has no objection.",
            },
            "choice": {
                "others": "Two other cities in Gunma; neither has a committee.",
                "recommendation": "Write to the Mayor of Takasaki, with a copy to Rikubetsu.",
            },
        },
    )
    file.choose("It offers what a small town cannot: secondary schools, an orchestra and buyers.")
    file.score(
        {
            "interest": (5, "Nine families offer a room; the association there has 200 members."),
            "economy": (3, "Growers here, buyers there."),
            "social": (5, "Secondary schools and orchestras."),
            "politics": (5, "Stable."),
            "likeness": (3, "Alike in farming and in love of music, unlike in size."),
        }
    )


FACTS = [
    ("geography", "At the edge of a plain, below mountains.", "Parkland; the mountains are two hours away"),
    ("industries", "Manufacturing, trade and farming.", "Farming, trade and services"),
    (
        "academic",
        "A city university and secondary schools.",
        "Secondary schools and a university of our own",
    ),
    ("cultural", "A symphony orchestra and museums.", "A performing arts centre"),
    ("history", "No ancestral tie is known.", ""),
]


def _letter(days: Days) -> Row:
    return {
        "letter_from": "A. Beaulieu, Mayor of Lacombe",
        "letter_to": "高崎市長 (the Mayor of Takasaki)",
        "letter_sent_on": days.date(-251),
        "letter_how": "post",
    }


CONTACTS: list[Row] = [
    {
        "side": "there",
        "place": "mayor",
        "name": "Yamamoto Makoto",
        "native_name": "山本 誠",
        "honorific": "Mr.",
        "office": "Mayor’s office",
        "native_office": "秘書課",
        "salutation": "山本様",
        "email": "yamamoto@takasaki.example",
        "language": "ja",
        "zone": "Asia/Tokyo",
        "reachable_from": dt.time(8, 30),
        "reachable_to": dt.time(17, 15),
        "basis": "office",
        "consent_how": "The city’s own page",
    },
    {
        "side": "there",
        "place": "volunteer",
        "name": "Takahashi Kenichi",
        "native_name": "高橋 健一",
        "office": "International Association",
        "native_office": "国際交流協会",
        "email": "takahashi@kokusai.example",
        "language": "ja",
        "zone": "Asia/Tokyo",
        "basis": "office",
        "consent_how": "The association’s own page",
    },
    {
        "side": "here",
        "place": "mayor",
        "name": "K. Dube",
        "office": "Legislative Services",
        "email": "staff@lacombe.example",
        "language": "en",
        "basis": "office",
        "consent_how": "City of Lacombe, staff directory",
    },
    {
        "side": "here",
        "place": "volunteer",
        "name": "E. Tanaka",
        "office": "Twinning Committee",
        "email": "tanaka@friends.example",
        "language": "en",
        "basis": "office",
        "consent_how": "List of members of the committee",
    },
]


def _workplan(days: Days) -> dict[str, Row]:
    return {
        "workplan": {
            "budget": "21300",
            "budget_terms": "We pay for our journey and for the stay of our guests.",
            "budget_agreed_on": days.date(-150),
            "goals": [
                {
                    "term": "short",
                    "title": "Growers meet buyers on screen",
                    "activity": "Two afternoons with an interpreter",
                    "indicator": "Farms that met a buyer",
                    "baseline": "0",
                    "goal_value": "6",
                    "unit": "farms",
                    "due_on": days.date(180),
                    "owner_here": "Economic Development",
                    "owner_there": "商工振興課",
                    "cost": "1200",
                    "funding": "Budget of Economic Development",
                },
                {
                    "term": "long",
                    "title": "A term abroad",
                    "activity": "Students live with families and go to school for a term",
                    "indicator": "Students who went, each way",
                    "baseline": "0",
                    "goal_value": "3",
                    "unit": "students a year",
                    "due_on": days.date(460),
                    "owner_here": "School division",
                    "owner_there": "教育委員会",
                    "cost": "9000",
                    "funding": "The families, and a fund of the school division",
                },
            ],
        },
        "going_on": {
            "go_on_agreed_on": days.date(-145),
            "go_on_evidence": "The association’s letter, and the minutes of our committee.",
        },
    }


def _agreement(days: Days) -> dict[str, Row]:
    return {
        "review": {
            "legal_reviewer": "V. Stone, Barrister and Solicitor",
            "legal_reviewed_on": days.date(-50),
        },
        "money": {
            "budget_source": "Tourism reserve for the first journey; hosting from taxes, within the budget of Legislative Services."
        },
    }
