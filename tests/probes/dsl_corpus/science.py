import ibis
import pulp
import pymc as pm
import sympy
from sympy import Symbol, symbols, Eq, solve
import dask.array as da
import gurobipy as gp
from hyperopt import hp
from ortools.sat.python import cp_model
import altair as alt
import pyarrow.dataset as pads
import pyarrow.compute as pc
from bs4 import BeautifulSoup
import xml.etree.ElementTree as ET
from lark import Lark
import seaborn as sns
import statsmodels.api as sm
from statsmodels.formula.api import logit
import networkx as nx

t = Symbol("t")
eq = Eq(t**2, 4)
print(solve(eq, t))
f = sympy.lambdify(t, t**2)
print(f(3) > 4)
arr = da.ones((3, 3))
print((arr + 1).sum().compute())
m = gp.Model()
v = m.addVar(name="v")
m.addConstr(v * 2 <= 4)
m.setObjective(v + 1, gp.GRB.MAXIMIZE)
space = {"lr": hp.loguniform("lr", -5, 0)}
sat = cp_model.CpModel()
n = sat.NewIntVar(0, 3, "n")
sat.Add(n != 2)
chart = alt.Chart("x.csv").transform_filter(alt.datum.x > 3)
table = pads.dataset("x").to_table(filter=pads.field("x") > 3)
print(pc.greater(table["x"], 3))
soup = BeautifulSoup("<p>hi</p>", "html.parser")
soup.select("div > p.x")
tree = ET.parse("x.xml").getroot()
tree.findall("./country/neighbor")
tree.find("name")
parser = Lark("start: WORD")
model = logit("won ~ money + C(party)", data={}).fit()
glm = sm.GLM.from_formula("y ~ x", data={})
with pm.Model() as bayes:
    mu = pm.Normal("mu", 0, 1)
    pm.Normal("y", mu=mu * 2, sigma=1, observed=[1])
graph = nx.Graph()
graph.add_edge(1, 2)
people = ibis.memtable({"a": [1]})
print(people[people.a > 0].count().execute() > 3)
prob = pulp.LpProblem("p")
z = pulp.LpVariable("z", 0, 3)
prob += z + 1 >= 2
