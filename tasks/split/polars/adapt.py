# https://docs.pola.rs/api/python/stable/reference/dataframe/api/polars.dataframe.group_by.GroupBy.map_groups.html
import polars as pl

share = 0.2  # evalkit: edit

people = pl.read_csv("inputs/people.csv")


# stratified-groups: Polars samples rows, and not whole groups with regard to another column
# (https://docs.pola.rs/api/python/stable/reference/dataframe/api/polars.DataFrame.sample.html)
def split(seed):
    place = pl.int_range(pl.len()).shuffle(seed).over("grade")
    tested = place < (share * pl.len().over("grade")).round()
    return people.filter(~tested), people.filter(tested)


train, test = split(7)
_, again = split(7)
_, other = split(8)

train.write_csv("outputs/train.csv")
test.write_csv("outputs/test.csv")
again.write_csv("outputs/again.csv")
other.write_csv("outputs/other.csv")
