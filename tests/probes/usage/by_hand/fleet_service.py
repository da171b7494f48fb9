"""The service that drivers' phones talk to: trips, positions, and who is near."""
import logging
import os
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Annotated, List, Optional
from uuid import UUID, uuid4

import redis.asyncio as redis
from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, Query, status
from fastapi.middleware.cors import CORSMiddleware
from fastapi.security import OAuth2PasswordBearer
from geoalchemy2 import Geography
from jose import JWTError, jwt
from pydantic import BaseModel, ConfigDict, Field
from pydantic_settings import BaseSettings
from sqlalchemy import DateTime, ForeignKey, String, func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, selectinload

logger = logging.getLogger(__name__)


class Settings(BaseSettings):
    database: str = "postgresql+asyncpg://localhost/fleet"
    secret: str
    redis_url: str = "redis://localhost"
    near_metres: int = 2000


settings = Settings()
engine = create_async_engine(settings.database, pool_size=10, pool_pre_ping=True)
sessions = async_sessionmaker(engine, expire_on_commit=False)
token_of = OAuth2PasswordBearer(tokenUrl="token")


class Base(DeclarativeBase):
    pass


class Driver(Base):
    __tablename__ = "drivers"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(String(80))
    place: Mapped[Optional[str]] = mapped_column(Geography("POINT", srid=4326))
    trips: Mapped[List["Trip"]] = relationship(back_populates="driver", cascade="all, delete-orphan")


class Trip(Base):
    __tablename__ = "trips"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    driver_id: Mapped[UUID] = mapped_column(ForeignKey("drivers.id"), index=True)
    started: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    ended: Mapped[Optional[datetime]]
    metres: Mapped[int] = mapped_column(default=0)
    driver: Mapped[Driver] = relationship(back_populates="trips")


class Position(BaseModel):
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    at: datetime = Field(default_factory=datetime.utcnow)


class TripOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    started: datetime
    metres: int


async def session():
    async with sessions() as made:
        yield made


async def current_driver(token: Annotated[str, Depends(token_of)], db: Annotated[AsyncSession, Depends(session)]) -> Driver:
    try:
        claims = jwt.decode(token, settings.secret, algorithms=["HS256"])
    except JWTError as error:
        raise HTTPException(status_code=status.HTTP_401_UNAUTHORIZED, detail="who are you?") from error
    driver = await db.get(Driver, UUID(claims["sub"]))
    if driver is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND)
    return driver


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.redis = redis.from_url(settings.redis_url, decode_responses=True)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield
    await app.state.redis.aclose()
    await engine.dispose()


app = FastAPI(title="Fleet", lifespan=lifespan)
app.add_middleware(CORSMiddleware, allow_origins=os.environ.get("ORIGINS", "*").split(","), allow_methods=["*"])


@app.post("/token")
async def token(name: str, db: AsyncSession = Depends(session)):
    driver = (await db.execute(select(Driver).where(Driver.name == name))).scalar_one_or_none()
    if driver is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND)
    until = datetime.utcnow() + timedelta(hours=8)
    return {"access_token": jwt.encode({"sub": str(driver.id), "exp": until}, settings.secret, algorithm="HS256"), "token_type": "bearer"}


@app.post("/trips", response_model=TripOut, status_code=status.HTTP_201_CREATED)
async def begin(driver: Driver = Depends(current_driver), db: AsyncSession = Depends(session)):
    trip = Trip(driver_id=driver.id)
    db.add(trip)
    await db.commit()
    await db.refresh(trip)
    return trip


async def announce(channel: str, position: Position):
    await app.state.redis.publish(channel, position.model_dump_json())
    logger.debug("announced %s", channel)


@app.put("/position", status_code=status.HTTP_204_NO_CONTENT)
async def move(position: Position, later: BackgroundTasks, driver: Driver = Depends(current_driver), db: AsyncSession = Depends(session)):
    driver.place = f"POINT({position.lon} {position.lat})"
    db.add(driver)
    await db.commit()
    later.add_task(announce, f"driver:{driver.id}", position)


@app.get("/trips", response_model=List[TripOut])
async def mine(
    driver: Driver = Depends(current_driver),
    db: AsyncSession = Depends(session),
    limit: int = Query(20, ge=1, le=100),
    since: Optional[datetime] = None,
):
    query = select(Trip).where(Trip.driver_id == driver.id).options(selectinload(Trip.driver))
    if since:
        query = query.where(Trip.started >= since)
    found = await db.scalars(query.order_by(Trip.started.desc()).limit(limit))
    return found.all()
