"""Keeps the catalogue of a library: harvests feeds, stores records by SQLAlchemy, reports on Mondays."""
from __future__ import annotations

import hashlib
import xml.etree.ElementTree as ET
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import httpx
from prefect import flow, get_run_logger, tags, task, unmapped
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import INPUTS
from prefect.client.schemas.schedules import CronSchedule
from prefect.concurrency.sync import concurrency
from prefect.task_runners import ThreadPoolTaskRunner
from sqlalchemy import ForeignKey, String, and_, case, create_engine, delete, exists, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, aliased, mapped_column, relationship, selectinload

engine = create_engine("postgresql+psycopg://library@db/catalogue", pool_pre_ping=True)
ATOM = {"a": "http://www.w3.org/2005/Atom"}


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    books: Mapped[list[Book]] = relationship(back_populates="author")


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    title: Mapped[str]
    pages: Mapped[int | None]
    added: Mapped[date] = mapped_column(server_default=func.current_date())
    digest: Mapped[str] = mapped_column(unique=True)
    author: Mapped[Author] = relationship(back_populates="books")

    @hybrid_property
    def is_long(self):
        return self.pages > 500

    @is_long.expression
    def is_long(cls):
        return and_(cls.pages.is_not(None), cls.pages > 500)


@contextmanager
def session():
    with Session(engine) as opened:
        yield opened
        opened.commit()


@task(retries=3, retry_delay_seconds=[1, 10, 60], cache_policy=INPUTS, cache_expiration=timedelta(hours=6))
def harvest(feed: str, timeout: float) -> list[dict]:
    with concurrency("feeds", occupy=1):
        root = ET.fromstring(httpx.get(feed, timeout=timeout).text)
    found = []
    for entry in root.findall("a:entry", ATOM):
        title = entry.findtext("a:title", default="", namespaces=ATOM)
        names = [node.text for node in entry.findall(".//a:author/a:name", ATOM)]
        if title and len(names) > 0:
            found.append({"title": title, "author": names[0], "digest": hashlib.sha256(title.encode()).hexdigest()})
    return found


@task
def store(records: list[dict]) -> int:
    with session() as s:
        for record in records:
            author = s.scalars(select(Author).where(func.lower(Author.name) == record["author"].lower())).first()
            if author is None:
                author = Author(name=record["author"])
                s.add(author)
                s.flush()
            statement = pg_insert(Book).values(title=record["title"], author_id=author.id, digest=record["digest"])
            statement = statement.on_conflict_do_update(index_elements=["digest"], set_={"title": statement.excluded.title})
            s.execute(statement)
    return len(records)


@task(name="tidy-up")
def tidy(keep: int) -> None:
    oldest = datetime.now().date() - timedelta(days=keep)
    with session() as s:
        lonely = ~exists().where(Book.author_id == Author.id)
        s.execute(delete(Author).where(lonely))
        s.execute(update(Book).where(Book.added < oldest, Book.pages.is_(None)).values(pages=0))
        s.execute(text("REFRESH MATERIALIZED VIEW popular"))
        s.execute(insert(Author), [{"name": "Anonymous"}])


def longest(s: Session, limit: int = 10):
    other = aliased(Book)
    band = case((Book.pages > 1000, "huge"), (Book.is_long, "long"), else_="normal").label("band")
    per_author = (
        select(Book.author_id, func.avg(other.pages).label("mean"))
        .join(other, other.author_id == Book.author_id)
        .group_by(Book.author_id)
        .having(func.count() > 3)
        .subquery()
    )
    query = select(Author, band).join(per_author, per_author.c.author_id == Author.id).options(selectinload(Author.books))
    return s.execute(query.order_by(per_author.c.mean.desc()).limit(limit)).all()


@task(persist_result=True)
def report() -> str:
    with session() as s:
        rows = longest(s)
        total = s.scalar(select(func.count()).select_from(Book))
    lines = [f"* {author.name}: {band}" for author, band in rows]
    if total > 1_000_000:
        lines.append("a million books")
    create_markdown_artifact("\n".join(lines), key="longest")
    return "\n".join(lines)


@flow(name="catalogue", task_runner=ThreadPoolTaskRunner(max_workers=4), log_prints=True)
def catalogue(feeds: list[str], keep: int = 365):
    logger = get_run_logger()
    with tags("harvest"):
        harvested = harvest.map(feeds, timeout=unmapped(30.0))
        stored = store.map(harvested)
    counts = [one.result() for one in stored]
    logger.info("%d records", sum(counts))
    cleaned = tidy.submit(keep, wait_for=[stored])
    words = report.submit(wait_for=[cleaned])
    return words.result() if sum(counts) > 0 else ""


@catalogue.on_failure
def page_somebody(flow, flow_run, state):
    httpx.post("https://pager.example.org", json={"run": str(flow_run.id), "state": state.name})


if __name__ == "__main__":
    catalogue.serve(name="nightly", schedules=[CronSchedule(cron="30 2 * * *", timezone="Europe/Zurich")])
