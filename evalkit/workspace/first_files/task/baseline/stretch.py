# https://docs.python.org/3/library/csv.html#csv.DictReader
import csv
import json

with open("inputs/requests.csv", newline="") as file:
    requests = sorted((int(row["second"]), row["page"]) for row in csv.DictReader(file))

last, pauses = {}, {}
for second, page in requests:
    pauses[page] = max(pauses.get(page, 0), second - last.get(page, second))
    last[page] = second

with open("outputs/pauses.json", "w") as file:
    json.dump(pauses, file)
