import argparse
import functools
import itertools
import logging
import multiprocessing as mp
import time

import h5py
import matplotlib
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.animation import FuncAnimation
from numba import njit
from numpy.fft import rfft, rfftfreq
from scipy import optimize, signal
from scipy.integrate import solve_ivp
from scipy.interpolate import CubicSpline

matplotlib.use("Agg")
logger = logging.getLogger("pendulum")
G = 9.81


@njit(cache=True)
def slopes(t, state, lengths, masses):
    a, b, wa, wb = state
    delta = a - b
    m = masses[0] + masses[1]
    low = masses[0] + masses[1] * np.sin(delta) ** 2
    acc_a = (-masses[1] * np.sin(delta) * (lengths[0] * wa**2 * np.cos(delta) + lengths[1] * wb**2) - G * m * np.sin(a)) / (lengths[0] * low)
    acc_b = (m * lengths[0] * wa**2 * np.sin(delta) + G * m * np.sin(a) * np.cos(delta) - G * m * np.sin(b)) / (lengths[1] * low)
    return np.array([wa, wb, acc_a, acc_b])


def timed(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        began = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            logger.info("%s took %.2f s", function.__name__, time.perf_counter() - began)

    return inner


def swing(start, seconds=20.0, lengths=(1.0, 1.0), masses=(1.0, 1.0)):
    times = np.linspace(0, seconds, int(seconds * 200))
    found = solve_ivp(
        slopes, (0, seconds), start, method="DOP853", t_eval=times, args=(np.array(lengths), np.array(masses)), rtol=1e-9, atol=1e-9
    )
    if not found.success:
        raise RuntimeError(found.message)
    return times, found.y


def spectrum(times, angle):
    calm = signal.detrend(angle) * signal.windows.hann(len(angle))
    power = np.abs(rfft(calm)) ** 2
    frequencies = rfftfreq(len(angle), d=times[1] - times[0])
    peaks, _ = signal.find_peaks(power, height=power.max() / 10)
    return frequencies[peaks], power[peaks]


def energy(states, lengths=(1.0, 1.0)):
    a, b, wa, wb = states
    kinetic = 0.5 * (2 * (lengths[0] * wa) ** 2 + (lengths[1] * wb) ** 2) + lengths[0] * lengths[1] * wa * wb * np.cos(a - b)
    return kinetic - G * (2 * np.cos(a) + np.cos(b))


@timed
def chaos_map(steps, pool):
    angles = np.linspace(0.1, np.pi - 0.1, steps)
    starts = [np.array([a, b, 0.0, 0.0]) for a, b in itertools.product(angles, repeat=2)]
    ends = [states[:2, -1] for _, states in pool.map(swing, starts, chunksize=8)]
    return np.stack(ends).reshape(steps, steps, 2)


def fitted(times, angle):
    def damped(t, height, rate, speed, phase):
        return height * np.exp(-rate * t) * np.cos(speed * t + phase)

    best, covariance = optimize.curve_fit(damped, times, angle, p0=[1, 0.01, 3, 0], maxfev=20_000)
    return best, np.sqrt(np.diag(covariance))


def draw(times, states, path):
    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    left.plot(times, states[0], label="upper", lw=1)
    left.plot(times, states[1], label="lower", lw=1)
    left.legend(loc="upper right")
    smooth = CubicSpline(times, states[1])
    right.plot(smooth(times), smooth(times, 1), color="k", alpha=0.5)
    right.set(xlabel="angle", ylabel="speed")
    fig.savefig(path, bbox_inches="tight")

    (line,) = left.plot([], [], "o-")
    film = FuncAnimation(fig, lambda i: line.set_data(times[:i], states[0, :i]), frames=range(0, len(times), 20), interval=30)
    film.save(path.replace(".png", ".gif"), writer="pillow")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=24)
    parser.add_argument("--out", default="pendulum.h5")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO)

    times, states = swing(np.radians([120.0, -10.0, 0.0, 0.0]))
    drift = energy(states)
    logger.info("energy drifts by %.2e", drift.max() - drift.min())
    print(spectrum(times, states[0]), fitted(times, states[0])[0].round(3))
    draw(times, states, "pendulum.png")
    with mp.Pool(mp.cpu_count()) as pool, h5py.File(args.out, "w") as file:
        ends = chaos_map(args.steps, pool)
        data = file.create_dataset("ends", data=ends, compression="gzip")
        data.attrs["steps"] = args.steps
        file.create_group("run").create_dataset("states", data=states.astype(np.float32))
