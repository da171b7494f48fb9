"""What is left to do: workspace, rubric and journal in, work in order out. Pure but for reading the files it hashes."""

from evalkit.plan.blocks import Block, Contest, blocks_left
from evalkit.plan.keys import EnvironmentFacts, Keys
from evalkit.plan.selection import Selection, select

__all__ = ["Block", "Contest", "EnvironmentFacts", "Keys", "Selection", "blocks_left", "select"]
