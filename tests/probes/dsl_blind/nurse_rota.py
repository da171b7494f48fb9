"""A rota that gives every nurse the days off that she asked for, as far as it goes."""

import csv
import json
import sys
from collections import defaultdict

from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

DAYS = range(7)
SHIFTS = ("early", "late", "night")


def wishes(path):
    asked = defaultdict(set)
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            asked[row["nurse"]].add(int(row["day"]))
    return asked


def rota(nurses, need, asked):
    model = cp_model.CpModel()
    works = {
        (nurse, day, shift): model.NewBoolVar(f"{nurse}-{day}-{shift}")
        for nurse in nurses
        for day in DAYS
        for shift in SHIFTS
    }
    for day in DAYS:
        for shift in SHIFTS:
            model.Add(sum(works[nurse, day, shift] for nurse in nurses) >= need[shift])
        for nurse in nurses:
            model.AddAtMostOne(works[nurse, day, shift] for shift in SHIFTS)
    for nurse in nurses:
        for day in list(DAYS)[1:]:
            model.Add(works[nurse, day - 1, "night"] + works[nurse, day, "early"] <= 1)
        total = sum(works[nurse, day, shift] for day in DAYS for shift in SHIFTS)
        model.Add(total <= 5)
    spoilt = [works[nurse, day, shift] for nurse in nurses for day in asked[nurse] for shift in SHIFTS]
    model.Minimize(sum(spoilt))

    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = 20
    status = solver.Solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        sys.exit("there is no such rota")
    return {key: solver.Value(var) for key, var in works.items() if solver.Value(var) == 1}


def overtime(costs, hours):
    solver = pywraplp.Solver.CreateSolver("GLOP")
    extra = {nurse: solver.NumVar(0, 10, nurse) for nurse in costs}
    solver.Add(sum(extra.values()) >= hours)
    solver.Minimize(sum(costs[nurse] * extra[nurse] for nurse in costs))
    solver.Solve()
    return {nurse: round(var.solution_value(), 1) for nurse, var in extra.items()}


if __name__ == "__main__":
    plan = rota(["ann", "bea", "cat", "dot"], {"early": 1, "late": 1, "night": 1}, wishes(sys.argv[1]))
    print(len(plan) > 20, file=sys.stderr)
    json.dump(sorted(map(list, plan)), sys.stdout, indent=1)
    print(overtime({"ann": 30, "bea": 28.5}, 12))
