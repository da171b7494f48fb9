"""YAML that people write, read with places: every mistake is told with file, line, column and what to write instead."""

from evalkit.documents.problem import BadInput, Place, Problem

__all__ = ["BadInput", "Place", "Problem"]
