"""What deliveries of the helpdesks' own examples and of public integrations taught us: who spoke,
to whom and when. The payloads here are invented in their shapes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

import pytest

from integrations.helpdesks.zendesk.zendesk_reconcile import read_audit
from router.domain.errors import BadEvent
from router.domain.tickets.events import Kind
from router.domain.tickets.sightings import Sighting
from router.domain.time.instants import parse_instant
from tests.integrations.builders import (
    NOW,
    kinds,
    only,
    read,
    settings,
    zendesk_event,
    zendesk_trigger,
)
from tests.integrations.deliveries import (
    freshdesk,
    freshdesk_simple,
    generic,
    jira,
    mail,
    servicenow,
    zammad,
)


def own_desk(kind: str) -> Any:
    """A vendor's own helpdesk: nobody is named, its staff speak for it."""
    return settings(kind, vendors={}, staff_are_vendor=True)


def said(sightings: list[Sighting]) -> list[Kind]:
    spoken = {Kind.VENDOR_REPLIED, Kind.AGENT_REPLIED, Kind.CUSTOMER_REPLIED, Kind.NOTED}
    return [kind for kind in kinds(sightings) if kind in spoken]


class TestZammad:
    agent: ClassVar[dict[str, str]] = {
        "login": "asha@zuper.co",
        "email": "asha@zuper.co",
        "organization": "Zuper",
    }

    @pytest.mark.parametrize("origin", [{"origin_by": "ana@customer.example"}, {}])
    def test_a_customers_call_that_the_vendors_staff_write_down_is_no_reply_of_theirs(
        self, origin: dict[str, str]
    ) -> None:
        article = {
            "sender": "Customer",
            "type": "phone",
            "from": "Ana Silva <ana@customer.example>",
            "created_by": self.agent,
        }
        assert said(read("zammad", zammad(article=article | origin))) == [Kind.CUSTOMER_REPLIED]

    def test_a_vendors_mail_counts_as_theirs_though_zammad_calls_them_a_customer(self) -> None:
        """Where the operator says that forged mail is refused; nothing in a delivery does."""
        mailed = {"sender": "Customer", "created_by": self.agent}
        checked = settings("zammad", options={"mail_is_checked": "yes"})
        assert said(read("zammad", zammad(article=mailed), given=checked)) == [Kind.VENDOR_REPLIED]
        assert said(read("zammad", zammad(article=mailed))) == [Kind.NOTED]

    def test_what_the_vendors_staff_write_after_logging_in_counts(self) -> None:
        written = {"sender": "Customer", "created_by": self.agent, "type": "web"}
        assert said(read("zammad", zammad(article=written))) == [Kind.VENDOR_REPLIED]

    @pytest.mark.parametrize(
        "line",
        [
            "asha@zuper.co <ana@customer.example>",
            "asha@zuper.co, <ana@customer.example>",
            "<asha@zuper.co> <ana@customer.example>",
            "Asha (x) asha@zuper.co <ana@customer.example>",
            "asha@zuper.co(<ana@customer.example>)",
            '"asha@zuper.co" <ana@customer.example>',
        ],
    )
    def test_no_display_name_passes_for_a_vendors_address(self, line: str) -> None:
        """The mail really is Ana's, so that even a server that checks lets it through."""
        article = {
            "sender": "Customer",
            "from": line,
            "created_by": {"login": "ana@customer.example", "email": "ana@customer.example"},
        }
        checked = settings("zammad", options={"mail_is_checked": "yes"})
        assert said(read("zammad", zammad(article=article), given=checked)) == [
            Kind.CUSTOMER_REPLIED
        ]

    def test_a_vendors_automatic_answer_by_mail_stops_nothing(self) -> None:
        mailed = {
            "sender": "Customer",
            "created_by": self.agent,
            "preferences": {"is-auto-response": True, "send-auto-response": False},
        }
        assert said(read("zammad", zammad(article=mailed))) == [Kind.NOTED]

    @pytest.mark.parametrize(
        "preferences",
        [
            {},
            {"send-auto-response": True, "is-auto-response": False},
            {"email_address_id": 1, "is-auto-response": False},
        ],
    )
    @pytest.mark.parametrize("given", [settings("zammad"), own_desk("zammad")])
    def test_a_mail_from_an_agents_address_answers_nothing_unless_forged_mail_is_refused(
        self, preferences: dict[str, object], given: Any
    ) -> None:
        """Zammad calls whoever writes an agent's address into From an agent."""
        mailed = {"created_by": self.agent, "preferences": preferences}
        found = read("zammad", zammad(article=mailed), given=given)
        assert said(found) == [Kind.NOTED]
        assert only(found, Kind.NOTED).data["why"] == "unproven_sender"
        checked = replace(given, options={"mail_is_checked": "yes"})
        found = read("zammad", zammad(article=mailed), given=checked)
        assert said(found) == [Kind.VENDOR_REPLIED]

    def test_a_mail_of_staff_whom_nobody_named_needs_proof_as_well(self) -> None:
        other = {"created_by": {"login": "x", "email": "x@acme.example"}, "preferences": {}}
        other["from"] = "X <x@acme.example>"
        assert said(read("zammad", zammad(article=other))) == [Kind.NOTED]
        other["preferences"] = {"email_address_id": 1}
        assert said(read("zammad", zammad(article=other))) == [Kind.AGENT_REPLIED]

    @pytest.mark.parametrize("kind", ["phone", "note", "web"])
    def test_what_an_agent_writes_in_zammad_itself_needs_no_proof(self, kind: str) -> None:
        written = {"created_by": self.agent, "from": "Asha Rao", "type": kind, "preferences": {}}
        assert said(read("zammad", zammad(article=written))) == [Kind.VENDOR_REPLIED]

    def test_the_first_article_answers_nothing_though_it_is_told_late(self) -> None:
        """The count is that of the moment of sending, when an answer stood already."""
        late = zammad(ticket={"article_count": 2, "article_ids": [136, 135]}, article={"id": 135})
        assert said(read("zammad", late)) == []
        answer = zammad(ticket={"article_count": 2, "article_ids": [134, 135]})
        assert said(read("zammad", answer)) == [Kind.VENDOR_REPLIED]

    def test_a_state_as_an_object_is_read(self) -> None:
        told = kinds(read("zammad", zammad(ticket={"state": {"id": 4, "name": "closed"}})))
        assert Kind.CLOSED in told


