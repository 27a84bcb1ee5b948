"""`/customers`: who asks, and what picks their contract and calendars."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, make_response, redirect, render_template, request, url_for

from router.domain.contracts.contract import Customer
from router.domain.errors import RouterError
from router.usecases.customers.import_customers import contracts_from, import_customers, several
from router.usecases.customers.keep_customer import (
    get_customer,
    known_upgrades,
    list_customers,
    plan_customer,
    remove_customer,
    save_customer,
)
from router.usecases.ports import Core, NotFound
from router.usecases.records import CustomerRecord
from router.web.http.auth import MANAGERS
from router.web.http.error_answers import Refused, status_of
from router.web.pages.guard import Answer, page, viewer

PAGE_SIZE = 100


def build_customers(core: Core) -> Blueprint:
    """The list, one customer, and what a manager changes."""
    pages = Blueprint("customers", __name__)

    @pages.get("/customers")
    @page(core)
    def customers() -> Answer:
        return _list(core)

    @pages.post("/customers")
    @page(core, MANAGERS)
    def add() -> Answer:
        customer = _customer_of_form()
        try:
            record = save_customer(core, customer, who=viewer().origin)
        except RouterError as error:
            return make_response(_list(core, customer, str(error)), status_of(error))
        return redirect(url_for("customers.one", customer_id=record.id), 303)

    @pages.post("/customers/import")
    @page(core, MANAGERS)
    def take_file() -> Answer:
        sent = request.files.get("file")
        raw = sent.read() if sent is not None else b""
        if not raw.strip():
            raise Refused(422, "the file is empty; choose a CSV file")
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", "replace")  # what spreadsheets of the West write
        got = import_customers(core, text, who=viewer().origin)
        if got.problems:
            return make_response(render_template("import.html", got=got), 422)
        return redirect(url_for("customers.customers", added=got.added, changed=got.changed), 303)

    @pages.get("/customers/<customer_id>")
    @page(core)
    def one(customer_id: str) -> Answer:
        record = get_customer(core, customer_id)
        return _one(core, record, record.customer)

    @pages.post("/customers/<customer_id>")
    @page(core, MANAGERS)
    def change(customer_id: str) -> Answer:
        record = get_customer(core, customer_id)
        wanted = _customer_of_form()
        try:
            plan = plan_customer(core, wanted, customer_id=customer_id)
            moves = [m for m in plan.moves if m.changes or m.refused]
            if moves and request.form.get("sure") != "yes":
                return render_template(
                    "customer_sure.html",
                    record=record,
                    plan=plan,
                    moves=moves,
                    form=_form_of(plan.customer),
                )
            save_customer(core, wanted, customer_id=customer_id, who=viewer().origin)
        except NotFound:
            raise
        except RouterError as error:
            return make_response(_one(core, record, wanted, str(error)), status_of(error))
        return redirect(url_for("customers.one", customer_id=customer_id), 303)

    @pages.post("/customers/<customer_id>/remove")
    @page(core, MANAGERS)
    def remove(customer_id: str) -> Answer:
        remove_customer(core, customer_id, who=viewer().origin)
        return redirect(url_for("customers.customers"), 303)

    return pages


def _list(core: Core, form: Customer | None = None, trouble: str = "") -> str:
    cursor = request.args.get("cursor") or None
    found = list_customers(core, cursor=cursor, limit=PAGE_SIZE)
    return render_template(
        "customers.html",
        customers=found.items,
        next=found.next,
        trouble=trouble,
        form=_form_of(form or Customer()),
        choices=_choices(core),
        upgrades=known_upgrades(core),
        done=_done(),
    )


def _one(core: Core, record: CustomerRecord, shown: Customer, trouble: str = "") -> str:
    return render_template(
        "customer.html",
        record=record,
        trouble=trouble,
        form=_form_of(shown),
        choices=_choices(core),
        upgrades=known_upgrades(core),
    )


def _done() -> str:
    added, changed = request.args.get("added", ""), request.args.get("changed", "")
    if added.isdigit() and changed.isdigit():
        count = int(added)
        return f"{count} customer{'s' * (count != 1)} added, {int(changed)} changed."
    return ""


def _choices(core: Core) -> list[str]:
    return [f"{c.vendor}={c.id}" for c in core.contracts()]


def _form_of(customer: Customer) -> dict[str, str]:
    """The customer as the form's texts."""
    return {
        "organisation": customer.organisation,
        "country": customer.country or "",
        "zone": customer.zone or "",
        "mail_domains": "\n".join(customer.mail_domains),
        "contracts": "\n".join(f"{v}={c}" for v, c in customer.contracts.items()),
        "upgrades": "\n".join(customer.upgrades),
        "licence_start_on": customer.licence_start_on or "",
    }


def _customer_of_form() -> Customer:
    """Raises Refused (422) for a too long text, BadEvent for contracts that are no pairs."""
    form = {
        name: request.form.get(name, "").replace("\r\n", "\n").strip()
        for name in _form_of(Customer())
    }
    for name, text in form.items():
        if len(text) > 5000:
            raise Refused(422, f"{name} has {len(text)} characters; at most 5000 are taken")
        if "\x00" in text:
            raise Refused(422, f"{name} holds a zero byte, which is no text")
    customer = Customer(
        organisation=form["organisation"],
        country=form["country"] or None,
        zone=form["zone"] or None,
        mail_domains=several(form["mail_domains"]),
        upgrades=several(form["upgrades"]),
        licence_start_on=form["licence_start_on"] or None,
    )
    return replace(customer, contracts=contracts_from(form["contracts"]))
