"""The checklist of SPEC section 14 in its order: a bundle becomes a report."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fairdraw.bundle import read_bundle
from fairdraw.canonical import jcs
from fairdraw.errors import ProofError
from fairdraw.verify import commitment, container, debts, identities, lists, outcome, teams, values
from fairdraw.verify.case import Attempt, Case, Given, Number
from fairdraw.verify.report import (
    check_own_receipt,
    compute_grade,
    failure_document,
    report_document,
)

OK, FAILED, NOT_APPLICABLE = "ok", "failed", "not_applicable"

Source = Path | str | bytes | Mapping[str, bytes]
OnStep = Callable[[int, str, str], None]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the checklist and how it ended."""

    number: int
    name: str
    status: str


@dataclass(frozen=True)
class Report:
    """What came out: the normative document, the steps, and what to tell people besides."""

    document: Mapping[str, Any]
    steps: tuple[Step, ...]
    error: ProofError | None = None
    warnings: tuple[tuple[str, str], ...] = ()
    numbers: tuple[Number, ...] = ()
    common_witnesses: int = 0
    commit_time: int | None = None
    close_time: int | None = None
    close_root: str = ""
    attempts: tuple[Attempt, ...] = field(default=(), repr=False)
    due: Mapping[str, int] = field(default_factory=dict, repr=False)

    @property
    def ok(self) -> bool:
        """Tell whether the bundle is true."""
        return self.error is None

    @property
    def failed_step(self) -> Step | None:
        """Return the step that failed, if one did."""
        return next((step for step in self.steps if step.status == FAILED), None)

    @property
    def grade(self) -> str:
        """Return `A`, `B`, `H` or `C`; nothing for a bundle that failed."""
        return str(self.document.get("grade", ""))

    @property
    def notes(self) -> list[str]:
        """Return the notes of the report."""
        return list(self.document.get("notes", ()))

    def late(self, at: int) -> list[tuple[str, str]]:
        """Return what was promised for earlier than a Unix time and is not done yet.

        It depends on the clock of the reader and is therefore no part of the report.
        """
        if not self.ok:
            return []
        commit = self.attempts[-1].commit
        unopened = len(self.attempts[-1].objects()) - self.document["opened"]
        late = []
        if unopened and commit.doc["open_by"] < at:
            late.append(("late_open", str(unopened)))
        sealed = commit.sealed
        if sealed and "TEAMS_SEALED" in self.notes and sealed["release2_by"] < at:
            late.append(("late_release", ""))
        states = {task["task"]: task["state"] for task in self.document["tasks"]}
        for name, due in sorted(self.due.items()):
            if states[name] != "result" and due < at:
                late.append(("late_task", name))
        return late

    def to_bytes(self) -> bytes:
        """Return the report as every verifier has to print it: JCS and one LF."""
        return jcs(self.document) + b"\n"


def _check_closes(case: Case) -> bool:
    commitment.check_close(case, case.draw)
    return True


def _check_tickets(case: Case) -> bool:
    commitment.check_tickets(case, case.draw)
    return True


def _check_history(case: Case) -> None:
    """Check every lower attempt wholly, then what this commit owes."""
    for attempt in case.lower:
        commitment.check_close(case, attempt)
        commitment.check_tickets(case, attempt)
        debts.check_owed(case, attempt)
        values.check_values(case, attempt)
        values.check_release(case, attempt)
        outcome.draw(attempt)
        outcome.check_results(case, attempt)
        teams.apply_events(case, attempt)
    debts.check_owed(case, case.draw)


def _check_debts(case: Case) -> bool:
    _check_history(case)
    debts.check_settled(case)
    return True


def _check_lists(case: Case) -> bool:
    lists.check_members(case)
    lists.check_salt_key(case)
    lists.check_frame(case)
    return True


def _check_numbers(case: Case) -> bool:
    values.check_values(case, case.draw)
    values.check_release(case, case.draw)
    return True


def _check_selection(case: Case) -> bool:
    outcome.draw(case.draw)
    outcome.check_drawn(case)
    outcome.check_results(case, case.draw)
    return True


def _check_teams(case: Case) -> bool:
    if "team" not in case.commit.doc:
        return False
    teams.check_roster(case)
    teams.assign(case)
    teams.check_assigned(case)
    return True


