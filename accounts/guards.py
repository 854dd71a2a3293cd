"""The journal's guard, where the migration that first put it up looks for it."""

from accounts.models.journal import JOURNAL

put_up, take_down, guards_missing = JOURNAL.put_up, JOURNAL.take_down, JOURNAL.missing
