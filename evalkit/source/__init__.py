"""The one reader of Python source: imports, scopes, names, tokens, statements. Probes visit it; nobody else parses."""

from evalkit.source.names import imported_names, qualified
from evalkit.source.reading import LAYOUT, NotPython, Source, code_tokens, read_source

__all__ = ["LAYOUT", "NotPython", "Source", "code_tokens", "imported_names", "qualified", "read_source"]
