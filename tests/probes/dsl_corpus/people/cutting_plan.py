"""Cuts boards with as little waste as possible, twice: by Pyomo and by PuLP."""

import pulp
from pyomo.environ import *
from sympy import Rational, sqrt

lengths = {"door": 20, "shelf": 8}
model = ConcreteModel()
model.PIECES = Set(initialize=lengths)
model.length = Param(model.PIECES, initialize=lengths)
model.boards = Var(model.PIECES, domain=NonNegativeIntegers)


@model.Constraint(model.PIECES)
def enough(model, piece):
    return model.boards[piece] * 100 >= model.length[piece] * 3


def waste(m):
    return sum(100 * m.boards[p] for p in m.PIECES)


model.waste = Objective(rule=waste)
longest = max(model.length[p] for p in model.PIECES)
print(longest > 3, model.length["door"] - model.length["shelf"])

problem = pulp.LpProblem("boards", pulp.LpMinimize)
cuts = problem.add_variable_dict("cuts", (list(lengths),), 0)
problem += pulp.lpSum(cuts)
for piece, length in lengths.items():
    problem += (
        cuts[piece] * 100 >= length * 3,
        f"enough_{piece}",
    )
problem.solve()
print([cut.varValue > 0 for cut in problem.variables()])

diagonal = sqrt(5) / Rational(1, 3)
