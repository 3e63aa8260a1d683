"""A mail that nobody could match: it waits for a person, and is in no file yet."""

from email.message import EmailMessage
from email.utils import format_datetime

from twinning import clock
from twinning.demonstration.stage import Stage
from twinning.demonstration.telling import Story
from twinning.records.incoming import actions as incoming

WORDS = """Estimados señores:

Somos una escuela secundaria y buscamos una escuela en Canadá con la que nuestros alumnos puedan escribirse.

¿A quién podemos dirigirnos?

Atentamente,
Rosa Quintero
"""


def story(stage: Stage) -> Story:
    yield stage.days.ago(3, hours=5)
    mail = EmailMessage()
    mail["From"] = "Rosa Quintero <quintero@escuela.example>"
    mail["To"] = "twinning@lacombe.example"
    mail["Subject"] = "Escuela busca escuela"
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = "<pen-pals-1@escuela.example>"
    mail.set_content(WORDS)
    incoming.receive(mail.as_bytes())
