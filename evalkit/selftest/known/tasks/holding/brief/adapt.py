# https://docs.python.org/3/library/stdtypes.html#bytes
with open("inputs/megabytes.txt") as file:
    wanted = file.read()
SIZE = int(wanted) * 1_000_000

# For less time than lies between two looks at the tree, unless the machine is very slow.
held = b"x" * SIZE
if len(held) != SIZE:
    raise MemoryError(SIZE)
del held

# evalkit: hand over
with open("outputs/done.txt", "w") as file:
    file.write(wanted)
