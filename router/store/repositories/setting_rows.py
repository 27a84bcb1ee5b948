"""What is set up: sources, endpoints, customers, kept contract versions, small notes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Integer, String, bindparam, cast, delete, select, update

from router.domain.contracts.contract import Customer
from router.store.prepared import Prepared
from router.store.repositories.row_tools import (
    Row,
    all_rows,
    cursor_of,
    insert_for,
    insert_new,
    one_row,
    read_cursor,
    upsert,
)
from router.store.tables.tables import (
    contracts,
    customer_domains,
    customers,
    endpoints,
    notes,
    sources,
)
from router.usecases.ports import Conflict, NotFound
from router.usecases.records import (
    CustomerRecord,
    EndpointRecord,
    Mode,
    Page,
    SourceRecord,
    StoredContract,
)

_SOURCE = Prepared(select(sources).where(sources.c.name == bindparam("this")))
_ENDPOINT = Prepared(select(endpoints).where(endpoints.c.name == bindparam("this")))
_CUSTOMER = Prepared(select(customers).where(customers.c.id == bindparam("this")))
_CUSTOMERS = select(customers).where(customers.c.id.in_(bindparam("ids", expanding=True)))


class SqlSources:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, source: SourceRecord) -> None:
        if not insert_new(self._connection, sources, _source_row(source)):
            raise Conflict(f"there is a source {source.name!r} already; choose another name")

    def find(self, name: str) -> SourceRecord | None:
        row = _SOURCE.first(self._connection, {"this": name})
        return None if row is None else _source(row)

    def list(self) -> tuple[SourceRecord, ...]:
        found = all_rows(self._connection, select(sources).order_by(sources.c.name))
        return tuple(_source(row) for row in found)

    def save(self, source: SourceRecord) -> None:
        statement = update(sources).where(sources.c.name == source.name)
        if not self._connection.execute(statement.values(_source_row(source))).rowcount:
            raise NotFound(f"there is no source {source.name!r}")

    def remove(self, name: str) -> bool:
        statement = delete(sources).where(sources.c.name == name)
        return bool(self._connection.execute(statement).rowcount)


class SqlEndpoints:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, endpoint: EndpointRecord) -> None:
        if not insert_new(self._connection, endpoints, _endpoint_row(endpoint)):
            raise Conflict(f"there is an endpoint {endpoint.name!r} already; choose another name")

    def find(self, name: str) -> EndpointRecord | None:
        row = _ENDPOINT.first(self._connection, {"this": name})
        return None if row is None else _endpoint(row)

    def for_vendor(self, vendor: str) -> EndpointRecord | None:
        return self._first(endpoints.c.vendor == vendor)

    def list(self) -> tuple[EndpointRecord, ...]:
        found = all_rows(self._connection, select(endpoints).order_by(endpoints.c.name))
        return tuple(_endpoint(row) for row in found)

    def save(self, endpoint: EndpointRecord) -> None:
        statement = update(endpoints).where(endpoints.c.name == endpoint.name)
        if not self._connection.execute(statement.values(_endpoint_row(endpoint))).rowcount:
            raise NotFound(f"there is no endpoint {endpoint.name!r}")

    def remove(self, name: str) -> bool:
        statement = delete(endpoints).where(endpoints.c.name == name)
        return bool(self._connection.execute(statement).rowcount)

    def _first(self, condition: Any) -> EndpointRecord | None:
        statement = select(endpoints).where(condition).order_by(endpoints.c.name).limit(1)
        row = one_row(self._connection, statement)
        return None if row is None else _endpoint(row)


class SqlCustomers:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, customer: CustomerRecord) -> None:
        if not insert_new(self._connection, customers, _customer_row(customer)):
            raise Conflict(f"there is a customer {customer.customer.organisation!r} already")
        self._write_domains(customer)

    def get(self, customer_id: str) -> CustomerRecord:
        found = self.find_by_id(customer_id)
        if found is None:
            raise NotFound(f"there is no customer {customer_id!r}")
        return found

    def find_by_id(self, customer_id: str) -> CustomerRecord | None:
        row = _CUSTOMER.first(self._connection, {"this": customer_id})
        return None if row is None else _customer(row)

    def several(self, ids: Collection[str]) -> Mapping[str, CustomerRecord]:
        if not ids:
            return {}
        found = all_rows(self._connection, _CUSTOMERS, {"ids": sorted(ids)})
        return {row["id"]: _customer(row) for row in found}

    def find(
        self, *, organisation: str | None = None, mail_domain: str | None = None
    ) -> CustomerRecord | None:
        if organisation:
            found = self._first(customers.c.organisation_key == organisation.strip().casefold())
            if found is not None:
                return found
        if not mail_domain:
            return None
        owner = select(customer_domains.c.customer_id).where(
            customer_domains.c.domain == mail_domain.strip().casefold()
        )
        return self._first(customers.c.id == owner.scalar_subquery())

    def list(self, *, cursor: str | None = None, limit: int = 50) -> Page[CustomerRecord]:
        statement = select(customers)
        if cursor is not None:
            (last,) = read_cursor(cursor, (str,))
            statement = statement.where(customers.c.organisation_key > last)
        statement = statement.order_by(customers.c.organisation_key).limit(limit + 1)
        found = tuple(_customer(row) for row in all_rows(self._connection, statement))
        if len(found) <= limit:
            return Page(found)
        end = found[limit - 1].customer.organisation.strip().casefold()
        return Page(found[:limit], cursor_of(end))

    def save(self, customer: CustomerRecord) -> None:
        statement = update(customers).where(customers.c.id == customer.id)
        if not self._connection.execute(statement.values(_customer_row(customer))).rowcount:
            raise NotFound(f"there is no customer {customer.id!r}")
        owned = customer_domains.c.customer_id == customer.id
        self._connection.execute(delete(customer_domains).where(owned))
        self._write_domains(customer)

    def remove(self, customer_id: str) -> bool:
        owned = customer_domains.c.customer_id == customer_id
        self._connection.execute(delete(customer_domains).where(owned))
        statement = delete(customers).where(customers.c.id == customer_id)
        return bool(self._connection.execute(statement).rowcount)

    def _write_domains(self, customer: CustomerRecord) -> None:
        for domain in dict.fromkeys(d.strip().casefold() for d in customer.customer.mail_domains):
            values = {"domain": domain, "customer_id": customer.id}
            if not insert_new(self._connection, customer_domains, values):
                raise Conflict(f"mail domain {domain!r} belongs to another customer already")

    def _first(self, condition: Any) -> CustomerRecord | None:
        row = one_row(self._connection, select(customers).where(condition))
        return None if row is None else _customer(row)


class SqlContracts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, contract: StoredContract) -> None:
        insert_new(self._connection, contracts, asdict(contract))

    def has(self, vendor: str, contract: str, version: str) -> bool:
        statement = select(contracts.c.version).where(
            contracts.c.vendor == vendor,
            contracts.c.contract == contract,
            contracts.c.version == version,
        )
        return self._connection.execute(statement).first() is not None

    def find(self, vendor: str, contract: str, version: str) -> StoredContract | None:
        statement = select(contracts).where(
            contracts.c.vendor == vendor,
            contracts.c.contract == contract,
            contracts.c.version == version,
        )
        row = one_row(self._connection, statement)
        return None if row is None else StoredContract(**row)

    def list(self) -> tuple[StoredContract, ...]:
        ordered = select(contracts).order_by(
            contracts.c.vendor, contracts.c.contract, contracts.c.stored_at
        )
        return tuple(StoredContract(**r) for r in all_rows(self._connection, ordered))


_NOTE = Prepared(select(notes.c.value).where(notes.c.name == bindparam("this")))


class SqlNotes:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> str | None:
        row = _NOTE.first(self._connection, {"this": name})
        return None if row is None else row["value"]

    def set(self, name: str, value: str | None) -> None:
        if value is None:
            self._connection.execute(delete(notes).where(notes.c.name == name))
        else:
            upsert(self._connection, notes, {"name": name, "value": value}, ["name"])

    def count(self, name: str) -> None:
        statement = insert_for(self._connection, notes).values(name=name, value="1")
        more = cast(cast(notes.c.value, Integer) + 1, String)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["name"], set_={"value": more})
        )


def _source_row(source: SourceRecord) -> Mapping[str, Any]:
    return {
        "name": source.name,
        "kind": source.kind,
        "secrets": list(source.secrets),
        "created_at": source.created_at,
        "settings": dict(source.settings),
        "mode": source.mode.value,
        "last_seen_at": source.last_seen_at,
    }


def _source(row: Row) -> SourceRecord:
    return SourceRecord(**{**row, "secrets": tuple(row["secrets"]), "mode": Mode(row["mode"])})


def _endpoint_row(endpoint: EndpointRecord) -> Mapping[str, Any]:
    return {
        "name": endpoint.name,
        "kind": endpoint.kind,
        "secrets": list(endpoint.secrets),
        "created_at": endpoint.created_at,
        "vendor": endpoint.vendor,
        "settings": dict(endpoint.settings),
    }


def _endpoint(row: Row) -> EndpointRecord:
    return EndpointRecord(**{**row, "secrets": tuple(row["secrets"])})


def _customer_row(record: CustomerRecord) -> Mapping[str, Any]:
    customer = record.customer
    return {
        "id": record.id,
        "organisation": customer.organisation,
        "organisation_key": customer.organisation.strip().casefold(),
        "record": {
            "country": customer.country,
            "zone": customer.zone,
            "mail_domains": list(customer.mail_domains),
            "contracts": dict(customer.contracts),
            "upgrades": list(customer.upgrades),
            "licence_start_on": customer.licence_start_on,
        },
        "updated_at": record.updated_at,
    }


def _customer(row: Row) -> CustomerRecord:
    kept = row["record"]
    customer = Customer(
        organisation=row["organisation"],
        country=kept["country"],
        zone=kept["zone"],
        mail_domains=tuple(kept["mail_domains"]),
        contracts=kept["contracts"],
        upgrades=tuple(kept["upgrades"]),
        licence_start_on=kept["licence_start_on"],
    )
    return CustomerRecord(row["id"], customer, row["updated_at"])
