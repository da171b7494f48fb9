"""A package's whole public API, and what its docstrings say, without importing it."""
