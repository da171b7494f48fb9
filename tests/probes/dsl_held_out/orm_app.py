from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, create_engine, func, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Run(Base):
    __tablename__ = "runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(30))
    started: Mapped[datetime] = mapped_column(server_default=func.now())
    metrics: Mapped[list[Metric]] = relationship(back_populates="run")

    @property
    def label(self) -> str:
        return self.name + " " + str(self.id)


class Metric(Base):
    __tablename__ = "metrics"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    value: Mapped[float]
    run: Mapped[Run] = relationship(back_populates="metrics")


def best(session: Session, limit: float) -> list[Run]:
    query = (
        select(Run)
        .join(Metric)
        .where(Metric.value > limit, Run.name.like("exp%"))
        .order_by(Run.started.desc())
    )
    return list(session.scalars(query))


def averages(session):
    rows = session.execute(select(Run.name, func.avg(Metric.value)).join(Metric).group_by(Run.name)).all()
    return {name: mean for name, mean in rows if mean > 0}


def old_style(session, name):
    return session.query(Run).filter(Run.name == name).first()


def purge(session):
    session.execute(text("DELETE FROM metrics WHERE value IS NULL"))
    session.commit()


engine = create_engine("sqlite://")
Base.metadata.create_all(engine)
with Session(engine) as session:
    session.add(Run(name="a", metrics=[Metric(value=0.5)]))
    session.commit()
    found = best(session, 0.1)
    print([run.label for run in found if run.name == "a"], averages(session))
    purge(session)
