"""`fairdraw verify` as people use it: words, languages, exit codes."""

import json
import os
import subprocess
import sys

import kit
import pytest

from fairdraw.__main__ import main
from fairdraw.bundle import write_zip
from fairdraw.wording import en, zh

TRUE = str(kit.BUNDLES / "grade-b.zip")


def run(capsys, *arguments):
    code = main(["verify", *arguments])
    return code, capsys.readouterr().out


def bundle_at(tmp_path, files):
    path = tmp_path / "bundle.zip"
    path.write_bytes(write_zip(files))
    return str(path)


def test_a_true_bundle_shows_the_checklist_and_the_grade(capsys):
    code, said = run(capsys, TRUE, "--lang", "zh")
    assert code == 0
    lines = said.splitlines()
    for number, text in enumerate(zh.STEPS.values(), start=1):
        status = "不适用" if number == 14 else "通过"
        assert lines[number] == f"  {number:>2}  {text}：{status}"
    assert "核验通过" in said
    assert "信任等级 B 公开随机" in said
    assert zh.SENTENCES["B"] in said
    assert "中国福利彩票双色球（20261105 开奖或生效）：SSQ:2026128:030711192833:09" in said
    assert "日志第 7 条替换了一家" in said
    assert "COMPARE_NOTICE" not in said


def test_the_same_in_english(capsys):
    code, said = run(capsys, TRUE, "--lang", "en")
    assert code == 0
    assert f"   1  {en.STEPS['files']}: ok" in said
    assert en.SENTENCES["B"] in said
    assert "log entry 7 replaced an object" in said


def test_a_false_bundle_names_the_step_the_error_and_what_was_expected(capsys, tmp_path):
    files = kit.bundle("grade-b")
    files["drawn.txt"] = files["drawn.txt"].replace(b"|s1|", b"|s2|", 1)
    code, said = run(capsys, bundle_at(tmp_path, kit.relist(files)), "--lang", "zh")
    assert code == 1
    assert f"核验不通过：第 10 步「{zh.STEPS['selection']}」。" in said
    assert "错误 DRAWN：公布的抽中名单与计算的不一致" in said
    assert "详情：row " in said
    assert "expected 'vd1|drawn|" in said


def test_the_report_alone_is_printed_byte_for_byte(capsys):
    code, said = run(capsys, TRUE, "--json")
    assert code == 0
    assert said.encode() == kit.report_bytes("grade-b")
    code, said = run(capsys, str(kit.BUNDLES / "sm3-grade-c.zip"), "--json")
    assert (code, said) == (1, '{"error":"PROFILE","ok":false,"type":"report","v":"vd1"}\n')


@pytest.mark.parametrize(
    ("notice", "code"),
    [
        ("SSQ=SSQ:2026128:030711192833:09", 0),
        ("0=SSQ:2026128:030711192833:09", 0),
        ("1:SSQ=SSQ:2026128:030711192833:09", 0),
        ("SSQ=SSQ:2026128:030711192832:09", 1),
        ("FC3D=FC3D:2026296:123", 1),
    ],
)
def test_numbers_of_the_official_notice_are_compared(capsys, notice, code):
    found, said = run(capsys, TRUE, "--notice", notice, "--lang", "zh")
    assert found == code
    assert ("BEACON_DISPUTED" in said) == (code == 1)


def test_several_notices_may_follow_one_another(capsys):
    notices = ["SSQ=SSQ:2026128:030711192833:09", "PL5=PL5:26296:99999"]
    assert run(capsys, TRUE, "--notice", *notices)[0] == 1
    assert run(capsys, TRUE, "--notice", notices[0], "--notice", notices[1])[0] == 1


def test_the_readers_own_policy_is_compared(capsys, tmp_path):
    own = tmp_path / "policy.txt"
    own.write_bytes(kit.bundle("grade-b")["policy.txt"])
    assert run(capsys, TRUE, "--policy", str(own))[0] == 0
    own.write_bytes(kit.bundle("grade-a")["policy.txt"])
    code, said = run(capsys, TRUE, "--policy", str(own), "--lang", "zh")
    assert code == 1
    assert "第 2 步" in said


