"""evalkit weighs MLOps tools against each other with evidence."""

__version__ = "0.1.0"
