"""Vocabulary of materials and of what was read of them."""

from enum import StrEnum


class MaterialKind(StrEnum):
    """What a material is; its content decides, not its name."""

    PDF = "pdf"
    SLIDES = "slides"
    VIDEO = "video"
    IMAGE = "image"
    LINK = "link"


class MediaWhy(StrEnum):
    """Why a file is not taken, or an address."""

    EMPTY = "empty"
    TYPE = "type"
    DAMAGED = "damaged"
    MORE_THAN_ONE = "more_than_one"
    MACROS = "macros"
    TOO_MANY_PARTS = "too_many_parts"
    TOO_LARGE = "too_large"
    NOT_HTTPS = "not_https"
