"""The one reader of source code: imports, scopes, names, tokens, statements. Probes visit it; nobody else parses.

Everything here is a function of text or of a syntax tree and knows nothing of tools or tasks, except that a file may
end in a hand-over. A probe that needs something new of Python source asks for it here.
"""

from evalkit.source.code_shape import Chain, above, complexity, longest_chain
from evalkit.source.depth import however_deep
from evalkit.source.embedded import CodeCount, EmbeddedText, counted, embedded_tokens
from evalkit.source.files import is_python, read_python, text_in
from evalkit.source.live_code import live_code
from evalkit.source.local_modules import Exports, imported_modules, local_modules, local_names
from evalkit.source.names import Comprehension, Function, NameScope, bindings_of, imported_names, qualified
from evalkit.source.other_languages import TextLine, text_lines
from evalkit.source.reading import LAYOUT, NotPython, Source, code_tokens, read_source
from evalkit.source.statements import Statement, normalised

__all__ = [
    "LAYOUT",
    "Chain",
    "CodeCount",
    "Comprehension",
    "EmbeddedText",
    "Exports",
    "Function",
    "NameScope",
    "NotPython",
    "Source",
    "Statement",
    "TextLine",
    "above",
    "bindings_of",
    "code_tokens",
    "complexity",
    "counted",
    "embedded_tokens",
    "however_deep",
    "imported_modules",
    "imported_names",
    "is_python",
    "live_code",
    "local_modules",
    "local_names",
    "longest_chain",
    "normalised",
    "qualified",
    "read_python",
    "read_source",
    "text_in",
    "text_lines",
]
