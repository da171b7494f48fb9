import cvxpy as cp
import numpy as np
import pulp
import pyomo.environ as pyo
import sympy as sp


def portfolio(returns, covariance, risk):
    n = len(returns)
    weights = cp.Variable(n)
    gain = returns @ weights
    problem = cp.Problem(
        cp.Maximize(gain - risk * cp.quad_form(weights, covariance)),
        [cp.sum(weights) == 1, weights >= 0],
    )
    problem.solve()
    return weights.value.round(3), problem.value > 0


def diet(costs, needs):
    model = pulp.LpProblem("diet", pulp.LpMinimize)
    amounts = {food: pulp.LpVariable(food, lowBound=0) for food in costs}
    model += pulp.lpSum(costs[food] * amounts[food] for food in costs)
    for need, least in needs.items():
        model += amounts[need] >= least
    model.solve()
    return {food: amount.varValue for food, amount in amounts.items()}


def plan(hours):
    m = pyo.ConcreteModel()
    m.x = pyo.Var(range(3), domain=pyo.NonNegativeReals)

    def total(m):
        return sum(m.x[i] for i in range(3)) <= hours

    m.limit = pyo.Constraint(rule=total)
    m.gain = pyo.Objective(expr=3 * m.x[0] + 2 * m.x[1], sense=pyo.maximize)
    pyo.SolverFactory("glpk").solve(m)
    return [pyo.value(m.x[i]) for i in range(3)]


def slope():
    x = sp.symbols("x")
    curve = sp.sin(x) ** 2 + 3 * x
    f = sp.lambdify(x, sp.diff(curve, x))
    return float(f(0.5)) + 1


print(portfolio(np.array([0.1, 0.2]), np.eye(2), 0.5), slope() * 2 > 1, sum([1, 2]) <= 3)
