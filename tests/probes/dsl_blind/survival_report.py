"""How long customers stay, and what keeps them."""

import argparse
import sys

import altair as alt
import numpy as np
import pandas as pd
import patsy
import statsmodels.api as sm
import statsmodels.formula.api as smf
from lifelines import CoxPHFitter, KaplanMeierFitter
from lifelines.statistics import logrank_test
from lifelines.utils import concordance_index

LEVELS = {"basic": 0, "plus": 1, "pro": 2}


def load(path):
    table = pd.read_csv(path, usecols=["customer", "plan", "age", "start", "end", "calls"], parse_dates=["start", "end"])
    table = table.query("start < end and age >= 18")
    table["days"] = (table["end"] - table["start"]).dt.days
    table["level"] = table["plan"].map(LEVELS)
    return table.eval("calls_a_month = calls / (days / 30)")


def curves(table):
    found = {}
    for plan, group in table.groupby("plan"):
        fitter = KaplanMeierFitter(label=plan)
        fitter.fit(group["days"], event_observed=group["end"].notna())
        found[plan] = fitter.median_survival_time_
    basic, pro = (table[table["plan"] == plan] for plan in ("basic", "pro"))
    test = logrank_test(basic["days"], pro["days"])
    print(f"p = {test.p_value:.3f}", "differ" if test.p_value < 0.05 else "alike")
    return found


def hazards(table):
    cox = CoxPHFitter(penalizer=0.1)
    cox.fit(table, duration_col="days", event_col="left", formula="age + calls_a_month * C(plan)")
    risk = cox.predict_partial_hazard(table)
    print(concordance_index(table["days"], -risk, table["left"]))
    return cox.summary


def drivers(table):
    outcome, features = patsy.dmatrices("left ~ bs(age, df=4) + calls_a_month", table, return_type="dataframe")
    logit = sm.Logit(outcome, features).fit(disp=False)
    poisson = smf.poisson("calls ~ C(plan) + np.log(days)", data=table).fit()
    return logit.params, poisson.pvalues[poisson.pvalues < 0.05]


def picture(table):
    base = alt.Chart(table).mark_point().encode(x="age", y="days")
    young = base.transform_filter(alt.datum.age < 40)
    busy = base.transform_calculate(busy="datum.calls > 10").transform_filter("datum.busy")
    return alt.hconcat(young, busy)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table")
    parser.add_argument("--picture", default="stay.html")
    options = parser.parse_args()
    table = load(options.table).assign(left=lambda rows: rows["end"] < pd.Timestamp.today())
    print(pd.Series(curves(table)), hazards(table), *drivers(table), sep="\n")
    print(np.where(table["age"] > 60, "old", "young"), file=sys.stderr)
    picture(table).save(options.picture)


if __name__ == "__main__":
    main()
