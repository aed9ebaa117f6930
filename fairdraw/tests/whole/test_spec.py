"""SPEC.md, its hash, its error names and the words for them stay together."""

import hashlib
import re
from pathlib import Path

import kit
import pytest

from fairdraw.spec import SPEC_SHA256
from fairdraw.verify import STEP_NAMES, verify
from fairdraw.wording import (
    LANGUAGES,
    en,
    error_text,
    grade_sentence,
    note_text,
    step_text,
    warning_text,
    zh,
)

HOME = Path(__file__).resolve().parents[2]
SPEC = (HOME / "SPEC.md").read_text("utf-8")
SOURCES = sorted((HOME / "src/fairdraw").rglob("*.py"))

# Names of the text in back quotes that are neither errors nor notes.
OTHER = {"DLT", "FC3D", "NAME", "OPERATOR", "PL5", "SSQ", "YYYYMMDD"}


def test_the_program_knows_the_text_it_implements():
    assert hashlib.sha256((HOME / "SPEC.md").read_bytes()).hexdigest() == SPEC_SHA256


def test_every_open_point_of_draft_2_is_settled():
    table = SPEC.split("## 21. Settled since draft 2")[1].split("## Appendix A")[0]
    points = re.findall(r"^\| ([A-E][0-9]+) ", table, flags=re.M)
    counts = {"A": 7, "B": 5, "C": 14, "D": 8, "E": 9}
    assert points == [f"{part}{n}" for part, count in counts.items() for n in range(1, count + 1)]


def names_in_spec():
    return set(re.findall(r"`([A-Z][A-Z0-9_]+)(?:`|:<)", SPEC)) - OTHER


def test_every_name_of_the_text_has_words():
    for words in (zh, en):
        assert names_in_spec() <= words.ERRORS.keys() | words.NOTES.keys()


def test_every_name_with_words_is_in_the_text():
    for words in (zh, en):
        assert words.ERRORS.keys() | words.NOTES.keys() <= names_in_spec()


def test_every_error_that_the_program_raises_is_in_the_text():
    raised = set()
    for source in SOURCES:
        raised |= set(re.findall(r'ProofError\(\s*"([A-Z0-9_]+)"', source.read_text("utf-8")))
    assert raised
    assert raised <= names_in_spec()


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_both_languages_say_the_same_things(lang):
    words = LANGUAGES[lang]
    for table in ("STEPS", "STATUS", "GRADES", "SENTENCES", "NOTES", "WARNINGS", "SAYS", "ERRORS"):
        assert getattr(words, table).keys() == getattr(zh, table).keys()
    assert tuple(words.STEPS) == STEP_NAMES
    assert all(step_text(name, lang) for name in STEP_NAMES)


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_every_note_of_every_vector_has_words(lang):
    notes = {
        note
        for topic in ("tampered", "attacks")
        for vector in kit.topic(topic)
        for note in vector.get("report", {}).get("notes", ())
    }
    assert len({note.split(":")[0] for note in notes}) > 15
    for note in notes:
        text = note_text(note, lang)
        assert text != note
        assert "{" not in text


def test_notes_are_told_in_words():
    assert (
        note_text("EVENT_REFUSED:7:RESULT")
        == "日志第 7 条有错，没有效力：公布的结果与计算的不一致"
    )
    assert note_text("AUDIT_WRONG:frame:1") == "审核发现有误：外部登记，1 处"
    assert note_text("COMPARE_NOTICE:PL5:26296:01234") == "请与官方公告比对号码：PL5:26296:01234"
    assert note_text("COMPARE_NOTICE:2:PL5:26296:01234", "en") == (
        "attempt 2: compare this number with the official notice: PL5:26296:01234"
    )
    assert note_text("COMPARE_ROUND:1:99") == "第 1 次抽取：请比对公共随机信标的轮次：99"
    assert error_text("NO_SUCH_NAME") == "NO_SUCH_NAME"


@pytest.mark.parametrize("grade", ["A", "B"])
def test_grades_of_public_numbers_say_that_the_numbers_must_be_compared(grade):
    """A6: nobody but the reader of the notices knows whether the logged numbers are true."""
    assert "official notices" in grade_sentence(grade, 2, "en")
    assert "官方公告" in grade_sentence(grade, 2, "zh")
    sentence = SPEC.split(f"| {grade} ")[1].split("\n")[0]
    assert "provided the numbers below are those of the official notices" in sentence


def test_grade_a_names_how_many_witnesses_would_have_to_cheat():
    report = verify(kit.bundle("grade-a"))
    assert report.common_witnesses == 2
    assert "至少 2 位见证人" in grade_sentence(report.grade, report.common_witnesses)


def test_what_this_program_did_not_check_is_told():
    warnings = dict(verify(kit.bundle("grade-a")).warnings)
    assert warnings.keys() == {"no_pairing", "other_spec"}
    for name, detail in warnings.items():
        assert warning_text(name, detail, "en")
    withheld = {
        path: data for path, data in kit.bundle("grade-b").items() if path != "members.txt"
    }
    assert "members_promised" in dict(verify(kit.relist(withheld)).warnings)


def test_the_read_me_of_the_vectors_names_every_changed_file():
    text = (kit.VECTORS / "README.md").read_text("utf-8")
    for name in ("beacons.json", "tampered.json", "attacks.json"):
        assert f"| {name}" in text
