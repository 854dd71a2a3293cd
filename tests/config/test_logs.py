import logging
import sys

from config.logs import Frames


def test_a_log_line_tells_the_place_but_not_the_words():
    number = "431021" + "199003070014"

    def deep():
        raise ValueError(f"Key (id_number)=({number}) already exists")

    try:
        deep()
    except ValueError:
        record = logging.LogRecord("zhucun", logging.ERROR, __file__, 1, "number %s", ("a1",), sys.exc_info())
    said = Frames("{levelname} {message}", style="{").format(record)
    assert said.startswith("ERROR number a1") and "in deep" in said and said.endswith("ValueError")
    assert number not in said
