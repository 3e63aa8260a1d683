"""The mail that a letter goes with: proposed in the languages of the letter, and sent as it was shown.

What is proposed follows from the letter alone, so whoever has seen a version of
the letter has seen its mail; own words stand in the letter's fields instead.
"""

from twinning.records.languages import around, day_in
from twinning.records.models import Outgoing

MOST_IN_A_SUBJECT = 200

ATTACHED = {
    "en": "Please find our letter of {day} attached to this mail as a PDF file.",
    "es": "Adjunta a este correo encontrará nuestra carta del {day}, en un archivo PDF.",
    "fr": "Vous trouverez notre lettre du {day} jointe à ce message, sous forme de fichier PDF.",
    "zh": "随本邮件附上我方{day}的信函（PDF文件），敬请查收。",
    "uk": "До цього повідомлення додаємо нашого листа від {day} у форматі PDF.",
    "ar": "تجدون رسالتنا المؤرخة في {day} مرفقة بهذا البريد في ملف PDF.",
}
REFERENCE = {
    "en": "Our reference is {reference}; please name it when you write to us again.",
    "es": "Nuestra referencia es {reference}; le rogamos mencionarla cuando vuelva a escribirnos.",
    "fr": "Notre référence est {reference} ; merci de l’indiquer lorsque vous nous écrirez de nouveau.",
    "zh": "我方编号为{reference}，再次来信时请予注明。",
    "uk": "Наш номер: {reference}. Будь ласка, зазначте його, коли писатимете нам знову.",
    "ar": "رقمنا المرجعي: {reference}. نرجو ذكره عند الكتابة إلينا مجددا.",
}
GREETING = {
    "en": "With kind regards",
    "es": "Reciba un cordial saludo",
    "fr": "Avec nos salutations cordiales",
    "zh": "顺致问候",
    "uk": "З повагою",
    "ar": "مع أطيب التحيات",
}


def subject(letter: Outgoing) -> str:
    """The subject of the mail: own words, else the title of the letter, in both languages where both fit."""
    if letter.mail_subject:
        return letter.mail_subject
    titles = [title for title in (letter.subject, letter.subject_2) if title]
    both = " · ".join(titles)
    return both if len(both) <= MOST_IN_A_SUBJECT else letter.subject


def body(letter: Outgoing) -> str:
    """The words of the mail: own ones, else short ones in each language of the letter; in English where we have none."""
    if letter.mail_body:
        return letter.mail_body
    known = [around(ATTACHED, code)[1] for code in (letter.language, letter.language_2) if code]
    texts = [_text(letter, code) for code in dict.fromkeys(known)]
    signed = [letter.signer, letter.signer_office, letter.signer_office_2]
    return "\n\n".join([*texts, "\n".join(line for line in signed if line)])


def _text(letter: Outgoing, language: str) -> str:
    sentences = [ATTACHED[language].format(day=day_in(language, letter.dated))]
    if letter.reference:
        sentences.append(REFERENCE[language].format(reference=letter.reference))
    between = "" if language == "zh" else " "
    return f"{between.join(sentences)}\n\n{GREETING[language]}"
