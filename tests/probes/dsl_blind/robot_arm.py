"""Learns the friction of a robot arm, then plans its way around obstacles."""
import functools
import json
import logging
from typing import NamedTuple

import casadi as ca
import equinox as eqx
import hydra
import jax
import jax.numpy as jnp
import numba as nb
import numpy as np
import optax
import sympy as sp
import xarray as xr
from hydra.core.config_store import ConfigStore
from omegaconf import DictConfig, OmegaConf

log = logging.getLogger(__name__)
STEPS = 50


class Batch(NamedTuple):
    x: jnp.ndarray
    y: jnp.ndarray


class Friction(eqx.Module):
    layers: list

    def __init__(self, key, width=32):
        first, second = jax.random.split(key)
        self.layers = [eqx.nn.Linear(6, width, key=first), eqx.nn.Linear(width, 3, key=second)]

    def __call__(self, x):
        for layer in self.layers[:-1]:
            x = jax.nn.tanh(layer(x))
        return self.layers[-1](x)


@eqx.filter_value_and_grad
def loss_of(model, batch):
    guessed = jax.vmap(model)(batch.x)
    return jnp.mean((guessed - batch.y) ** 2)


@eqx.filter_jit
def step(model, state, batch, optimizer):
    loss, grads = loss_of(model, batch)
    updates, state = optimizer.update(grads, state, model)
    return eqx.apply_updates(model, updates), state, loss


@functools.partial(jax.jit, static_argnames="steps")
def simulate(angles, torque, steps=STEPS):
    def body(state, _):
        position, speed = state
        speed = speed + 0.01 * (torque - 0.1 * speed)
        return (position + 0.01 * speed, speed), position

    _, path = jax.lax.scan(body, (angles, jnp.zeros_like(angles)), None, length=steps)
    return jax.lax.cond(path[-1].sum() > 0, lambda p: p, lambda p: -p, path)


@nb.njit(parallel=True, fastmath=True)
def distances(points, obstacles):
    out = np.empty((points.shape[0], obstacles.shape[0]))
    for i in nb.prange(points.shape[0]):
        for j in range(obstacles.shape[0]):
            out[i, j] = np.sqrt(((points[i] - obstacles[j]) ** 2).sum())
    return out


@nb.vectorize(["float64(float64, float64)"])
def clipped(value, most):
    return min(value, most)


def jacobian():
    q1, q2, l1, l2 = sp.symbols("q1 q2 l1 l2", real=True)
    x = l1 * sp.cos(q1) + l2 * sp.cos(q1 + q2)
    y = l1 * sp.sin(q1) + l2 * sp.sin(q1 + q2)
    matrix = sp.Matrix([x, y]).jacobian([q1, q2])
    turning = sp.simplify(matrix.det())
    return sp.lambdify([q1, q2, l1, l2], matrix), turning


def plan(start, goal, obstacles):
    problem = ca.Opti()
    path = problem.variable(2, STEPS)
    speed = ca.MX.sym("speed", 2)
    energy = ca.sumsqr(speed) + 0.1 * ca.norm_2(speed)
    cost = ca.Function("cost", [speed], [energy])
    problem.subject_to(path[:, 0] == start)
    problem.subject_to(path[:, -1] == goal)
    total = 0
    for k in range(STEPS - 1):
        total += cost(path[:, k + 1] - path[:, k])
        for centre, radius in obstacles:
            problem.subject_to(ca.sumsqr(path[:, k] - centre) >= radius**2)
    problem.minimize(total)
    problem.solver("ipopt", {"print_time": False}, {"max_iter": 200})
    found = problem.solve()
    return found.value(path)


def measurements(path):
    data = xr.open_dataset(path)
    good = data.where(data["quality"] > 0.9, drop=True)
    daily = good.resample(time="1D").mean()
    log.info("%d of %d are good", good.sizes["time"], data.sizes["time"])
    return daily["torque"].values, daily["speed"].values


@hydra.main(version_base=None, config_path="conf", config_name="arm")
def main(cfg: DictConfig) -> None:
    defaults = OmegaConf.create("lr: 0.001\nepochs: 20\n")
    cfg = OmegaConf.merge(defaults, cfg)
    torque, speed = measurements(cfg.data)
    model = Friction(jax.random.PRNGKey(0))
    optimizer = optax.adamw(cfg.lr)
    state = optimizer.init(eqx.filter(model, eqx.is_array))
    for epoch in range(cfg.epochs):
        model, state, loss = step(model, state, Batch(jnp.asarray(speed), jnp.asarray(torque)), optimizer)
        if epoch % 5 == 0:
            log.info("epoch %d: %.4f", epoch, loss.item())
    way = plan(np.zeros(2), np.ones(2), [(np.array([0.5, 0.5]), 0.1)])
    print(json.dumps({"near": float(distances(way.T, np.array([[0.5, 0.5]])).min())}))


if __name__ == "__main__":
    main()
