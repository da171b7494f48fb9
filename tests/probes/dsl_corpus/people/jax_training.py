from functools import partial

import jax
import jax.numpy as jnp
from jax import jit, lax, random
from flax import linen as nn


class Net(nn.Module):
    width: int = 16

    @nn.compact
    def __call__(self, x):
        x = nn.relu(nn.Dense(self.width)(x))
        return nn.Dense(1)(x)


def loss_fn(params, model, x, y):
    return jnp.mean((model.apply(params, x) - y) ** 2)


@partial(jax.jit, static_argnums=(1,))
def step(params, model, x, y, rate=0.1):
    value, grads = jax.value_and_grad(loss_fn)(params, model, x, y)
    return jax.tree_util.tree_map(lambda p, g: p - rate * g, params, grads), value


@jit
def cumulative(xs):
    def body(carry, x):
        carry = carry + x
        return carry, carry

    _, ys = lax.scan(body, 0.0, xs)
    return ys


@jax.vmap
def clipped(x):
    return lax.cond(x > 1.0, lambda v: 1.0, lambda v: v, x)


def halvings(n):
    return lax.while_loop(lambda s: s[0] > 1, lambda s: (s[0] // 2, s[1] + 1), (n, 0))[1]


def main():
    key = random.PRNGKey(0)
    x = random.normal(key, (32, 4))
    y = x.sum(axis=1, keepdims=True)
    model = Net()
    params = model.init(key, x)
    for epoch in range(10):
        params, value = step(params, model, x, y)
        if epoch % 5 == 0:
            print(f"epoch {epoch}: {float(value):.3f}")
    print(cumulative(jnp.arange(4.0)), clipped(y[:, 0]).max(), halvings(37))
    total = jax.lax.fori_loop(0, 3, lambda i, t: t + i, 0)
    print(int(total) + 1)


if __name__ == "__main__":
    main()
