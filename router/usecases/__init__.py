"""What the product does, one verb a file. Each is a function that takes the `Core` first.

Coming in and going out, called by web and jobs:

    take_in(core, arrival) -> Taken                     take_in.py
    route(core, ticket_ids) -> int                      route.py
    deliver(core, by, limit=40) -> int                  deliver.py: claims and sends a batch
    sweep(core, limit=200) -> Swept                     sweep.py
    refold(core, ticket_ids) -> int                     refold.py

What people and vendors do; `who` is the origin of the event, `user:maria@example.com`:

    set_vendor(core, ticket_id, vendor, *, contract=None, reason, who)
    set_tier(core, ticket_id, tier, *, reason, who, correction=False)
    pause(core, ticket_id, *, reason, who)              resume(…)
    add_note(core, ticket_id, body, *, who, public=False)
    record_contact(core, ticket_id, *, who, spoke_to, at=None, body="")
    vendor_reply(core, vendor, ticket_id, body, *, public, who)
    vendor_resolve(core, vendor, ticket_id, *, who, body="")
    start_duty(core, vendor, duty, *, who, ticket_id=None, contract=None, at=None,
               planned_for=None, customer_id=None, subject="", instance=None) -> Started
    finish_duty(core, ticket_id, duty, instance=None, *, who, at=None, vendor=None)
    plan_customer(core, customer, *, customer_id=None) -> CustomerPlan     customers.py: a preview
    save_customer(core, customer, *, customer_id=None, who) -> CustomerRecord
    import_customers(core, csv_text, *, who, dry_run=False) -> Imported
    plan_policies(core) -> PolicyPlan                   files against what is in force
    apply_policies(core, *, who, mark=None) -> InForce
    move_tickets(core, *, who, ticket_ids=None) -> Moved
    send_again(core, delivery_id)                       one that was given up starts over
    hold(core, on, *, who), held_by(core)               one switch for all sending
    do_periodic_work(core)                         now and then, by whoever sweeps
    Follower(core).changes()                            what changed, for live pages

Each raises UnknownTicket, UnknownContract, Conflict or BadEvent as fits. Reading:

    list_tickets(core, where, *, cursor=None, limit=50) -> Page[TicketView]      newest first
    queue(core, where, *, cursor=None, limit=50) -> Page[TicketView]             by next deadline
    read_ticket(core, ticket_id) -> TicketView                                   with events
    read_ledger(core, ticket_id, clock_id) -> tuple[Segment, ...]
    vendor_tickets(core, vendor, …) and vendor_ticket(core, vendor, ticket_id)   its own only
"""
