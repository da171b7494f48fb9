"""Implementations as notebooks: cells, the line to edit, the kernel's session, why it failed."""
