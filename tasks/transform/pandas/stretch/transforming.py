import sys

import pandas as pd

sys.path.append("inputs")
from text_features import hourly_pay


def features(rows, tokenizer):
    pay = [hourly_pay(title, hours) for title, hours in zip(rows["title"], rows["hours-per-week"])]
    return pd.DataFrame({"pay": pay, "tokens": [len(tokenizer(title)) for title in rows["title"]]}, rows.index)