def _check_events(case: Case) -> bool:
    teams.apply_events(case, case.draw)
    teams.check_present_teams(case)
    return True


def _check_identities(case: Case) -> bool:
    identities.check_identities(case)
    return True


def recompute(case: Case) -> None:
    """Compute the draw of a case from log and frozen files, comparing with nothing published.

    The operator's side of steps 4 to 7 and 9 to 12: one code for those who draw and verify.
    """
    commitment.find_commit(case)
    commitment.check_task(case)
    commitment.check_close(case, case.draw)
    commitment.check_tickets(case, case.draw)
    _check_history(case)
    _check_numbers(case)
    outcome.draw(case.draw)
    if "team" in case.commit.doc:
        teams.check_roster(case)
        teams.assign(case)
    teams.apply_events(case, case.draw)


STEPS: tuple[tuple[str, Callable[[Case], bool]], ...] = (
    ("files", container.check_files),
    ("policy", container.check_policy),
    ("log", container.check_log),
    ("commit", commitment.check_commit),
    ("close", _check_closes),
    ("tickets", _check_tickets),
    ("debts", _check_debts),
    ("lists", _check_lists),
    ("values", _check_numbers),
    ("selection", _check_selection),
    ("teams", _check_teams),
    ("events", _check_events),
    ("identities", _check_identities),
    ("receipt", check_own_receipt),
    ("grade", compute_grade),
)
STEP_NAMES = tuple(name for name, _ in STEPS)


def verify(
    bundle: Source,
    *,
    policy: bytes | None = None,
    notices: Mapping[str, str] | None = None,
    receipt: bytes | None = None,
    salt_key: bytes | None = None,
    on_step: OnStep | None = None,
) -> Report:
    """Check a bundle step by step and report; the first failure ends it.

    Args:
        bundle: a directory, a zip (path or bytes), or files already read.
        policy: the reader's own copy of the policy file.
        notices: official numbers by source: place or id, with `<attempt>:` before it for others.
        receipt: a receipt to be checked against this bundle.
        salt_key: the auditor's K, to check that members and tickets correspond.
        on_step: is told (number, name, status) as each step ends.
    """
    given = Given(policy, dict(notices or {}), receipt, salt_key)
    run = _Run(on_step)
    try:
        files = bundle if isinstance(bundle, Mapping) else read_bundle(bundle)
    except ProofError as error:
        run.end(1, FAILED)
        return Report(failure_document(error), tuple(run.steps), error)
    return run.go(Case(files, given))


class _Run:
    def __init__(self, on_step: OnStep | None) -> None:
        self.on_step = on_step
        self.steps: list[Step] = []

    def end(self, number: int, status: str) -> None:
        step = Step(number, STEP_NAMES[number - 1], status)
        self.steps.append(step)
        if self.on_step is not None:
            self.on_step(step.number, step.name, step.status)

    def go(self, case: Case) -> Report:
        for number, (_, check) in enumerate(STEPS, start=1):
            try:
                applied = check(case)
            except ProofError as error:
                self.end(number, FAILED)
                return self._report(case, failure_document(error), error)
            self.end(number, OK if applied else NOT_APPLICABLE)
        return self._report(case, report_document(case), None)

    def _report(self, case: Case, document: dict[str, Any], error: ProofError | None) -> Report:
        attempts = (*case.lower, case.own) if case.own is not None else ()
        return Report(
            document=document,
            steps=tuple(self.steps),
            error=error,
            warnings=tuple(case.warnings),
            numbers=tuple(case.numbers),
            common_witnesses=case.common,
            commit_time=case.commit_time,
            close_time=case.close_time,
            close_root=_close_root(case),
            attempts=attempts,
            due=_due(case),
        )


def _due(case: Case) -> dict[str, int]:
    tasks = [] if case.own is None else case.log.tasks_of(case.commit.scope)
    return {task["task"]: task["due"] for task in tasks}


def _close_root(case: Case) -> str:
    if case.own is None or case.own.close_index < 0:
        return ""
    after = [c.root for c in case.checkpoints if c.size > case.own.close_index]
    return after[0] if after else ""
