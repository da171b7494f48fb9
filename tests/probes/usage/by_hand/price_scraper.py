"""Collects the prices of a few shops once an hour and says what became cheaper."""
import csv
import hashlib
import re
import sqlite3
import sys
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin, urlparse

import requests
from bs4 import BeautifulSoup
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

PRICE = re.compile(r"(\d+)[.,](\d{2})")
SCHEMA = """
CREATE TABLE IF NOT EXISTS prices (
    url TEXT, title TEXT, price REAL, seen TEXT, PRIMARY KEY (url, seen)
)
"""


@dataclass(frozen=True)
class Offer:
    url: str
    title: str
    price: float

    @property
    def key(self):
        return hashlib.sha256(self.url.encode()).hexdigest()[:12]


def session():
    made = requests.Session()
    retries = Retry(total=3, backoff_factor=0.5, status_forcelist=[429, 500, 503])
    made.mount("https://", HTTPAdapter(max_retries=retries))
    made.headers.update({"User-Agent": "prices/1.0"})
    return made


def offers(client, start):
    page = start
    while page:
        response = client.get(page, timeout=20)
        if response.status_code == 404:
            return
        response.raise_for_status()
        soup = BeautifulSoup(response.text, "html.parser")
        for card in soup.find_all("div", class_="card"):
            link = card.find("a", href=True)
            found = PRICE.search(card.get_text(strip=True))
            if link is None or not found:
                continue
            yield Offer(urljoin(page, link["href"]), link.text.strip(), float(".".join(found.groups())))
        following = soup.select_one("a[rel=next]")
        page = urljoin(page, following["href"]) if following else None
        time.sleep(1)


def store(path, found):
    now = datetime.now().isoformat(timespec="minutes")
    with closing(sqlite3.connect(path)) as con, con:
        con.execute(SCHEMA)
        con.executemany("INSERT INTO prices VALUES (?, ?, ?, ?)", [(o.url, o.title, o.price, now) for o in found])
        return con.execute(
            """
            SELECT a.title, a.price, min(b.price) AS before
            FROM prices a JOIN prices b ON a.url = b.url AND b.seen < a.seen
            WHERE a.seen = ?
            GROUP BY a.url
            HAVING a.price < min(b.price)
            """,
            (now,),
        ).fetchall()


def write(path, found):
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=["url", "title", "price"])
        writer.writeheader()
        for offer in found:
            writer.writerow(asdict(offer))


def main(argv):
    folder = Path(argv[0] if argv else "data")
    folder.mkdir(exist_ok=True)
    starts = [line.strip() for line in (folder / "shops.txt").read_text().splitlines() if line.strip()]
    client = session()
    by_shop = defaultdict(list)
    with ThreadPoolExecutor(max_workers=4) as pool:
        waiting = {pool.submit(lambda s: list(offers(client, s)), start): start for start in starts}
        for done in as_completed(waiting):
            start = waiting[done]
            try:
                by_shop[urlparse(start).netloc] += done.result()
            except requests.RequestException as error:
                print(f"{start}: {error}", file=sys.stderr)
    every = [offer for found in by_shop.values() for offer in found]
    words = Counter(word.lower() for offer in every for word in offer.title.split())
    print(words.most_common(5), {shop: len(found) for shop, found in by_shop.items()})
    for title, price, before in store(folder / "prices.db", every):
        print(f"{title}: {before:.2f} -> {price:.2f}")
    write(folder / "latest.csv", sorted(every, key=lambda offer: offer.price))


if __name__ == "__main__":
    main(sys.argv[1:])
