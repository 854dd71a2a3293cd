"""What cannot be done to a problem, and why."""

from django.utils.translation import gettext_lazy as _

from common.errors import Refused


class StaleProblem(Refused):
    code = "problem_stale"
    message = _("%(name)s changed this problem on %(time)s. What you typed is kept below; look at what stands now and save again.")


class ProblemClosed(Refused):
    code = "problem_closed"
    message = _("This problem is closed. If it came back, reopen it.")


class ProblemVoided(Refused):
    code = "problem_voided"
    message = _("This problem was taken back and cannot be changed.")


class NotAssigned(Refused):
    code = "not_assigned"
    message = _("Nobody answers for this problem yet. Assign it first.")


class NotReported(Refused):
    code = "not_reported"
    message = _("This problem is not reported as put right yet.")


class AlreadyReported(Refused):
    code = "already_reported"
    message = _("This problem is reported as put right. Accept it, or send it back first.")


class NotAccepted(Refused):
    code = "not_accepted"
    message = _("Somebody must accept this problem before it is closed.")


class AlreadyAccepted(Refused):
    code = "already_accepted"
    message = _("This problem is accepted already. Close it, or send it back.")


class StillOpen(Refused):
    code = "still_open"
    message = _("This problem is not closed, so it cannot come back.")


class OwnWork(Refused):
    code = "own_work"
    message = _("You put this problem right yourself. Somebody else must accept and close it.")


class NotYours(Refused):
    code = "not_yours"
    message = _("Only %(name)s, who answers for this problem, can report it as put right.")


class ProofMissing(Refused):
    code = "proof_missing"
    message = _("Add at least one photo or PDF that shows that it is put right.")


class TooManyProofs(Refused):
    code = "too_many_proofs"
    message = _("At most nine files at a time.")


class ProofTooLarge(Refused):
    code = "proof_too_large"
    message = _("This file is too large: 10 MB at most.")


class NotAProof(Refused):
    code = "not_a_proof"
    message = _("This file is neither a photo (JPEG, PNG, WebP) nor a PDF that can be read.")


class TakenInFuture(Refused):
    code = "taken_in_future"
    message = _("A proof cannot have been made on a day that is still to come.")


class FoundInFuture(Refused):
    code = "found_in_future"
    message = _("This day is still to come. Choose today or an earlier day.")


class DescriptionMissing(Refused):
    code = "description_missing"
    message = _("Please write what is wrong.")


class TextMissing(Refused):
    code = "text_missing"
    message = _("Please write a few words.")


class ReasonMissing(Refused):
    code = "reason_missing"
    message = _("Please write the reason.")


class TextTooLong(Refused):
    code = "text_too_long"
    message = _("This text is too long: at most %(most)s characters.")


class UnknownCategory(Refused):
    code = "unknown_category"
    message = _("This kind of problem is not on the county's list.")


class DueBeforeFound(Refused):
    code = "due_before_found"
    message = _("The last day cannot lie before the day on which the problem was found.")


class DueTooFar(Refused):
    code = "due_too_far"
    message = _("The last day can lie at most three years after it was found.")


class DueHasPassed(Refused):
    code = "due_has_passed"
    message = _("The last day of this problem has passed. It stays as it is; the delay remains on record.")


class PersonMissing(Refused):
    code = "person_missing"
    message = _("Choose the one person who answers for this problem.")


class PersonElsewhere(Refused):
    code = "person_elsewhere"
    message = _("%(name)s has no role in this area or unit. Choose somebody who works there.")


class UnitElsewhere(Refused):
    code = "unit_elsewhere"
    message = _("This unit belongs to another county or is closed.")


class UntilTooEarly(Refused):
    code = "until_too_early"
    message = _("Choose a day after the present last day.")


class TooLateToAsk(Refused):
    code = "too_late_to_ask"
    message = _("The last day has passed. More time must be asked for before it.")


class ExtensionWaiting(Refused):
    code = "extension_waiting"
    message = _("More time is asked for already and not decided yet.")


class ExtensionDecided(Refused):
    code = "extension_decided"
    message = _("%(name)s has already decided this request.")


class OwnRequest(Refused):
    code = "own_request"
    message = _("You asked for more time or answer for this problem yourself. Somebody else must decide.")


class ProblemConflict(Refused):
    code = "problem_conflict"
    message = _("This was saved before with other words. Open it and change it there.")


class PhotoConflict(Refused):
    code = "uuid_taken"
    message = _("Another photo was sent under this number before.")


class AlreadyAnswered(Refused):
    code = "already_answered"
    message = _("%(name)s has answered already.")


class AnswerMissing(Refused):
    code = "answer_missing"
    message = _("Answer the complaint or suggestion first; then the problem can be closed.")
