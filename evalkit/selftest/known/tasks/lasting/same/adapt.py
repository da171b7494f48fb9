# https://docs.python.org/3/library/time.html#time.process_time
# The kernel counts processor time from the start of the process on, so that of Python's own start is in it.
import time

TIMES = 1

with open("inputs/milliseconds.txt") as file:
    wanted = file.read()
while time.process_time() < TIMES * int(wanted) / 1000:
    sum(range(1000))

# evalkit: hand over
with open("outputs/done.txt", "w") as file:
    file.write(wanted)