class TestJira:
    @pytest.mark.parametrize(
        "item",
        [
            {"field": "Key", "fieldtype": "custom", "fromString": "SUP-1", "toString": "SUP-2"},
            {"field": "Status", "fieldtype": "custom", "toString": "Done"},
            {"field": "Status", "fieldtype": "jira", "fieldId": "customfield_10", "to": "6"},
        ],
    )
    def test_a_field_of_the_sites_own_is_never_taken_for_jiras(self, item: dict[str, str]) -> None:
        """Whatever it is called: customers may be allowed to edit it."""
        payload = jira("issue_updated", changelog={"items": [item]})
        found = read("jira", payload)
        assert len(found) == 1
        assert not {Kind.MERGED, Kind.RESOLVED, Kind.CLOSED} & set(kinds(found))

    @pytest.mark.parametrize("project", [{}, {"projectTypeKey": "service_desk"}])
    def test_a_comment_that_does_not_say_whether_it_is_internal_stops_nothing_and_is_not_shown(
        self, project: dict[str, str]
    ) -> None:
        """Data Center's service desks leave the flag out of internal comments too."""
        payload = jira(fields={"project": project}, comment={"jsdPublic": None})
        (sighting,) = read("jira", payload)
        assert only([sighting], Kind.NOTED).data == {"why": "unknown_audience"}
        assert sighting.comments[0].public is False

    def test_a_comment_without_a_flag_is_public_where_no_comment_has_one(self) -> None:
        software = jira(
            fields={"project": {"projectTypeKey": "software"}}, comment={"jsdPublic": None}
        )
        assert said(read("jira", software)) == [Kind.VENDOR_REPLIED]
        given = settings("jira", options={"unflagged_comments": "public"})
        unflagged = jira(comment={"jsdPublic": None})
        assert said(read("jira", unflagged, given=given)) == [Kind.VENDOR_REPLIED]

    @pytest.mark.parametrize(
        "change",
        [
            {"jsdPublic": False},
            {"visibility": {"type": "role", "value": "Service Desk Team"}},
            {"properties": [{"key": "sd.public.comment", "value": {"internal": True}}]},
        ],
    )
    def test_a_comment_that_is_edited_to_be_restricted_is_shown_to_nobody_any_more(
        self, change: dict[str, Any]
    ) -> None:
        event = only(read("jira", jira("comment_updated", comment=change)), Kind.NOTED)
        assert event.key == "desk:comment:10100:made_private"
        assert event.data == {"why": "made_private"}

    def test_a_comment_edited_in_an_issue_update_is_so_too(self) -> None:
        """As Data Center tells it: the issue's update, with the comment beside it."""
        payload = jira("comment_created", comment={"visibility": {"type": "group", "value": "x"}})
        payload |= {
            "webhookEvent": "jira:issue_updated",
            "issue_event_type_name": "issue_comment_edited",
        }
        keys = [e.key for s in read("jira", payload) for e in s.events]
        assert "desk:comment:10100:made_private" in keys

    def test_a_deleted_comment_is_shown_to_nobody_any_more_and_stays_an_answer(self) -> None:
        (sighting,) = read("jira", jira("comment_deleted"))
        assert only([sighting], Kind.NOTED).key == "desk:comment:10100:made_private"
        assert sighting.comments == ()

    def test_an_edit_that_changes_no_reader_says_nothing(self) -> None:
        assert said(read("jira", jira("comment_updated"))) == []

    @pytest.mark.parametrize(
        "author", [{}, {"accountId": "z-1", "accountType": "unknown"}, {"accountId": "z-1"}]
    )
    def test_somebody_whom_jira_does_not_name_is_not_the_vendor(
        self, author: dict[str, str]
    ) -> None:
        """Anonymised and deleted accounts."""
        payload = jira(comment={"author": author})
        (sighting,) = read("jira", payload, given=own_desk("jira"))
        assert only([sighting], Kind.NOTED).data == {"why": "unknown_speaker"}

    def test_a_status_in_another_language_is_marked_and_not_taken_for_open_in_silence(self) -> None:
        status = {
            "id": "10004",
            "name": "Warten auf Kunden",
            "statusCategory": {"key": "indeterminate"},
        }
        item = {"field": "status", "fromString": "Offen", "toString": status["name"], "to": "10004"}
        payload = jira("issue_updated", fields={"status": status}, changelog={"items": [item]})
        assert "status Warten auf Kunden" in [s.unknown for s in read("jira", payload)]
        created = jira("issue_created", fields={"status": status})
        assert "status Warten auf Kunden" in [s.unknown for s in read("jira", created)]

    def test_a_status_is_known_by_its_id_where_the_changelog_translates_its_name(self) -> None:
        status = {"id": "6", "name": "Geschlossen", "statusCategory": {"key": "done"}}
        item = {"field": "status", "fromString": "Open", "toString": "Fermée", "to": "6"}
        payload = jira("issue_updated", fields={"status": status}, changelog={"items": [item]})
        assert Kind.RESOLVED in kinds(read("jira", payload))

    def test_a_time_that_is_no_text_is_refused(self) -> None:
        with pytest.raises(BadEvent, match=r"comment\.created"):
            read("jira", jira(comment={"created": {"iso8601": "2026-11-22T09:36:44+0000"}}))


