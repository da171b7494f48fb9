# https://docs.python.org/3/library/os.html#os.fork
import os
import time

with open("inputs/megabytes.txt") as file:
    wanted = file.read()
SIZE = int(wanted) * 1_000_000

# Four processes have it, and it is there once.
held = b"x" * SIZE
children = []
for _ in range(3):
    pid = os.fork()
    if pid == 0:
        time.sleep(0.4)
        os._exit(0)
    children.append(pid)
for pid in children:
    os.waitpid(pid, 0)

# evalkit: hand over
with open("outputs/done.txt", "w") as file:
    file.write(wanted)
