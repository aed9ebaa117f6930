"""What the public sees of each record, and that nothing else gets out (G 9.1, B 2.1.4(4))."""

import pytest

from mingqian.rules.disclosure import (
    TABLE,
    Level,
    Record,
    Tightening,
    check_tightening,
    public_copy,
    rule_for,
    withheld,
)
from mingqian.rules.identifiers import id_check_digit
from mingqian.rules.masking import MASKS
from mingqian.rules.refusals import RuleBroken

ID = "37039919780506121" + id_check_digit("37039919780506121")
MEMBER = {
    "name": "宋明哲",
    "certificate_number": "37039926017",
    "lead": True,
    "id_number": ID,
    "phone": "13812346402",
}
RESULT = {
    "credit_code": "91370399MAK8PBRNY2",
    "name": "青禾县永固水泥制品厂",
    "overall": ["e"],
    "summary": f"负责人电话 13812346402，身份证 {ID}。",
    "return_reason": "照片不清",
    "team": [MEMBER],
    "answers": [{"matter": "消防通道", "code": "e", "note": f"电工 {ID}", "evidence": ["a.jpg"]}],
}


def test_every_row_has_a_basis_and_what_its_level_needs() -> None:
    for rule in TABLE:
        assert rule.basis
        assert (rule.mask in MASKS) is (rule.level is Level.MASKED)
        assert bool(rule.reason) is (rule.level is Level.WITHHELD)


def test_no_field_stands_twice() -> None:
    assert len({(rule.record, rule.field) for rule in TABLE}) == len(TABLE)


@pytest.mark.parametrize(
    ("record", "field", "level"),
    [
        (Record.TARGET, "name", Level.PUBLIC),
        (Record.TARGET, "credit_code", Level.PUBLIC),
        (Record.TARGET, "legal_representative", Level.MASKED),
        (Record.TARGET, "phone", Level.WITHHELD),
        (Record.TARGET, "id_number", Level.WITHHELD),
        (Record.TARGET, "risk_class", Level.WITHHELD),
        (Record.TEAM, "name", Level.PUBLIC),
        (Record.TEAM, "certificate_number", Level.PUBLIC),
        (Record.TEAM, "id_number", Level.WITHHELD),
        (Record.TASK, "commit_hash", Level.PUBLIC),
        (Record.RESULT, "summary", Level.MASKED),
        (Record.ANSWER, "note", Level.MASKED),
        (Record.ANSWER, "evidence", Level.WITHHELD),
    ],
)
def test_decisions(record: Record, field: str, level: Level) -> None:
    assert rule_for(record, field).level is level


def test_what_the_table_does_not_name_is_withheld() -> None:
    rule = rule_for(Record.TARGET, "bank_account")
    assert (rule.level, rule.reason) == (Level.WITHHELD, "不在公开范围")


def test_the_public_copy_of_a_result() -> None:
    assert public_copy(Record.RESULT, RESULT) == {
        "credit_code": "91370399MAK8PBRNY2",
        "name": "青禾县永固水泥制品厂",
        "overall": ["e"],
        "summary": f"负责人电话 138****6402，身份证 370399********{ID[-4:]}。",
        "team": [{"name": "宋明哲", "certificate_number": "37039926017", "lead": True}],
        "answers": [{"matter": "消防通道", "code": "e", "note": f"电工 370399********{ID[-4:]}"}],
    }


def test_no_personal_number_gets_out_of_any_record() -> None:
    everything = {rule.field: ID for rule in TABLE if rule.level is not Level.PUBLIC}
    for record in Record:
        assert ID not in str(public_copy(record, everything))


def test_withheld_fields_say_why() -> None:
    assert withheld(Record.TARGET, {"name": "甲厂", "phone": "1", "risk_class": "D", "x": 1}) == {
        "phone": "个人信息",
        "risk_class": "工作秘密",
        "x": "不在公开范围",
    }


@pytest.mark.parametrize("smuggled", [["宋明哲 " + ID], ID, {"name"}])
def test_a_list_of_records_holds_records_only(smuggled: object) -> None:
    with pytest.raises(TypeError, match="team must list records"):
        public_copy(Record.RESULT, {"team": smuggled})


def test_a_single_record_counts_as_a_list_of_one() -> None:
    assert public_copy(Record.RESULT, {"team": MEMBER})["team"] == [
        {"name": "宋明哲", "certificate_number": "37039926017", "lead": True}
    ]


class TestTightening:
    """An office may show less, with a ground; it cannot show more."""

    def test_a_field_is_taken_out_with_its_ground(self) -> None:
        change = Tightening(Record.ANSWER, "matter", Level.WITHHELD, " 商业秘密 ")
        assert check_tightening(change).reason == "商业秘密"
        answer = {"matter": "配料工艺", "code": "a"}
        assert public_copy(Record.ANSWER, answer, [change]) == {"code": "a"}
        assert withheld(Record.ANSWER, answer, [change]) == {"matter": "商业秘密"}

    def test_it_reaches_records_inside_records(self) -> None:
        change = Tightening(Record.TEAM, "name", Level.WITHHELD, "暗查未结束")
        shown = public_copy(Record.RESULT, RESULT, [change])
        assert shown["team"] == [{"certificate_number": "37039926017", "lead": True}]

    def test_masked_to_withheld_and_masked_again(self) -> None:
        for level in (Level.MASKED, Level.WITHHELD):
            change = Tightening(Record.RESULT, "summary", level, "个人隐私")
            assert check_tightening(change).level is level

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            (
                Tightening(Record.TEAM, "phone", Level.PUBLIC, "方便联系"),
                "「phone」不能扩大公开：个人信息（个人信息保护法第六条、第十条）。",
            ),
            (
                Tightening(Record.RESULT, "summary", Level.PUBLIC, "方便"),
                "「summary」不能扩大公开：个人信息（个人信息保护法第六条、第十条）。",
            ),
            (
                Tightening(Record.RESULT, "name", Level.WITHHELD, " "),
                "不公开须写明法律依据或理由。",
            ),
            (
                Tightening(Record.RESULT, "organ", Level.MASKED, "理由"),
                "这个字段没有遮盖方式，只能公开或不公开。",
            ),
        ],
    )
    def test_refused(self, change: Tightening, sentence: str) -> None:
        with pytest.raises(RuleBroken) as refusal:
            public_copy(Record.RESULT, {}, [change])
        assert str(refusal.value) == sentence
