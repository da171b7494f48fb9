# https://docs.python.org/3/library/multiprocessing.shared_memory.html
import subprocess
import sys
from multiprocessing import shared_memory

with open("inputs/megabytes.txt") as file:
    wanted = file.read()
SIZE = int(wanted) * 1_000_000

# Two processes have mapped it and written or read every page; it is there once.
LOOK = """
import mmap, os, sys, time
with open("/dev/shm/" + sys.argv[1], "rb") as file:
    held = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
sum(held[at] for at in range(0, len(held), 4096))
time.sleep(0.4)
"""
memory = shared_memory.SharedMemory(create=True, size=SIZE)
try:
    for at in range(0, SIZE, 4096):
        memory.buf[at] = 1
    subprocess.run([sys.executable, "-I", "-S", "-c", LOOK, memory.name], check=True)
finally:
    memory.close()
    memory.unlink()

# evalkit: hand over
with open("outputs/done.txt", "w") as file:
    file.write(wanted)
