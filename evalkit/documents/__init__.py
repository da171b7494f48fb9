"""Read YAML with places, so that every mistake names its file, line and column, and what to write instead.

`read_document` opens a file and gives its values with their places (`Written`); `validate` turns them into a typed
model. Both collect `Problem`s instead of stopping at the first, so that somebody who writes a file hears of all its
mistakes at once. This layer knows YAML and pydantic, and nothing of adapters, tasks or rubrics: those stand in
evalkit.workspace.
"""

from evalkit.documents.files import check_inside, entries, files_below, is_file, is_inside, read_text, shown
from evalkit.documents.problems import BadInput, Place, Problem, quoted
from evalkit.documents.reading import parse, read_document
from evalkit.documents.removal import without
from evalkit.documents.suggestions import closest, did_you_mean, one_of
from evalkit.documents.validation import AnyDocument, Form, validate
from evalkit.documents.yaml_tree import Member, Written, overlay

__all__ = [
    "AnyDocument",
    "BadInput",
    "Form",
    "Member",
    "Place",
    "Problem",
    "Written",
    "check_inside",
    "closest",
    "did_you_mean",
    "entries",
    "files_below",
    "is_file",
    "is_inside",
    "one_of",
    "overlay",
    "parse",
    "quoted",
    "read_document",
    "read_text",
    "shown",
    "validate",
    "without",
]
