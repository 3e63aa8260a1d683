"""The words around the work plan in the language of the other city, for its paper in two languages."""

WORDS: dict[str, dict[str, str]] = {
    "es": {
        "annex": "Anexo: Plan de trabajo",
        "version": "Versión {n} del {day}",
        "file": "Expediente {reference}",
        "short": "Objetivos a corto plazo",
        "long": "Objetivos a largo plazo",
        "goal": "Objetivo y actividad",
        "target": "Meta",
        "from_to": "de {today} a {goal} {unit}",
        "by": "a más tardar el {day}",
        "counted": "Se cuenta:",
        "owners": "Responsables",
        "cost": "Costo para {ours}",
        "first_year": "El primer año",
        "budget": "Presupuesto de {ours}",
        "terms": "Quién paga qué",
        "agreed_on": "Acordado el",
        "costs": "Costo total de los objetivos para {ours}",
        "both": "Ambas partes están de acuerdo con la versión {n} de este plan de trabajo.",
        "initials": "Rúbrica, lugar y fecha",
    },
    "fr": {
        "annex": "Annexe : Plan de travail",
        "version": "Version {n} du {day}",
        "file": "Dossier {reference}",
        "short": "Objectifs à court terme",
        "long": "Objectifs à long terme",
        "goal": "Objectif et activité",
        "target": "Cible",
        "from_to": "de {today} à {goal} {unit}",
        "by": "au plus tard le {day}",
        "counted": "Ce qui est compté :",
        "owners": "Responsables",
        "cost": "Coût pour {ours}",
        "first_year": "La première année",
        "budget": "Budget pour {ours}",
        "terms": "Qui paie quoi",
        "agreed_on": "Convenu le",
        "costs": "Coût total des objectifs pour {ours}",
        "both": "Les deux parties acceptent la version {n} du présent plan de travail.",
        "initials": "Paraphe, lieu et date",
    },
}

BARE = {"from_to": "{today} → {goal} {unit}", "by": "{day}"}
"""How numbers and days are told in a language whose words are not known."""


def told(language: str, name: str, **facts: object) -> str:
    """Words with their facts; empty for a heading in a language that we have no words for."""
    return (WORDS.get(language, BARE).get(name, "")).format(**facts)


def headings(language: str, **facts: object) -> dict[str, str]:
    """All headings of the paper; empty ones where we have no words in that language."""
    known = WORDS.get(language, {})
    return {name: known.get(name, "").format(**facts) for name in WORDS["es"] if name not in BARE}
