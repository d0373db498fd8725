"""What a template may ask for: its placeholders, and what each of them is filled with.

A template has no language of its own. An element with `data-field` is filled with the text of
that field (a meta element's content is), one with `data-image` shows that picture, one with
`data-when` is left out where that field or picture is empty, one with `data-density` gets the
class of the text's length.
"""

# Filled at issue and frozen in `Certificate.facts`; of a kind that has no score they are empty.
FACTS = (
    "document_title",
    "number",
    "name",
    "sex",
    "id_label",
    "id_number",
    "unit",
    "course",
    "cohort",
    "period",
    "hours",
    "result",
    "issuer",
    "issuer_en",
    "issued_on",
    "expires",
    "seal_text",
    "notice",
    "verify_site",
    "verify_url",
)
# Filled when it is printed anew: 补发, and the day in Chinese numerals. Empty the first time.
REISSUED = ("reissue", "reissued_on")
FIELDS = frozenset(FACTS + REISSUED)
IMAGES = frozenset({"qr", "seal", "portrait"})
DENSITIES = frozenset({"body"})
