import logging
import sys

from config.logs import Frames


def test_a_log_line_tells_the_place_but_not_the_words():
    def deep():
        raise ValueError("Key (id_number)=(431021199003070014) already exists")

    try:
        deep()
    except ValueError:
        record = logging.LogRecord("zhucun", logging.ERROR, __file__, 1, "number %s", ("a1",), sys.exc_info())
    said = Frames("{levelname} {message}", style="{").format(record)
    assert said.startswith("ERROR number a1") and "in deep" in said and said.endswith("ValueError")
    assert "431021" not in said
