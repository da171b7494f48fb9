from tensorflow import keras
from tensorflow.keras import layers

inputs = keras.Input(shape=(4,))
x = layers.Dense(16, activation="relu")(inputs)
x = layers.Dropout(0.1)(x)
outputs = layers.Dense(1)(x * 0.5)
model = keras.Model(inputs, outputs)
model.compile("adam", "mse")
history = model.fit([[1, 2, 3, 4]], [1], verbose=0)
if history.history["loss"][-1] > 0.5:
    print("not yet")
if model.count_params() >> 3:
    print("large")