class TestFreshdesk:
    def test_another_customer_in_copy_is_not_the_vendor(self) -> None:
        """Not being the contact makes nobody staff."""
        payload = freshdesk(performer_email="ben@customer.example")
        (sighting,) = read("freshdesk", payload, given=own_desk("freshdesk"))
        assert only([sighting], Kind.NOTED).data == {"why": "unknown_speaker"}

    @pytest.mark.parametrize(
        ("by", "kind"),
        [
            ("agent", Kind.VENDOR_REPLIED),
            ("Requester", Kind.CUSTOMER_REPLIED),
            ("system", Kind.NOTED),
        ],
    )
    def test_the_rule_says_who_performed_it(self, by: str, kind: Kind) -> None:
        payload = freshdesk(performer_email="ben@somewhere.example", performed_by=by)
        assert said(read("freshdesk", payload, given=own_desk("freshdesk"))) == [kind]

    def test_another_word_for_who_performed_it_is_refused(self) -> None:
        with pytest.raises(BadEvent, match='performed_by: is "robot"; it must be agent, requester'):
            read("freshdesk", freshdesk(performed_by="robot"))

    def test_a_public_note_is_never_the_customers(self) -> None:
        """Only agents write notes in Freshdesk, and the simple content names nobody."""
        payload = freshdesk_simple(triggered_event="{note_type:public}")
        assert said(read("freshdesk", payload)) == [Kind.AGENT_REPLIED]

    @pytest.mark.parametrize(
        "forged",
        [
            {"freshdesk_webhook": {"ticket_id": "1001", "event": "replied"}, "x": ""},
            {"performer_group": "Zuper Support"},
            {"performer_id": "7001"},
            {"comment_id": "666"},
            {"triggered_event": "{reply_sent}"},
            {"requester_email": "asha@zuper.co"},
        ],
    )
    def test_no_text_of_a_ticket_can_bring_a_key_of_its_own(self, forged: dict[str, Any]) -> None:
        """Freshdesk fills in the template without escaping quotes: a subject may hold some."""
        with pytest.raises(BadEvent, match=r"none of its keys|under two keys"):
            read("freshdesk", freshdesk(**forged))
        without = freshdesk()
        del without["performed_by"]
        with pytest.raises(BadEvent, match='"performed_by" is missing'):
            read("freshdesk", without)

    @pytest.mark.parametrize("owner", ["ticket_requester", "requester"])
    def test_the_requester_is_known_under_freshdesks_other_names(self, owner: str) -> None:
        payload = freshdesk(performer_email="ana@customer.example")
        payload[f"{owner}_email"] = payload.pop("ticket_contact_email")
        payload[f"{owner}_name"] = payload.pop("ticket_contact_name")
        (sighting,) = read("freshdesk", payload)
        assert said([sighting]) == [Kind.CUSTOMER_REPLIED]
        facts = sighting.facts("desk")
        assert (facts.requester, facts.requester_name) == ("ana@customer.example", "Ana")

    @pytest.mark.parametrize("time", ["March 23 2016 at 10:06 AM", "2026-11-22 09:36:44", {}])
    def test_a_time_without_a_zone_or_of_no_text_is_refused(self, time: object) -> None:
        with pytest.raises(BadEvent, match="ticket_updated_at"):
            read("freshdesk", freshdesk(ticket_updated_at=time))


