#!/usr/bin/env python3
"""Writes the month's invoices as PDF and mails them."""
import argparse
import configparser
import os
import smtplib
import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from email.message import EmailMessage
from enum import Enum
from pathlib import Path

import boto3
import click
from botocore.exceptions import ClientError
from jinja2 import Environment, PackageLoader, select_autoescape
from rich.console import Console
from rich.progress import track
from rich.table import Table
from weasyprint import HTML

console = Console(stderr=True)
QUERY = """
SELECT c.name, c.mail, i.number, SUM(l.amount * l.price) AS total
FROM invoices i
JOIN customers c ON c.id = i.customer_id
LEFT JOIN lines l ON l.invoice = i.number
WHERE i.month = :month AND i.state IN ('open', 'late')
GROUP BY c.name, c.mail, i.number
ORDER BY total DESC
"""


class Kind(Enum):
    OPEN = "open"
    LATE = "late"


@dataclass
class Invoice:
    name: str
    mail: str
    number: int
    total: Decimal
    files: list[Path] = field(default_factory=list)

    @property
    def rounded(self) -> Decimal:
        return self.total.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def read(path: str, month: str) -> list[Invoice]:
    with sqlite3.connect(path) as db:
        db.row_factory = sqlite3.Row
        rows = db.execute(QUERY, {"month": month}).fetchall()
    return [Invoice(row["name"], row["mail"], row["number"], Decimal(str(row["total"]))) for row in rows]


def render(environment: Environment, invoice: Invoice, folder: Path) -> Path:
    html = environment.get_template("invoice.html").render(invoice=invoice, today=date.today())
    target = folder / f"{invoice.number:06}.pdf"
    HTML(string=html, base_url=".").write_pdf(target, presentational_hints=True)
    invoice.files.append(target)
    return target


def upload(client, bucket: str, file: Path) -> bool:
    try:
        client.upload_file(str(file), bucket, file.name, ExtraArgs={"ContentType": "application/pdf", "ACL": "private"})
    except ClientError as error:
        console.print(f"[red]{error}[/red]")
        return False
    return True


def mail(settings: configparser.SectionProxy, invoice: Invoice) -> None:
    message = EmailMessage()
    message["Subject"] = f"Invoice {invoice.number}"
    message["To"] = invoice.mail
    message.set_content(f"Dear {invoice.name}, you owe us {invoice.rounded}.")
    for file in invoice.files:
        message.add_attachment(file.read_bytes(), maintype="application", subtype="pdf", filename=file.name)
    with smtplib.SMTP_SSL(settings["host"], settings.getint("port", 465)) as server:
        server.login(settings["user"], os.environ["SMTP_PASSWORD"])
        server.send_message(message)


def main(argv=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database")
    parser.add_argument("--month", default=date.today().strftime("%Y-%m"))
    parser.add_argument("--bucket")
    parser.add_argument("--dry-run", action="store_true")
    options = parser.parse_args(argv)
    config = configparser.ConfigParser()
    config.read(["invoices.ini", Path.home() / ".invoices.ini"])
    environment = Environment(loader=PackageLoader("invoices"), autoescape=select_autoescape(["html"]))
    client = boto3.client("s3", region_name="eu-central-1") if options.bucket else None
    table = Table("number", "total", title=f"Invoices of {options.month}")
    invoices = read(options.database, options.month)
    with tempfile.TemporaryDirectory(prefix="invoices") as name:
        for invoice in track(invoices, description="writing"):
            file = render(environment, invoice, Path(name))
            subprocess.run(["qpdf", "--linearize", str(file)], check=True, capture_output=True)
            if client is not None and not upload(client, options.bucket, file):
                return 1
            if not options.dry_run:
                mail(config["smtp"], invoice)
            table.add_row(str(invoice.number), str(invoice.rounded), style="green" if invoice.total else "dim")
    console.print(table)
    late = [one for one in invoices if Kind("late").value in one.name]
    if late and click.confirm("Remind?", default=False):
        click.echo(f"{len(late)} reminders")
    return 0


if __name__ == "__main__":
    sys.exit(main())
