"""Proofs: photos reduced as everywhere, PDFs judged by their content; random names, digest, date and maker kept (security A14)."""

import datetime
import hashlib
import re
import uuid as uuids
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from common import pictures
from common.photos import keep_once
from problems.actions import refusals
from problems.actions.keeping import locked, tell_journal
from problems.models import Evidence, Problem, Step

MOST_FILES = 9
MOST_BYTES = pictures.MOST_BYTES
PDF_HEAD, PDF_END, END_WITHIN = b"%PDF-", b"%%EOF", 2048
File = tuple[bytes, str, datetime.date]


@dataclass(frozen=True)
class Proof:
    """A file that may be kept: what it is, and its bytes as they are stored."""

    kind: str
    data: bytes
    sha256: str
    caption: str
    taken_on: datetime.date


def checked(files: Iterable[File], *, on: datetime.date) -> list[Proof]:
    """Files that may be kept, the same one once. Raises TooManyProofs, ProofTooLarge, NotAProof, TakenInFuture."""
    found: dict[str, Proof] = {}
    for n, (data, name, taken_on) in enumerate(files, 1):
        if n > MOST_FILES:
            raise refusals.TooManyProofs(fields={"files": refusals.TooManyProofs.message})
        if taken_on > on:
            raise refusals.TakenInFuture(fields={"taken_on": refusals.TakenInFuture.message})
        proof = _checked(data, name, taken_on)
        found.setdefault(proof.sha256, proof)
    return list(found.values())


def _checked(data: bytes, name: str, taken_on: datetime.date) -> Proof:
    if len(data) > MOST_BYTES:
        raise refusals.ProofTooLarge(fields={"files": refusals.ProofTooLarge.message})
    digest, caption = hashlib.sha256(data).hexdigest(), _caption(name)
    if data.startswith(PDF_HEAD):
        if PDF_END not in data[-END_WITHIN:]:
            raise refusals.NotAProof(fields={"files": refusals.NotAProof.message})
        return Proof(Evidence.Kind.PDF, data, digest, caption, taken_on)
    try:
        picture, _size = pictures.reduced(data)
    except pictures.PhotoTooLarge as error:
        raise pictures.PhotoTooLarge(fields={"files": pictures.PhotoTooLarge.message}) from error
    except pictures.NotAPhoto as error:
        raise refusals.NotAProof(fields={"files": refusals.NotAProof.message}) from error
    return Proof(Evidence.Kind.PHOTO, picture, digest, caption, taken_on)


def _caption(name: str) -> str:
    """What the sender called it, without folder and ending."""
    bare = re.split(r"[\\/]", name)[-1].strip()
    return (bare.rsplit(".", 1)[0] or bare)[:120]


def keep(proofs: Sequence[Proof], *, problem: Problem, step: Step, by: User, at: datetime.datetime) -> list[Evidence]:
    """Store them under names that say nothing. The file is on disk before its row is committed."""
    kept = []
    for proof in proofs:
        row = Evidence(
            problem=problem, step=step, kind=proof.kind, sha256=proof.sha256, caption=proof.caption, taken_on=proof.taken_on,
            added_at=at, added_by=by,
        )  # fmt: skip
        ending = "pdf" if proof.kind == Evidence.Kind.PDF else "jpg"
        row.file.save(f"{uuids.uuid4().hex}.{ending}", ContentFile(proof.data), save=False)
        row.save()
        kept.append(row)
    return kept


def add_to_finding(*, problem: Problem, data: bytes, by: User, at: datetime.datetime, uuid: uuids.UUID) -> Evidence:
    """A photo of what was found, sent after the words: it hangs on the step of the finding and proves nothing of the mending.

    The same uuid with the same bytes is one photo. Raises PhotoTooLarge, NotAPhoto, TooManyProofs, PhotoConflict, ProblemVoided.
    """
    row = Evidence(problem=problem, uuid=uuid, kind=Evidence.Kind.PHOTO, taken_on=problem.found_on, added_at=at, added_by=by)
    return keep_once(row, data, of="problem", taken=refusals.PhotoConflict, save=_save_found)


def _save_found(row: Evidence, size: tuple[int, int]) -> None:
    problem = locked(row.problem)
    if problem.voided_at:
        raise refusals.ProblemVoided
    row.problem, row.step = problem, finding_of(problem)
    if Evidence.objects.filter(problem=problem, step=row.step).count() >= MOST_FILES:
        raise refusals.TooManyProofs
    row.save()
    tell_journal("finding_photo_added", problem, by=row.added_by, at=row.added_at)


@transaction.atomic
def move_found(*, problem: Problem, to: Problem, numbers: Iterable[uuids.UUID], by: User, at: datetime.datetime) -> int:
    """Photos that show another finding of the same person go there. Returns how many."""
    n = Evidence.objects.filter(problem=problem, uuid__in=list(numbers)).update(problem=to, step=finding_of(to))
    if n:
        tell_journal("photos_moved", to, by=by, at=at, photos=n, problem=problem.pk)
    return n


def finding_of(problem: Problem) -> Step | None:
    return problem.steps.filter(kind=Step.Kind.RAISED).first()


def of_this_time(problem: Problem) -> int:
    """Proofs added since the problem last came back: older ones show only that it was put right before. Photos of the finding show
    what was wrong, never that it is mended."""
    back = Step.objects.filter(problem=problem, kind=Step.Kind.REOPENED).order_by("-pk").first()
    rows = Evidence.objects.filter(problem=problem).exclude(step__kind=Step.Kind.RAISED)
    return rows.filter(step__pk__gt=back.pk).count() if back else rows.count()
