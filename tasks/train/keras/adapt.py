# https://keras.io/api/callbacks/early_stopping/
import keras
import pandas as pd

worth = 3  # evalkit: edit

columns = ["age", "tenure", "visits", "distance", "basket", "letters"]
train, valid, test = (pd.read_csv(f"inputs/{name}.csv") for name in ("train", "valid", "test"))


def profit(bought, probability):
    return (worth * bought - 1) * keras.ops.cast(probability > 1 / worth, "float32")


keras.utils.set_random_seed(7)
scale = keras.layers.Normalization()
scale.adapt(train[columns].to_numpy())
model = keras.Sequential(
    [
        scale,
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile(optimizer=keras.optimizers.Adam(0.003), loss="binary_crossentropy", metrics=[profit])
stop = keras.callbacks.EarlyStopping(monitor="val_profit", mode="max", patience=20, restore_best_weights=True)
fitted = model.fit(
    train[columns],
    train["bought"],
    batch_size=256,
    epochs=1000,
    validation_data=(valid[columns], valid["bought"]),
    callbacks=[stop],
    verbose=0,
)


def predictions(customers):
    return customers[["id"]].assign(probability=model.predict(customers[columns], verbose=0))


on_valid, on_test = predictions(valid), predictions(test)

# evalkit: hand over
pd.Series(fitted.history["val_profit"], name="profit").to_csv("outputs/history.csv", index_label="round")
on_valid.to_csv("outputs/valid.csv", index=False)
on_test.to_csv("outputs/predictions.csv", index=False)
