import sys

import duckdb

sys.path.append("inputs")
from text_features import hourly_pay


def register(tokenizer):
    def tokens(title: str) -> int:
        return len(tokenizer(title))

    duckdb.create_function("hourly_pay", hourly_pay)
    duckdb.create_function("tokens", tokens)
