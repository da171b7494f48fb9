"""The shop's orders, for the front end and for the people who pack."""

import logging
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2 import Template
from pydantic import BaseModel, field_validator
from sqlmodel import Field, Session, SQLModel, create_engine, select

log = logging.getLogger("orders")
engine = create_engine("sqlite:///orders.db")
scheduler = BackgroundScheduler()

SLIP = Template(
    """<h1>Order {{ order.id }}</h1>
{% for item in items %}
<p>{{ item.amount }} of {{ item.article }}</p>
{% endfor %}"""
)


class Order(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    customer: str = Field(index=True)
    total: float = 0.0
    packed: datetime | None = None


class Item(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="order.id")
    article: str
    amount: int = 1


class NewOrder(BaseModel):
    customer: str
    items: dict[str, int]

    @field_validator("items")
    @classmethod
    def some(cls, items):
        if not items or min(items.values()) < 1:
            raise ValueError("order something")
        return items


@asynccontextmanager
async def lifespan(app: FastAPI):
    SQLModel.metadata.create_all(engine)
    scheduler.start()
    yield
    scheduler.shutdown()


app = FastAPI(lifespan=lifespan)


def session():
    with Session(engine) as opened:
        yield opened


@app.exception_handler(KeyError)
async def missing(request: Request, error: KeyError):
    return JSONResponse(status_code=404, content={"missing": str(error)})


@app.post("/orders")
def add(new: NewOrder, db: Session = Depends(session)):
    order = Order(customer=new.customer)
    db.add(order)
    db.commit()
    db.add_all(Item(order_id=order.id, article=article, amount=n) for article, n in new.items.items())
    db.commit()
    return {"id": order.id}


@app.get("/orders")
def listed(customer: str, least: float = 0, db: Session = Depends(session)):
    query = select(Order).where(Order.customer == customer)
    if least > 0:
        query = query.where(Order.total >= least)
    return db.exec(query.order_by(Order.id)).all()


@app.get("/orders/{order_id}/slip", response_class=HTMLResponse)
def slip(order_id: int, db: Session = Depends(session)):
    order = db.get(Order, order_id)
    if order is None or order.total < 0:
        raise HTTPException(404)
    items = db.exec(select(Item).where(Item.order_id == order_id)).all()
    return SLIP.render(order=order, items=items)


@scheduler.scheduled_job(CronTrigger.from_crontab("0 3 * * *"))
def forget_old():
    limit = datetime.now() - timedelta(days=90)
    with Session(engine) as db:
        for order in db.exec(select(Order).where(Order.packed < limit)):
            db.delete(order)
        db.commit()
    log.info("select what is older than %s from the orders", limit)
