"""Text written by others, as the report shows it: `evalkit.model.plain_text`, which terminals use too."""

from evalkit.model.plain_text import LONGEST_LINE, LONGEST_TEXT, capped, visible

__all__ = ["LONGEST_LINE", "LONGEST_TEXT", "capped", "visible"]