def test_the_auditor_checks_with_the_salt_key(capsys, tmp_path):
    key = tmp_path / "key.txt"
    key.write_text("00" * 31 + "01\n")
    path = str(kit.BUNDLES / "grade-c.zip")
    assert run(capsys, path, "--salt-key", str(key))[0] == 0
    key.write_text("00" * 32)
    assert run(capsys, path, "--salt-key", str(key))[0] == 1
    key.write_text("no key")
    assert run(capsys, path, "--salt-key", str(key))[0] == 2


def test_a_receipt_is_checked_against_the_bundle(capsys, tmp_path):
    vector = next(v for v in kit.topic("receipts") if "error" not in v)
    receipt = tmp_path / "receipt.json"
    receipt.write_text(json.dumps(vector["in"]["receipt"]))
    code, said = run(
        capsys, str(kit.BUNDLES / "grade-a.zip"), "--receipt", str(receipt), "--lang", "zh"
    )
    assert code == 0
    assert f"  14  {zh.STEPS['receipt']}：通过" in said
    code, said = run(capsys, TRUE, "--receipt", str(receipt), "--lang", "zh")
    assert code == 1
    assert "第 14 步" in said


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["verify"],
        ["verify", TRUE, "--notice", "no-value"],
        ["verify", TRUE, "--lang", "fr"],
        ["draw", TRUE],
    ],
)
def test_wrong_usage_ends_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize("option", [[], ["--policy", "/nowhere"], ["--receipt", "/nowhere"]])
def test_a_file_that_is_not_there_ends_with_2(option, capsys):
    bundle = TRUE if option else "/nowhere/bundle.zip"
    assert main(["verify", bundle, *option]) == 2
    said = capsys.readouterr().err
    assert said.startswith("/nowhere")
    assert "No such file" in said


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no zip", b"\x00" * 4096])
def test_garbage_gets_a_sentence_and_1(tmp_path, capsys, data):
    path = tmp_path / "garbage.zip"
    path.write_bytes(data)
    code, said = run(capsys, str(path), "--lang", "zh")
    assert code == 1
    assert "第 1 步" in said
    assert "这不是可读的核验包" in said


@pytest.mark.parametrize(
    ("variables", "chinese"),
    [
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "C"}, True),
        ({}, True),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, False),
    ],
)
def test_chinese_unless_the_environment_says_english(monkeypatch, capsys, variables, chinese):
    for name in ("LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert ("核验通过" in run(capsys, TRUE)[1]) == chinese


def test_numbers_of_an_attempt_before_are_told_with_its_number(capsys):
    path = str(kit.BUNDLES / "attacks/a3-false-number-before-a-redo-is-told.zip")
    assert "第 1 次抽取 中国福利彩票双色球" in run(capsys, path, "--lang", "zh")[1]


def test_the_time_for_objections_is_told_where_witnesses_signed(capsys):
    assert "异议期：85800 秒" in run(capsys, str(kit.BUNDLES / "grade-a.zip"), "--lang", "zh")[1]


def test_a_key_of_another_length_is_wrong_usage(capsys, tmp_path):
    key = tmp_path / "key.txt"
    key.write_text("00" * 31)
    assert run(capsys, TRUE, "--salt-key", str(key))[0] == 2


def test_a_fault_of_the_program_is_a_sentence_and_no_traceback(capsys, monkeypatch):
    def broken(*_, **__):
        raise RecursionError("too deep")

    monkeypatch.setattr("fairdraw.__main__.verify", broken)
    code, said = run(capsys, TRUE, "--lang", "zh")
    assert code == 1
    assert "RecursionError: too deep" in said


@pytest.mark.slow
def test_the_program_runs_alone_with_nothing_but_the_standard_library():
    """-I -S: no site packages, no environment; only the source of fairdraw on the path."""
    source = str(kit.VECTORS.parent / "src")
    script = f"import sys; sys.path.insert(0, {source!r}); from fairdraw.__main__ import main; "
    script += f"sys.exit(main(['verify', {TRUE!r}, '--json']))"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script],
        capture_output=True,
        check=False,
        env={"PATH": os.environ["PATH"]},
    )
    assert (done.returncode, done.stdout) == (0, kit.report_bytes("grade-b"))
