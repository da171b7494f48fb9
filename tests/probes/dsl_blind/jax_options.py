"""Prices options three ways: numba for the tree, jax for the simulation, torch for the surrogate."""
import functools
import math
import time

import equinox as eqx
import jax
import jax.numpy as jnp
import numba as nb
import numpy as np
import optax
import torch
from flax import nnx
from jax import lax, random
from jax.experimental import pallas as pl
from jax.sharding import Mesh, PartitionSpec as P
from numba import cuda, njit, prange, vectorize


@njit(fastmath=True, cache=True)
def tree(spot, strike, rate, sigma, steps):
    dt = 1.0 / steps
    up = math.exp(sigma * math.sqrt(dt))
    p = (math.exp(rate * dt) - 1 / up) / (up - 1 / up)
    values = np.maximum(spot * up ** np.arange(-steps, steps + 1, 2) - strike, 0.0)
    for i in range(steps):
        values = math.exp(-rate * dt) * (p * values[1:] + (1 - p) * values[:-1])
    return values[0]


@nb.njit(parallel=True)
def many(spots, strike):
    out = np.empty_like(spots)
    for i in prange(spots.shape[0]):
        out[i] = tree(spots[i], strike, 0.01, 0.2, 200)
    return out


@vectorize(["float64(float64, float64)"], target="parallel")
def payoff(spot, strike):
    return max(spot - strike, 0.0)


@cuda.jit
def scale(values, by):
    i = cuda.grid(1)
    if i < values.size:
        values[i] *= by


@functools.partial(jax.jit, static_argnames=("paths", "steps"))
def simulate(key, spot, sigma, rate, paths=10_000, steps=100):
    dt = 1.0 / steps
    drift = (rate - 0.5 * sigma**2) * dt

    def move(carry, key):
        price, top = carry
        price = price * jnp.exp(drift + sigma * jnp.sqrt(dt) * random.normal(key, (paths,)))
        return (price, jnp.maximum(top, price)), None

    start = jnp.full((paths,), spot)
    (last, top), _ = lax.scan(move, (start, start), random.split(key, steps))
    return jnp.where(top > 1.5 * spot, 0.0, last)


@jax.jit
def implied(price, spot):
    def worse(state):
        sigma, step = state
        return jnp.logical_and(jnp.abs(spot * sigma - price) > 1e-6, step < 50)

    def better(state):
        sigma, step = state
        return sigma - (spot * sigma - price) / spot, step + 1

    sigma, _ = lax.while_loop(worse, better, (0.2, 0))
    return lax.select(sigma > 0, sigma, 0.0)


@functools.partial(jax.vmap, in_axes=(0, None))
def greeks(spot, strike):
    delta = jax.grad(lambda s: jnp.maximum(s - strike, 0.0))(spot)
    return jax.lax.switch(jnp.int32(delta > 0.5), [lambda d: 0.0, lambda d: d], delta)


@jax.custom_vjp
def clip(x):
    return jnp.clip(x, -1, 1)


def clip_forward(x):
    return clip(x), x


clip.defvjp(clip_forward, lambda x, g: (g * (jnp.abs(x) < 1),))


class Surrogate(eqx.Module):
    layers: list
    bias: jax.Array

    def __init__(self, key):
        self.layers = [eqx.nn.Linear(3, 16, key=key), jax.nn.tanh]
        self.bias = jnp.zeros(16)

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return (x + self.bias).sum()


@eqx.filter_jit
@eqx.filter_value_and_grad
def loss(model, x, y):
    return jnp.mean((jax.vmap(model)(x) - y) ** 2)


@nnx.jit
def train_step(model, optimizer, x, y):
    value, grads = nnx.value_and_grad(lambda m: ((m(x) - y) ** 2).mean())(model)
    optimizer.update(grads)
    return value


@torch.compile(dynamic=True)
def torch_price(spots, strike):
    return torch.relu(spots - strike).mean()


fast_relu = torch.jit.trace(torch.relu, torch.zeros(3))
compiled = torch.compile(torch.nn.Linear(3, 1))


def add_kernel(x_ref, o_ref):
    o_ref[...] = x_ref[...] + 1


def main():
    key = random.PRNGKey(0)
    started = time.perf_counter()
    paths = simulate(key, 100.0, 0.2, 0.01)
    price = float(jnp.maximum(paths - 100.0, 0).mean())
    print(f"{price:.3f} in {time.perf_counter() - started:.1f} s, tree {tree(100.0, 100.0, 0.01, 0.2, 500):.3f}")
    if price > 0 and bool(implied(price, 100.0) < 1):
        print(np.asarray(greeks(jnp.linspace(80, 120, 5), 100.0)) > 0.5)
    model = Surrogate(key)
    optimizer = optax.chain(optax.clip(1.0), optax.adam(1e-3))
    state = optimizer.init(eqx.filter(model, eqx.is_array))
    x, y = np.ones((8, 3)), np.ones(8)
    for step in range(100):
        value, grads = loss(model, x, y)
        updates, state = optimizer.update(grads, state)
        model = eqx.apply_updates(model, updates)
        if step % 10 == 0:
            print(step, value.item())
    total = lax.fori_loop(0, 10, lambda i, t: t + i, 0)
    with Mesh(np.array(jax.devices()), ("x",)):
        spec = P("x", None)
    traced = pl.pallas_call(add_kernel, out_shape=jax.ShapeDtypeStruct((8,), jnp.float32))(jnp.ones(8))
    print(total, spec, traced, torch_price(torch.ones(3), 0.5), many(np.ones(4), 1.0), payoff(2.0, 1.0))


if __name__ == "__main__":
    main()
