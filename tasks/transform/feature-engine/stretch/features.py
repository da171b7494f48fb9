import sys

sys.path.append("inputs")
from text_features import hourly_pay


def add_features(rows, tokenizer):
    pay = [hourly_pay(title, hours) for title, hours in zip(rows["title"], rows["hours-per-week"])]
    return rows.assign(pay=pay, tokens=[len(tokenizer(title)) for title in rows["title"]])
