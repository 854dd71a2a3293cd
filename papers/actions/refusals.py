"""What is said when a paper cannot be had."""

from django.utils.translation import gettext_lazy as _

from common.errors import Refused


class NothingToPrint(Refused):
    code = "nothing_to_print"
    message = _("There is nothing to print here.")


class NotReady(Refused):
    code = "not_ready"
    message = _("This paper is not ready yet. Please look again in a moment.")


class FileGone(Refused):
    code = "file_gone"
    message = _("The file of this paper is gone. Have it made again.")
