"""Where somebody is written to, and what of."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from academy.notices.enums import MailLanguage, Rhythm, TopicGroup
from academy.people.models import Person
from academy.shared import fields


class ContactQuerySet(models.QuerySet["Contact"]):
    """Filters of contacts."""

    def reachable(self) -> "ContactQuerySet":
        """Those whose address is confirmed and takes mail."""
        return self.filter(confirmed_at__isnull=False, bounced_at__isnull=True)


class Contact(models.Model):
    """One person's address for mail, and how they want to be written to.

    The address is encrypted and matched by nothing. Nothing but the link that confirms it is sent
    before `confirmed_at`, and nothing at all after `bounced_at`: the address was refused for good,
    with the SMTP code or the enhanced status (RFC 3463) that said so. `link` names the one
    confirmation that is open, until `link_until_at` (exclusive); a newer one, another address or
    the confirmation itself closes it.
    """

    public_id = fields.public_id()
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="contact")
    address = fields.EncryptedTextField(blank=True, default="")
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=64)
    link = models.UUIDField(null=True, blank=True, unique=True)
    link_asked_at = models.DateTimeField(null=True, blank=True)
    link_until_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    bounce_code = models.PositiveSmallIntegerField(null=True, blank=True)
    bounce_status = models.CharField(max_length=12, blank=True, default="")
    language = fields.enum_field(MailLanguage, default=MailLanguage.CHINESE.value)
    rhythm = fields.enum_field(Rhythm, default=Rhythm.EACH.value)

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            fields.in_list("language", MailLanguage, "notices_contact_language"),
            fields.in_list("rhythm", Rhythm, "notices_contact_rhythm"),
            models.CheckConstraint(
                condition=~Q(address="")
                | Q(link__isnull=True, confirmed_at__isnull=True, bounced_at__isnull=True),
                name="notices_contact_address",
            ),
            models.CheckConstraint(
                condition=Q(link__isnull=True, link_until_at__isnull=True)
                | Q(
                    link__isnull=False,
                    link_until_at__isnull=False,
                    link_asked_at__isnull=False,
                    confirmed_at__isnull=True,
                ),
                name="notices_contact_link",
            ),
            models.CheckConstraint(
                condition=Q(link_until_at__isnull=True) | Q(link_until_at__gt=F("link_asked_at")),
                name="notices_contact_link_period",
            ),
            models.CheckConstraint(
                condition=Q(bounced_at__isnull=True, bounce_code__isnull=True, bounce_status="")
                | Q(bounced_at__isnull=False, bounce_code__gte=500, bounce_code__lte=599)
                | (
                    Q(bounced_at__isnull=False, bounce_code__isnull=True)
                    & Q(bounce_status__startswith="5.")
                ),
                name="notices_contact_bounce",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person"],
                condition=Q(bounced_at__isnull=False),
                name="notices_contact_bounced",
            ),
        ]

    def __str__(self) -> str:
        return f"contact of {self.person_id}"

    def is_reachable(self) -> bool:
        """Whether notices may be sent to the address."""
        return self.confirmed_at is not None and self.bounced_at is None

    def link_open(self, at: datetime) -> bool:
        """Whether the link that was sent last still confirms."""
        return self.link_until_at is not None and at < self.link_until_at


class Mute(models.Model):
    """A group of topics about which a person wants no mail. Their pages tell them all the same."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="mutes")
    group = fields.enum_field(TopicGroup)
    muted_at = models.DateTimeField()

    class Meta:
        constraints = [
            fields.in_list("group", TopicGroup, "notices_mute_group"),
            models.UniqueConstraint(fields=["contact", "group"], name="notices_mute_once"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id}: no {self.group}"
