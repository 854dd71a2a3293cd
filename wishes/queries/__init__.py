"""Reads of the room, one topic a file: `board` the office's list, `claiming` what may be claimed, `course` one wish, `places` areas."""
