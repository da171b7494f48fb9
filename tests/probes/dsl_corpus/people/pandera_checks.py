import pandas as pd
import pandera as pa
from pandera.typing import DataFrame, Series


class Orders(pa.DataFrameModel):
    order_id: Series[int] = pa.Field(unique=True)
    amount: Series[float] = pa.Field(ge=0)
    country: Series[str] = pa.Field(isin=["DE", "FR", "US"])

    @pa.check("amount", name="no_outliers")
    def no_outliers(cls, amount: Series[float]) -> Series[bool]:
        return amount < amount.mean() + 6 * amount.std()

    @pa.dataframe_check
    def usd_only_in_us(cls, df: pd.DataFrame) -> Series[bool]:
        return (df["country"] == "US") | (df["amount"] < 10_000)


schema = pa.DataFrameSchema({"a": pa.Column(int, pa.Check.gt(0))})


@pa.check_types
def by_country(orders: DataFrame[Orders]) -> pd.DataFrame:
    return orders.groupby("country", as_index=False)["amount"].sum()


@pa.check_input(schema)
@pa.check_output(schema, head=5)
def doubled(frame):
    return frame.assign(a=frame["a"] * 2)


def load(path):
    frame = pd.read_csv(path)
    recent = frame.query("amount > 10 and country != 'XX'")
    return recent[recent["amount"] > 0]


if __name__ == "__main__":
    print(by_country(load("orders.csv")))
    try:
        doubled(pd.DataFrame({"a": [0]}))
    except pa.errors.SchemaError as error:
        print(error.failure_cases)
