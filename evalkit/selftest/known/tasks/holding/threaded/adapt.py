# https://docs.python.org/3/library/threading.html
import threading
import time

with open("inputs/megabytes.txt") as file:
    wanted = file.read()
SIZE = int(wanted) * 1_000_000


def hold():
    held = b"x" * (SIZE // 4)
    time.sleep(0.4)
    return held


threads = [threading.Thread(target=hold) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

# evalkit: hand over
with open("outputs/done.txt", "w") as file:
    file.write(wanted)
