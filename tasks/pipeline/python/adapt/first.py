# https://docs.python.org/3/library/pathlib.html
from pipeline import run

run(3, "first")
