"""Turn observations into a scorecard, by pure functions: no files, no clock, random numbers from seeds only."""

from evalkit.scoring.advice import stack_criteria
from evalkit.scoring.agreement import LEAST_ALPHA, Agreement, agreement, krippendorff_alpha
from evalkit.scoring.all_figures import figures_by_place
from evalkit.scoring.comparing.change import (
    ChangeKind,
    Comparison,
    FigureChange,
    Measured,
    OnlyIn,
    OutcomeChange,
    StandingChange,
)
from evalkit.scoring.comparing.comparison import compare
from evalkit.scoring.comparing.objections import OBJECTIONS, objections, undecided
from evalkit.scoring.comparing.run_data import RunData
from evalkit.scoring.coverage import LEAST_COVERAGE, PARTS_MISSING, TOO_LITTLE, is_covered, parts_missing, too_little
from evalkit.scoring.draws import Draws, TaskDraws
from evalkit.scoring.judgements import (
    ClaimResult,
    ClaimTest,
    Exclusion,
    Fragility,
    ProfileResult,
    RatersAgreement,
    Robustness,
    Side,
    Stable,
    Standing,
    Without,
)
from evalkit.scoring.judging import Judgement, judge, score
from evalkit.scoring.paired_timings import Faster, blocks_needed, blocks_to_ask_for, faster_pairs, typical
from evalkit.scoring.points import points_of
from evalkit.scoring.scorecard import (
    CriterionScore,
    Figure,
    FigurePlace,
    LevelResult,
    Points,
    Scorecard,
    StackRow,
    TaskTable,
    ToolFigures,
    ToolRow,
    Unmeasured,
    Warning,
)
from evalkit.scoring.smaa import Smaa, any_weights, smaa, weights_around
from evalkit.scoring.ties import TIE_BAND, WHY_TIED, tied_with
from evalkit.scoring.warnings import LEFT_OUT, stacks_left_out
from evalkit.scoring.ways_to_lead import MOST_PERCENT, Nearest, WayToLead, Window, ways_of_stacks, ways_of_tools
from evalkit.scoring.weighing import NEARLY, ONLY_BASELINE, places, shares_by_name, weigh
from evalkit.scoring.weight_ranges import weight_intervals

__all__ = [
    "LEAST_ALPHA",
    "LEAST_COVERAGE",
    "LEFT_OUT",
    "MOST_PERCENT",
    "NEARLY",
    "OBJECTIONS",
    "ONLY_BASELINE",
    "PARTS_MISSING",
    "TIE_BAND",
    "TOO_LITTLE",
    "WHY_TIED",
    "Agreement",
    "ChangeKind",
    "ClaimResult",
    "ClaimTest",
    "Comparison",
    "CriterionScore",
    "Draws",
    "Exclusion",
    "Faster",
    "Figure",
    "FigureChange",
    "FigurePlace",
    "Fragility",
    "Judgement",
    "LevelResult",
    "Measured",
    "Nearest",
    "OnlyIn",
    "OutcomeChange",
    "Points",
    "ProfileResult",
    "RatersAgreement",
    "Robustness",
    "RunData",
    "Scorecard",
    "Side",
    "Smaa",
    "Stable",
    "StackRow",
    "Standing",
    "StandingChange",
    "TaskDraws",
    "TaskTable",
    "ToolFigures",
    "ToolRow",
    "Unmeasured",
    "Warning",
    "WayToLead",
    "Window",
    "Without",
    "agreement",
    "any_weights",
    "blocks_needed",
    "blocks_to_ask_for",
    "compare",
    "faster_pairs",
    "figures_by_place",
    "is_covered",
    "judge",
    "krippendorff_alpha",
    "objections",
    "parts_missing",
    "places",
    "points_of",
    "score",
    "shares_by_name",
    "smaa",
    "stack_criteria",
    "stacks_left_out",
    "tied_with",
    "too_little",
    "typical",
    "undecided",
    "ways_of_stacks",
    "ways_of_tools",
    "weigh",
    "weight_intervals",
    "weights_around",
]
