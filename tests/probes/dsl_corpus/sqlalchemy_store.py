from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Integer, String, and_, create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(30))
    age: Mapped[int]


logs = sa.Table("logs", sa.MetaData(), Column("id", Integer), Column("level", Integer))
engine = create_engine("sqlite://")
session = Session(engine)

statement = select(User).where(User.age > 30, User.name.like("A%")).order_by(User.id.desc())
for user in session.scalars(statement):
    if user.age > 60:
        print(user.name)

condition = and_(logs.c.level >= 3, logs.c.id < 100)
with engine.connect() as connection:
    rows = connection.execute(sa.text("SELECT count(*) FROM logs WHERE level > :level"), {"level": 2})
    total = connection.execute(select(func.count()).select_from(logs).where(condition)).scalar_one()
    if total > 3:
        connection.execute(logs.delete().where(~condition))
adults = session.query(User).filter(User.age >= 18).all()
