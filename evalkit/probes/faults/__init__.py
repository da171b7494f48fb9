"""Faults injected into runs: typos in code, and what was printed about them."""
