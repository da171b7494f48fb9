from __future__ import annotations

import ast

from evalkit.source.class_members import ClassMembers, class_members


def test_a_class_has_its_methods_what_these_set_on_it_and_what_it_declares() -> None:
    text = (
        "import torch.nn as nn\n\n\nclass Net(nn.Module, Own):\n    depth: int\n    wide = 3\n\n"
        "    def __init__(self, other):\n        self.layers = []\n        other.name = 'x'\n\n    async def infer(this):\n        this.seen = 1\n\n\n"
        "class Empty: ...\n"
    )
    assert class_members(ast.parse(text)) == (
        ClassMembers(("torch.nn.Module",), frozenset({"depth", "wide", "layers", "infer", "seen"}), is_derived=True),
    )
