"""The command line: `fairdraw verify <bundle>` checks a draw on any machine with Python."""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from functools import partial
from io import TextIOWrapper
from pathlib import Path

from fairdraw.beacons import source_of
from fairdraw.canonical import encode_base64
from fairdraw.verify import Number, Report, verify
from fairdraw.wording import (
    LANGUAGES,
    error_text,
    grade_sentence,
    grade_text,
    note_text,
    say,
    status_text,
    step_text,
    warning_text,
)

TRUE, FALSE, USAGE = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0 true, 1 not, 2 wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show Chinese shows question marks instead of a traceback.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    options = _parser().parse_args(argv)
    try:
        return _verify(options)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return USAGE
    except Exception as error:  # whatever a hostile file does, people get a sentence
        print(say("garbage", f"{type(error).__name__}: {error}"[:300], lang=options.lang))
        return FALSE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fairdraw", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("verify", help="check a proof bundle (zip or directory)")
    check.add_argument("bundle", type=Path)
    check.add_argument("--json", action="store_true", help="print the report only, as JSON")
    check.add_argument("--lang", choices=sorted(LANGUAGES), default=_language())
    check.add_argument("--policy", type=Path, help="your own copy of policy.txt")
    check.add_argument(
        "--notice",
        nargs="+",
        action="extend",
        default=[],
        type=_notice,
        metavar="[ATTEMPT:]SOURCE=VALUE",
        help="an official number; SOURCE is an id such as SSQ, or the place of the source",
    )
    check.add_argument("--receipt", type=Path, help="a receipt to check against the bundle")
    check.add_argument("--salt-key", type=Path, help="the auditor's salt key, 64 hex digits")
    return parser


def _language() -> str:
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    chosen = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return "en" if chosen.lower().startswith("en") else "zh"


def _notice(text: str) -> tuple[str, str]:
    source, separator, value = text.partition("=")
    if not (source and separator and value):
        raise argparse.ArgumentTypeError(f"{text!r} is not SOURCE=VALUE")
    return source, value


def _verify(options: argparse.Namespace) -> int:
    if not options.bundle.exists():
        print(f"{options.bundle}: No such file or directory", file=sys.stderr)
        return USAGE
    try:
        salt_key = None if options.salt_key is None else _key(options.salt_key)
    except ValueError:
        print(f"{options.salt_key}: not 64 hexadecimal digits", file=sys.stderr)
        return USAGE
    lang, quiet = options.lang, options.json
    if not quiet:
        print(say("title", options.bundle, lang=lang))
    report = verify(
        options.bundle,
        policy=None if options.policy is None else options.policy.read_bytes(),
        notices=dict(options.notice),
        receipt=None if options.receipt is None else options.receipt.read_bytes(),
        salt_key=salt_key,
        on_step=None if quiet else partial(_print_step, lang=lang),
    )
    if quiet:
        print(report.to_bytes().decode("utf-8"), end="")
    elif report.ok:
        _print_truth(report, lang)
    else:
        _print_failure(report, lang)
    return TRUE if report.ok else FALSE


def _key(path: Path) -> bytes:
    key = bytes.fromhex(path.read_text("ascii").strip())
    if len(key) != 32:
        raise ValueError
    return key


def _print_step(number: int, name: str, status: str, *, lang: str) -> None:
    words = f"{step_text(name, lang)}: {status_text(status, lang)}"
    print(f"  {number:>2}  {words if lang == 'en' else words.replace(': ', '：')}", flush=True)


def _print_failure(report: Report, lang: str) -> None:
    step, error = report.failed_step, report.error
    if step is None or error is None:
        return
    print()
    print(say("false", step.number, step_text(step.name, lang), lang=lang))
    print(say("error", error.name, error_text(error.name, lang), lang=lang))
    if error.detail:
        print(say("detail", error.detail, lang=lang))


def _print_truth(report: Report, lang: str) -> None:
    document = report.document
    listed, drawn = document["counts"]["listed"], document["drawn"]["size"]
    print()
    print(say("true", lang=lang))
    print(say("task", document["task"], document["attempt"], listed, drawn, lang=lang))
    print(say("grade", report.grade, grade_text(report.grade, lang), lang=lang))
    print("  " + grade_sentence(report.grade, report.common_witnesses, lang))
    if report.commit_time is not None and report.close_time is not None:
        print("  " + say("window", report.close_time - report.commit_time, lang=lang))
    if report.close_root:
        root = encode_base64(bytes.fromhex(report.close_root))
        print("  " + say("root", root, lang=lang))
    _print_numbers(report, lang)
    notes = [note for note in report.notes if not note.startswith("COMPARE_")]
    told = [note_text(note, lang) for note in notes]
    told += [warning_text(*warning, lang) for warning in report.warnings]
    told += [warning_text(*warning, lang) for warning in report.late(int(time.time()))]
    _print_list("notes", told, lang)


def _print_numbers(report: Report, lang: str) -> None:
    public = [n for n in report.numbers if source_of(n.source).kind in ("lottery", "quicknet")]
    _print_list("numbers", [_number(number, report, lang) for number in public], lang)


def _number(number: Number, report: Report, lang: str) -> str:
    source = source_of(number.source)
    name = source.zh if lang == "zh" else source.en
    words = say("number", name, number.on, number.value, lang=lang)
    if number.attempt == report.document["attempt"]:
        return words
    return say("attempt", number.attempt, lang=lang) + words


def _print_list(title: str, lines: Sequence[str], lang: str) -> None:
    if lines:
        print(say(title, lang=lang) + (":" if lang == "en" else "："))
    for line in lines:
        print(f"  - {line}")


if __name__ == "__main__":
    sys.exit(main())