class TestServiceNow:
    def test_fields_with_value_and_display_value_are_read_by_what_each_is_for(self) -> None:
        """As the Table API writes them with `sysparm_display_value=all`."""
        record = {
            "number": {"display_value": "INC0010001", "value": "INC0010001"},
            "state": {"display_value": "On Hold", "value": "3"},
            "hold_reason": {"display_value": "Awaiting Vendor", "value": "4"},
            "priority": {"display_value": "2 - High", "value": "2"},
            "company": {"display_value": "Acme", "value": "b85d", "link": "https://x/b85d"},
            "opened_at": {"display_value": "2026-11-22 00:00:00", "value": "2026-11-22 08:00:00"},
            "sys_updated_on": {
                "display_value": "22-11-2026 01:36:44",
                "value": "2026-11-22 09:36:44",
            },
        }
        (sighting,) = read("servicenow", servicenow("updated", record=record))
        opened = only([sighting], Kind.OPENED)
        assert opened.at == parse_instant("2026-11-22T08:00:00Z")
        assert Kind.PAUSED not in kinds([sighting])
        facts = sighting.facts("desk")
        assert (facts.priority, facts.organisation) == ("2 - high", "Acme")

    @pytest.mark.parametrize("key", ["opened_at", "sys_updated_on"])
    def test_a_display_time_is_refused_for_it_is_in_a_users_zone(self, key: str) -> None:
        record = {key: {"display_value": "2026-11-22 01:36:44"}}
        with pytest.raises(BadEvent, match=f"record.{key}: .* is a display value, in the zone"):
            read("servicenow", servicenow(record=record))

    def test_a_time_that_is_no_text_does_not_become_now(self) -> None:
        with pytest.raises(BadEvent, match=r"record\.sys_updated_on"):
            read("servicenow", servicenow(record={"sys_updated_on": {"link": "https://x"}}))

    @pytest.mark.parametrize("reason", ["4", "Awaiting Vendor"])
    def test_waiting_for_the_vendor_is_no_pause_by_code_or_by_word(self, reason: str) -> None:
        record = {"state": "3", "hold_reason": reason}
        assert Kind.PAUSED not in kinds(read("servicenow", servicenow("updated", record=record)))

    def test_a_hold_reason_that_is_not_known_is_marked(self) -> None:
        record = {"state": "3", "hold_reason": "In attesa del fornitore"}
        sightings = read("servicenow", servicenow("updated", record=record))
        assert "hold_reason in attesa del fornitore" in [s.unknown for s in sightings]

    @pytest.mark.parametrize(
        ("staff", "kind"),
        [(True, Kind.VENDOR_REPLIED), ("false", Kind.CUSTOMER_REPLIED), (None, Kind.NOTED)],
    )
    def test_not_being_the_caller_makes_nobody_staff(self, staff: object, kind: Kind) -> None:
        """A colleague of the caller on the watch list; the script says who has the role itil."""
        author: dict[str, Any] = {"user_name": "ben", "email": "ben@customer.example"}
        if staff is not None:
            author["staff"] = staff
        payload = servicenow(author=author)
        assert said(read("servicenow", payload, given=own_desk("servicenow"))) == [kind]

    def test_the_caller_is_known_by_user_name_too(self) -> None:
        payload = servicenow(
            record={"caller_user_name": "ana", "caller_email": ""},
            author={"user_name": "ana", "email": ""},
        )
        assert said(read("servicenow", payload)) == [Kind.CUSTOMER_REPLIED]


