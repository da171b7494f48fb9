"""What a document is made of, in words: how messages call its parts, and an example of each key that it needs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WHOLES: Mapping[str, str] = MappingProxyType(
    {
        "Adapter": "every adapter",
        "Task": "every task",
        "Level": "every level",
        "Fault": "every fault",
        "Rubric": "every rubric",
        "Criterion": "every criterion",
        "Entry": "every metric of a criterion",
        "Profile": "every profile",
        "Stack": "every stack",
        "Claim": "every claim",
        "Test": "every test of a claim",
        "Operand": "every side of a claim",
        "RatingAnchors": "a scale",
        "Ratings": "every file of ratings",
        "Rating": "every rating",
    }
)
"""Which documents need a key, by the name of their model."""

EXAMPLES: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("Adapter", "name"): "name: pandas",
        ("Adapter", "homepage"): "homepage: https://pandas.pydata.org",
        ("Adapter", "python"): 'python: "3.11"',
        ("Adapter", "requires"): "requires: [pandas==3.1.1]",
        ("Adapter", "packages"): "packages: [pandas]",
        ("Task", "title"): "title: Catch bad rows before they reach training",
        ("Task", "scales"): "scales: [1000, 30000, 300000]",
        ("Task", "baseline"): "baseline: pandas",
        ("Task", "levels"): 'levels: {hello: {asks: "..."}}',
        ("Level", "asks"): 'asks: "Report every unexpected value in eval.csv."',
        ("Fault", "must"): "must: caught",
        ("Rubric", "title"): "title: Seven criteria for MLOps tools",
        ("Rubric", "tasks"): "tasks: {data-validation: 1}",
        ("Rubric", "criteria"): "criteria: {friction: {title: ..., metrics: [...]}}",
        ("Criterion", "title"): "title: Friction in critical parts of the workflow",
        ("Criterion", "metrics"): "metrics: [{metric: code.tokens, good: 50, bad: 500, because: ...}]",
        ("Entry", "metric"): "metric: run.wall_seconds",
        ("Entry", "good"): "good: 0.2, the value that earns 100",
        ("Entry", "bad"): "bad: 20, the value that earns 0",
        ("Entry", "because"): "because: the reason for these anchors",
        ("Profile", "title"): "title: A platform team",
        ("Stack", "title"): "title: Ordinary Python",
        ("Stack", "tools"): "tools: {data-validation: pandas}",
        ("Operand", "metric"): "metric: code.tokens",
        ("Operand", "tool"): "tool: pandas",
        ("Claim", "says"): "says: what is claimed, in one sentence",
        ("Claim", "source"): "source: who said it, and where",
        ("Claim", "as_of"): 'as_of: "2021"',
        ("Test", "left"): "left: {metric: code.tokens, task: skew, tool: pandas, level: adapt}",
        ("Test", "is"): "is: at most",
        ("Test", "right"): "right: 100, or a mapping like that of left",
        ("RatingAnchors", "1"): '"1": what a rater must have seen to give the lowest number',
        ("RatingAnchors", "3"): '"3": what a rater must have seen to give the middle',
        ("RatingAnchors", "5"): '"5": what a rater must have seen to give the highest number',
        ("Ratings", "rubric"): "rubric: default.yaml, whose words the ratings go by",
        ("Ratings", "as_of"): 'as_of: "November 2026"',
        ("Ratings", "ratings"): "ratings: {skew: {pandas: {friction: {value: 4, evidence: ...}}}}",
        ("Rating", "value"): "value: 4",
        ("Rating", "evidence"): "evidence: tasks/skew/pandas/adapt.py:12, or a link",
    }
)
"""What to write where a key is missing, by model and key."""
