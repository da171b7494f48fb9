# https://docs.python.org/3/library/concurrent.futures.html
from pipeline import run

run()
