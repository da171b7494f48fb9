"""evalkit measures itself: what is known beforehand is measured as any tool is, and both are put side by side.

The workbench, the bench, the launcher, the blocks and the tests are those of every run. What is known stands in
`known/`, a workspace of its own, whose tools are scripts of this package.
"""

from evalkit.selftest.check import Check, SelfTest
from evalkit.selftest.examination import examine
from evalkit.selftest.progress import FULL, QUICK, Extent

__all__ = ["FULL", "QUICK", "Check", "Extent", "SelfTest", "examine"]
