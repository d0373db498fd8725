"""`python -m tests.exam_day.examine JOURNAL`: the sitters' journals against the database, by value.

JOURNAL is a JSON file: the exam, the journals, and the public keys that the site showed. Prints
what was found as JSON; every count of a wrong is 0 where all promises were kept.
"""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import django


def examine(told: dict[str, Any]) -> dict[str, Any]:
    """Return how much was acknowledged, and how much of it the database denies."""
    from academy.audit.verify import flaws
    from exams.models import Sitting

    found: Counter[str] = Counter()
    journals = {each["sitting"]: each for each in told["journals"]}
    for sitting in Sitting.objects.filter(exam__public_id=told["exam"]):
        journal = journals[str(sitting.public_id)]
        found["acknowledged"] += len(journal["saves"])
        found["unanswered"] += journal["unanswered"]
        found["duplicates"] += journal["duplicates"]
        found["unequal_replies"] += journal["unequal"]
        found["refused"] += bool(journal["refused"])
        found.update(_answers(sitting, journal))
        found.update(_receipts(journal, told["keys"]))
        found.update(_marks(sitting, journal))
    found.update(_once(told["exam"]))
    found["log_flaws"] = sum(1 for _ in flaws())
    found["sittings"] = len(journals)
    refusals = [each["refused"] for each in journals.values() if each["refused"]]
    return {**found, "examples": refusals[:3]}


def _answers(sitting: Any, journal: dict[str, Any]) -> Counter[str]:
    """Each acknowledged save against its revision, the last answers against the current ones."""
    from exams.models import Response, Revision
    from exams.operations.responses import chained
    from exams.queries.papers import sheet_of
    from exams.rules.answers import body_text, normalise

    found: Counter[str] = Counter()
    sheet = sheet_of(sitting.paper_id)
    kept = {row.sequence: row for row in Revision.objects.filter(sitting=sitting)}
    last: dict[str, str] = {}
    for sequence, answers, reply in journal["saves"]:
        texts = {key: normalise(sheet.shapes[key], value) for key, value in answers.items()}
        last.update(texts)
        row = kept.get(sequence)
        found["lost"] += row is None
        if row is not None:
            same = row.answers == body_text(texts) and row.digest == json.loads(reply)["digest"]
            found["altered"] += not same
    now = {
        sheet.key_of_row[item]: answer
        for item, answer in Response.objects.filter(sitting=sitting).values_list(
            "item_id", "answer"
        )
    }
    found["answers_differ"] += sum(now.get(key) != text for key, text in last.items())
    found["answers_unasked"] += len(now.keys() - last.keys())
    head = ""
    for sequence in sorted(kept):
        row = kept[sequence]
        head = chained(head, sequence, row.answers, row.saved_at)
        found["chain_broken"] += head != row.digest
    found["chain_broken"] += head != sitting.head_digest
    return found


def _receipts(journal: dict[str, Any], keys: dict[str, Any]) -> Counter[str]:
    """Each reply's receipt: signed by the key the site shows, and saying what the reply says."""
    from exams import signing

    found: Counter[str] = Counter()
    key = signing.read_key(json.dumps(keys))
    replies = [("save", reply) for _, _, reply in journal["saves"]]
    replies += [("hand_in", reply) for reply in journal["handed_in"][:1]]
    for kind, reply in replies:
        said = json.loads(reply)
        found["receipts"] += 1
        try:
            facts = signing.verify(said["receipt"], key)
        except signing.ReceiptForged:
            found["receipts_unverified"] += 1
            continue
        sequence = said["sequence"] if kind == "save" else said["last_sequence"]
        expected = [kind, journal["sitting"], sequence, said["digest"], said["answered"]]
        names = ("kind", "sitting", "sequence", "digest", "answered")
        found["receipts_unverified"] += [facts.get(name) for name in names] != expected
    return found


def _marks(sitting: Any, journal: dict[str, Any]) -> Counter[str]:
    """Handed in, and marked once, for the answers that the sitter knows to have given."""
    from exams.enums import SittingState
    from exams.models import MarkSheet, Result
    from exams.queries.papers import sheet_of
    from exams.rules.answers import normalise

    sheet = sheet_of(sitting.paper_id)
    last: dict[str, str] = {}
    for _, answers, _ in journal["saves"]:
        last |= {key: normalise(sheet.shapes[key], value) for key, value in answers.items()}
    earned = sum(sheet.mark(key, text) for key, text in last.items())
    scores = list(MarkSheet.objects.filter(sitting=sitting).values_list("score", flat=True))
    results = list(Result.objects.filter(sitting=sitting).values_list("score", flat=True))
    marked = sitting.state == SittingState.MARKED.value and sitting.handed_in_at is not None
    wrong = not marked or scores != [earned] or results != [earned]
    return Counter(marked=marked, marked_wrongly=wrong)


def _once(exam: str) -> Counter[str]:
    """Sittings and their beginnings and ends, of which there must be one each."""
    from academy.audit.models import Entry
    from exams.enums import Verb
    from exams.models import Sitting

    found: Counter[str] = Counter()
    standing = Sitting.objects.standing().filter(exam__public_id=exam)
    persons = Counter(standing.values_list("person_id", flat=True))
    found["duplicate_sittings"] = sum(count - 1 for count in persons.values())
    for verb in (Verb.SITTING_STARTED, Verb.SITTING_HANDED_IN):
        entries = Entry.objects.filter(verb=verb.value).values_list("subject_key", flat=True)
        found["logged_twice"] += sum(count - 1 for count in Counter(entries).values())
        found["logged"] += len(set(entries))
    return found


def main() -> None:
    django.setup()
    told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print(json.dumps(examine(told)))  # noqa: T201  (read by its caller)


if __name__ == "__main__":
    main()
