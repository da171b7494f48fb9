import keras
import pandas as pd

columns = ["age", "tenure", "visits", "distance", "basket", "letters"]


def squared_and_nine_times_if_short(demand, predicted):
    short = demand - predicted
    return keras.ops.where(short > 0, 9.0, 1.0) * short**2


def trained(seed):
    train = pd.read_csv("inputs/demand-train.csv")
    keras.utils.set_random_seed(seed)
    scale = keras.layers.Normalization()
    scale.adapt(train[columns].to_numpy())
    model = keras.Sequential(
        [
            scale,
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(1),
            keras.layers.Rescaling(train["demand"].std(), train["demand"].mean()),
        ]
    )
    decay = keras.optimizers.schedules.CosineDecay(0.01, 60 * -(-len(train) // 128))
    model.compile(optimizer=keras.optimizers.Adam(decay), loss=squared_and_nine_times_if_short)
    model.fit(train[columns], train["demand"], batch_size=128, epochs=60, verbose=0)
    return model


def predictions(model, customers):
    return customers[["id"]].assign(demand=model.predict(customers[columns], verbose=0))
