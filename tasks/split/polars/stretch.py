# https://docs.pola.rs/api/python/stable/reference/expressions/api/polars.Expr.hash.html
import polars as pl

# known-hash: which hash this is may change with the version of Polars
# (https://docs.pola.rs/api/python/stable/reference/expressions/api/polars.Expr.hash.html)
tested = pl.col("household").hash(seed=7) % 5 == 0

people = pl.read_csv("inputs/people.csv")
train, test = people.filter(~tested), people.filter(tested)
later = pl.read_csv("inputs/people-later.csv")
later_train, later_test = later.filter(~tested), later.filter(tested)

train.write_csv("outputs/train.csv")
test.write_csv("outputs/test.csv")
later_train.write_csv("outputs/later-train.csv")
later_test.write_csv("outputs/later-test.csv")
