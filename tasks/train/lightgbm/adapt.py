# https://lightgbm.readthedocs.io/en/stable/pythonapi/lightgbm.LGBMClassifier.html
import lightgbm as lgb
import pandas as pd

worth = 3  # evalkit: edit

columns = ["age", "tenure", "visits", "distance", "basket", "letters"]
train, valid, test = (pd.read_csv(f"inputs/{name}.csv") for name in ("train", "valid", "test"))


def profit(bought, probability):
    return "profit", ((worth * bought - 1) * (probability > 1 / worth)).mean(), True


model = lgb.LGBMClassifier(n_estimators=1000, num_leaves=8, metric="None", random_state=7, verbose=-1)
model.fit(
    train[columns],
    train["bought"],
    eval_X=valid[columns],
    eval_y=valid["bought"],
    eval_metric=profit,
    callbacks=[lgb.early_stopping(20, verbose=False)],
)


def predictions(customers):
    return customers[["id"]].assign(probability=model.predict_proba(customers[columns])[:, 1])


on_valid, on_test = predictions(valid), predictions(test)

# evalkit: hand over
pd.Series(model.evals_result_["valid_0"]["profit"], name="profit").to_csv("outputs/history.csv", index_label="round")
on_valid.to_csv("outputs/valid.csv", index=False)
on_test.to_csv("outputs/predictions.csv", index=False)
