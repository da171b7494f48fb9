import cvxpy as cp
import numpy as np
import pyomo.environ as pyo
import sympy as sp
from pulp import LpMaximize, LpProblem, LpVariable, lpSum
from z3 import Int, Or, Solver, sat

x, y = sp.symbols("x y")
area = x**2 + sp.sin(y)
slope = sp.diff(area, x)
roots = sp.solve(x**2 - 4, x)
print(roots[0] > 1, len(roots))

w = cp.Variable(3)
A = np.ones((2, 3))
goal = cp.Minimize(cp.sum_squares(A @ w - 1))
limits = [w >= 0, cp.sum(w) == 1]
problem = cp.Problem(goal, limits)
if problem.solve() < 3:
    print(A[A > 0])

a, b = Int("a"), Int("b")
solver = Solver()
solver.add(a + b > 3, Or(a == 1, b == 2))
if solver.check() == sat:
    print(solver.model())

model = pyo.ConcreteModel()
model.n = pyo.Var(domain=pyo.NonNegativeReals)
model.m = pyo.Var(bounds=(0, 3))
model.goal = pyo.Objective(expr=2 * model.n + model.m)
model.limit = pyo.Constraint(expr=model.n + model.m <= 10)

prices = {"p": 2, "q": 3}
task = LpProblem("mix", LpMaximize)
amounts = LpVariable.dicts("amount", prices, 0)
task += lpSum(prices[i] * amounts[i] for i in prices) <= 100
