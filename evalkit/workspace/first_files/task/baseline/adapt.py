# https://docs.python.org/3/library/csv.html#csv.DictReader
import csv
import json
from collections import Counter

limit = 400  # evalkit: edit

slow = Counter()
with open("inputs/requests.csv", newline="") as file:
    for row in csv.DictReader(file):
        slow[row["page"]] += int(row["milliseconds"]) > limit

with open("outputs/slow.json", "w") as file:
    json.dump(slow, file)
