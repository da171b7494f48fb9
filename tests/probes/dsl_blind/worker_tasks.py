"""Fetches pages, counts their words and mails the result, on Celery's workers."""

import collections
import os
import re
import smtplib
from email.message import EmailMessage

import redis
import requests
from bs4 import BeautifulSoup
from celery import Celery, chain, chord, group
from celery.schedules import crontab
from celery.utils.log import get_task_logger

app = Celery("pages", broker=os.environ["BROKER"], backend=os.environ["BACKEND"])
app.conf.update(task_acks_late=True, worker_prefetch_multiplier=1)
app.conf.beat_schedule = {
    "nightly": {"task": "worker_tasks.nightly", "schedule": crontab(hour=2, minute=30)},
}
log = get_task_logger(__name__)
cache = redis.Redis.from_url(os.environ["CACHE"])


@app.task(bind=True, autoretry_for=(requests.RequestException,), retry_backoff=True, max_retries=4)
def fetch(self, url):
    known = cache.get(url)
    if known:
        return known.decode()
    answer = requests.get(url, timeout=20)
    answer.raise_for_status()
    cache.set(url, answer.text, ex=3600)
    log.info("fetched %s, try %d", url, self.request.retries + 1)
    return answer.text


@app.task
def words(html):
    soup = BeautifulSoup(html, "html.parser")
    for node in soup.select("script, style"):
        node.decompose()
    return dict(collections.Counter(re.findall(r"\w+", soup.get_text().lower())))


@app.task
def total(counts):
    whole = collections.Counter()
    for one in counts:
        whole.update(one)
    return whole.most_common(20)


@app.task(ignore_result=True)
def mail(rows, to):
    message = EmailMessage()
    message["To"] = to
    message.set_content("\n".join(f"{n:6} {word}" for word, n in rows if n > 2))
    with smtplib.SMTP("localhost") as server:
        server.send_message(message)


@app.task
def nightly():
    urls = [line.decode() for line in cache.smembers("urls")]
    each = [fetch.s(url) | words.s() for url in urls]
    chord(each)(total.s() | mail.s("desk@example.org"))


def one(url):
    return chain(fetch.s(url), words.s(), total.s())()


def several(urls):
    result = group(fetch.s(url) for url in urls).apply_async()
    return [len(text) | 1 for text in result.get(timeout=120)]
