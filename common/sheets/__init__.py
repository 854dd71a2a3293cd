"""Reading and writing the sheets that offices send: .xlsx, .xls, .ods and .csv in, .xlsx and .csv out."""

from common.sheets.errors import SheetError
from common.sheets.heads import head_key
from common.sheets.reading import Book, read
from common.sheets.writing import csv_rows, write_xlsx

__all__ = ["Book", "SheetError", "csv_rows", "head_key", "read", "write_xlsx"]