class TestZendesk:
    @pytest.mark.parametrize("role", ["Endbenutzer", "Utilisateur final", "Usuario final"])
    def test_an_end_user_in_another_language_is_not_the_vendor(self, role: str) -> None:
        payload = zendesk_trigger(
            author_role=role, author_email="ben@customer.example", author_id="9"
        )
        assert said(read("zendesk", payload, given=own_desk("zendesk"))) == [Kind.NOTED]

    def test_the_requester_is_the_customer_whatever_the_role_is_called(self) -> None:
        payload = zendesk_trigger(
            author_role="Endbenutzer", author_email="Ana@customer.example", author_id="9"
        )
        assert said(read("zendesk", payload)) == [Kind.CUSTOMER_REPLIED]

    @pytest.mark.parametrize("word", ["Offen", "En attente", "Warten auf Teile"])
    def test_a_status_in_another_language_loses_no_reply_and_is_marked(self, word: str) -> None:
        sightings = read("zendesk", zendesk_trigger(status=word))
        assert said(sightings) == [Kind.VENDOR_REPLIED]
        assert f"status {word.lower()}" in [s.unknown for s in sightings]

    def test_a_time_to_the_minute_is_read(self) -> None:
        """So Zendesk's page of placeholders shows them."""
        payload = zendesk_trigger(created_at="2026-11-22T08:00Z", updated_at="2026-11-22T09:36Z")
        event = only(read("zendesk", payload), Kind.VENDOR_REPLIED)
        assert event.at == parse_instant("2026-11-22T09:36:00Z")

    @pytest.mark.parametrize("channel", ["rule", "system", "answer_bot", "bot"])
    @pytest.mark.parametrize("as_object", [True, False])
    def test_what_a_machine_wrote_is_a_note_by_export_as_by_event(
        self, channel: str, as_object: bool
    ) -> None:
        via: object = {"channel": channel, "source": {"rel": "trigger"}} if as_object else channel
        comment = {"event_type": "Comment", "id": 9, "author_id": 7001, "public": True, "via": via}
        audit = {"ticket_id": 71447, "timestamp": 1795340204, "child_events": [comment]}
        users = {"7001": {"id": 7001, "role": "agent", "email": "asha@zuper.co"}}
        sighting = read_audit(audit, users, settings(), NOW)
        assert sighting is not None
        assert said([sighting]) == [Kind.NOTED]

    def test_a_redacted_comment_is_shown_to_nobody_any_more(self) -> None:
        payload = zendesk_event("ticket.comment_redacted", event={"comment": {"id": "58"}})
        assert only(read("zendesk", payload), Kind.NOTED).key == "desk:comment:58:made_private"


def test_a_role_that_the_schema_does_not_have_is_refused_and_not_taken_for_the_customer() -> None:
    with pytest.raises(BadEvent, match=r'comment.author.role: is "staff"; it must be agent'):
        read("generic", generic(author={"role": "staff"}))


def test_whoever_is_named_for_a_vendor_speaks_for_it_though_the_delivery_is_silent() -> None:
    """A guess only matters where nobody is named."""
    given = replace(settings("freshdesk"), staff_are_vendor=True)
    assert said(read("freshdesk", freshdesk(), given=given)) == [Kind.VENDOR_REPLIED]


def test_a_senders_address_that_no_database_can_hold_is_mended() -> None:
    raw = mail(From="Asha <as?ha@zuper.co>").replace(b"as?ha", b"as\x00ha")
    (sighting,) = read("email", raw)
    assert "\x00" not in repr(sighting).encode().decode("unicode_escape")
