"""What the verifier says to people: steps, grades, notes and errors in Chinese and English."""

from types import ModuleType

from fairdraw.wording import en, zh

LANGUAGES: dict[str, ModuleType] = {"zh": zh, "en": en}

_WITH_ATTEMPT = ("COMPARE_NOTICE", "COMPARE_ROUND", "UNLINKED")


def step_text(name: str, lang: str = "zh") -> str:
    """Return what a step of the checklist shows."""
    return str(LANGUAGES[lang].STEPS[name])


def status_text(status: str, lang: str = "zh") -> str:
    """Return how a step ended."""
    return str(LANGUAGES[lang].STATUS[status])


def grade_text(grade: str, lang: str = "zh") -> str:
    """Return the word of a grade, such as 见证 for A (SPEC section 0)."""
    return str(LANGUAGES[lang].GRADES[grade])


def grade_sentence(grade: str, common_witnesses: int = 0, lang: str = "zh") -> str:
    """Return the sentence that names who would have had to cheat (SPEC section 0).

    Args:
        grade: `A`, `B`, `H` or `C`.
        common_witnesses: m of the policy, named by grade A.
        lang: `zh` or `en`.
    """
    return str(LANGUAGES[lang].SENTENCES[grade]).format(m=common_witnesses)


def error_text(name: str, lang: str = "zh") -> str:
    """Return what an error name means."""
    return str(LANGUAGES[lang].ERRORS.get(name, name))


def note_text(note: str, lang: str = "zh") -> str:
    """Return a note of a report in words."""
    words = LANGUAGES[lang]
    name, _, rest = note.partition(":")
    details = _details(name, rest)
    if name in _WITH_ATTEMPT and rest.split(":")[0].isdigit() and len(details) == 2:
        inner = str(words.NOTES[name]).format(details[1])
        return str(words.LOWER).format(details[0], inner)
    if name in ("AUDIT_MISSING", "AUDIT_WRONG"):
        details[0] = words.SAMPLES.get(details[0], details[0])
    if name == "EVENT_REFUSED":
        details[1] = error_text(details[1], lang)
    return str(words.NOTES.get(name, note)).format(*details)


def _details(name: str, rest: str) -> list[str]:
    if name == "COMPARE_NOTICE":  # values hold colons themselves
        attempt, _, value = rest.partition(":")
        return [attempt, value] if attempt.isdigit() else [rest]
    return rest.split(":")


def warning_text(name: str, detail: str = "", lang: str = "zh") -> str:
    """Return what has to be told besides the report."""
    return str(LANGUAGES[lang].WARNINGS[name]).format(detail)


def say(name: str, *values: object, lang: str = "zh") -> str:
    """Return one of the verifier's own sentences."""
    return str(LANGUAGES[lang].SAYS[name]).format(*values)
