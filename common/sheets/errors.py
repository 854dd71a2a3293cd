"""Why a file could not be read, and how to go on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from common.errors import Refused

MOST_PACKED = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_CELLS = 8_000_000  # rows × columns of the used area; the reader keeps that area in memory


class SheetError(Refused):
    """The whole file is refused. `code` is one of the classes below; `columns` lists missing columns."""

    code = "not_a_sheet"
    columns: tuple[str, ...] = ()


class NotASheet(SheetError):
    code = "not_a_sheet"
    message = _(
        "This file is not a sheet that can be read. Open it in Excel or WPS, save it as an .xlsx workbook, and choose that file."
    )


class EmptySheet(SheetError):
    code = "empty_sheet"
    message = _("The sheet has no rows below its headings. Choose the file that holds the register.")


class Encrypted(SheetError):
    code = "encrypted"
    message = _(
        "The workbook is protected by a password. Remove the password in Excel or WPS, save it, and choose it again."
    )


class TooLarge(SheetError):
    code = "too_large"
    message = _("The file is too large: at most 20 MB, and 200 MB unpacked. Split it, for example by township.")


class TooManyRows(SheetError):
    code = "too_many_rows"
    message = _("The sheet has more than %(most)s rows. Split it, for example by township.")

    def __init__(self) -> None:
        super().__init__(most=f"{MOST_ROWS:,}")


class TooManyColumns(SheetError):
    code = "too_many_columns"
    message = _("The sheet has more than %(most)s columns. Delete the columns that are not part of the register.")

    def __init__(self) -> None:
        super().__init__(most=MOST_COLUMNS)


class MissingColumns(SheetError):
    code = "missing_columns"
    message = _("These columns are missing: %(columns)s. Add them to the row of headings, or choose another register.")

    def __init__(self, columns: tuple[str, ...]) -> None:
        super().__init__(columns="、".join(columns))
        self.columns = columns
