# https://docs.python.org/3/library/csv.html#csv.DictReader
# The first line links the documentation that this follows. The script runs in a fresh folder: it reads inputs/, writes outputs/.
import csv
import json
from collections import Counter

with open("inputs/requests.csv", newline="") as file:
    counts = Counter(row["page"] for row in csv.DictReader(file))

with open("outputs/counts.json", "w") as file:
    json.dump(counts, file)
