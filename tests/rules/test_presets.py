"""The two founding documents as settings; where they differ, the values differ."""

import pytest

from mingqian.rules.presets import PRESETS, preset_named
from mingqian.rules.refusals import RuleBroken
from mingqian.rules.sampling import EXCLUSIONS, Applies, Rate

GAOQING, BOLUO = preset_named("gaoqing"), preset_named("boluo")


@pytest.mark.parametrize(
    ("name", "gaoqing", "boluo"),
    [
        ("general_minimum", Rate(5, 100), None),
        ("plan_share_minimum", None, Rate(30, 100)),
        ("drawn_a_year", 1, None),
        ("joint_a_year", 1, 0),
        ("register_month", None, 12),
        ("team_minimum", 2, 2),
        ("publication_workdays", 20, 20),
        ("review_workdays", 20, 20),
        ("feedback_workdays", 15, 15),
    ],
)
def test_values(name: str, gaoqing: object, boluo: object) -> None:
    assert (getattr(GAOQING, name).value, getattr(BOLUO, name).value) == (gaoqing, boluo)


@pytest.mark.parametrize(
    ("name", "gaoqing", "boluo"),
    [
        ("general_minimum", True, False),
        ("plan_share_minimum", False, True),
        ("publication_workdays", True, False),
        ("team_minimum", True, False),
        ("exception_reading", False, False),
        ("target_fields", True, True),
    ],
)
def test_a_value_of_the_program_is_not_taken_for_the_county_s(
    name: str, gaoqing: bool, boluo: bool
) -> None:
    assert (getattr(GAOQING, name).stated, getattr(BOLUO, name).stated) == (gaoqing, boluo)


def test_presets_start_from_known_exclusions() -> None:
    for preset in PRESETS.values():
        for code in preset.exclusions.value:
            assert EXCLUSIONS[code].applies is Applies.TARGET


def test_the_fields_differ_as_the_documents_do() -> None:
    assert "business_scope" in GAOQING.target_fields.value
    assert "business_scope" not in BOLUO.target_fields.value
    assert "id_number" in GAOQING.inspector_fields.value
    assert "id_number" not in BOLUO.inspector_fields.value


def test_codes_and_titles() -> None:
    assert [preset.code for preset in PRESETS.values()] == list(PRESETS)
    assert GAOQING.title.startswith("《高青县")
    assert BOLUO.title.startswith("《博罗县")


def test_an_unknown_preset_is_refused() -> None:
    with pytest.raises(RuleBroken) as refusal:
        preset_named("qinghe")
    assert str(refusal.value) == "没有名为「qinghe」的预设，可选：gaoqing、boluo。"
