# https://docs.python.org/3/library/subprocess.html
import subprocess
import sys

with open("inputs/megabytes.txt") as file:
    wanted = file.read()
SIZE = int(wanted) * 1_000_000

HOLD = "import sys, time; held = b'x' * int(sys.argv[1]); time.sleep(0.4)"
subprocess.run([sys.executable, "-I", "-S", "-c", HOLD, str(SIZE)], check=True)

# evalkit: hand over
with open("outputs/done.txt", "w") as file:
    file.write(wanted)
