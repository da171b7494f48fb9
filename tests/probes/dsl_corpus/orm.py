from sqlalchemy import Boolean, ForeignKey, Integer, create_engine, or_, text
from sqlalchemy import Column as C
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import sessionmaker, relationship
from sqlmodel import Field, Session, SQLModel
from sqlmodel import select as pick

Base = declarative_base()


class Run(Base):
    __tablename__ = "runs"
    id = C(Integer, primary_key=True)
    ok = C(Boolean, default=False)
    steps = relationship("Step")

    def is_good(self):
        return self.ok and self.id > 3


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    age: int


engine = create_engine("sqlite://")
Maker = sessionmaker(bind=engine)
session = Maker()
good = session.query(Run).filter(or_(Run.ok, Run.id < 10)).order_by(Run.id).all()
session.execute(text("VACUUM"))


def find(session: Session, age: int):
    query = pick(Hero).where(Hero.age >= age)
    if age > 3:
        query = query.limit(10)
    return session.exec(query).all()


def purge(db):
    db.query(Run).filter(Run.id == 3).delete()
