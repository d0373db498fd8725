"""What is asked of instructor and hall, seen against what stands: read under the locks of both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from courses.enums.teaching import TeachingWhy
from courses.errors.teaching import TEACHING_REFUSAL
from courses.models import Cohort, Hall, Instructor, Shut, Subject, Teaching
from courses.rules import teaching as rules
from courses.rules.periods import MOST_HOURS, Slot
from courses.rules.teaching import Room

_FIELDS = {
    TeachingWhy.NOT_IN_SYLLABUS: "subject",
    TeachingWhy.TIMES_INVALID: "begins",
    TeachingWhy.NOT_QUALIFIED: "instructor",
    TeachingWhy.HALL_NOT_IN_USE: "hall",
    TeachingWhy.HALL_TAKEN: "hall",
    TeachingWhy.HALL_TOO_SMALL: "hall",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, and the standing lines of its instructor and of the halls it may come into."""

    cohort: Cohort
    subject: Subject
    instructor: Instructor
    hall: Hall | None
    together: bool
    wanted: Sequence[Slot]
    known: Sequence[Teaching]
    halls: Mapping[int, Hall]

    def kept(self) -> dict[Slot, Teaching]:
        """Lines that stand as asked already."""
        return {
            each.slot: each
            for each in self._mine()
            if each.slot in self.wanted
            and (each.cohort_id, each.subject_id) == (self.cohort.pk, self.subject.pk)
            and (self.hall is None or each.hall_id == self.hall.pk)
        }

    def _mine(self) -> list[Teaching]:
        return [each for each in self.known if each.instructor_id == self.instructor.pk]

    def joined(self, slot: Slot) -> list[Teaching]:
        """Lines of other cohorts with which a slot is held before the same instructor."""
        if not self.together:
            return []
        return [
            each
            for each in self._mine()
            if each.slot == slot
            and each.cohort_id != self.cohort.pk
            and (self.hall is None or each.hall_id == self.hall.pk)
        ]

    def hall_of(self, slot: Slot) -> Hall | None:
        """The hall of a slot: the one asked for, or that of what it joins."""
        for each in self.joined(slot):
            return self.halls[each.hall_id] if each.hall_id else None
        return self.hall

    def beside(self, slot: Slot, hall: Hall) -> list[Teaching]:
        """Lines with which a slot shares its hall.

        Whoever is in a hall at exactly the same times is there together: all of them, or nobody.
        """
        mine = {self.cohort.pk, *(each.cohort_id for each in self.joined(slot))}
        there = [each for each in self.known if each.hall_id == hall.pk and each.slot == slot]
        return there if any(each.cohort_id in mine for each in there) else []

    def taken(self) -> list[Slot]:
        """Times at which the instructor teaches something that is not held together with this."""
        joined = {each.pk for slot in self.wanted for each in self.joined(slot)}
        return [each.slot for each in self._mine() if each.pk not in joined]

    def rooms(self, slots: Sequence[Slot]) -> dict[Slot, Room]:
        """The hall of each slot that has one, as the rule wants it."""
        shut = Shut.objects.standing().filter(hall__in=self.halls)
        spans = [(each.hall_id, each.span) for each in shut]
        found: dict[Slot, Room] = {}
        for slot in slots:
            hall = self.hall_of(slot)
            if hall is None:
                continue
            beside = self.beside(slot, hall)
            cohorts = {each.cohort_id: each.cohort.capacity for each in beside}
            found[slot] = Room(
                seats=hall.seats,
                needed=sum((cohorts | {self.cohort.pk: self.cohort.capacity}).values()),
                valid_from=hall.valid_from,
                valid_until=hall.valid_until,
                shut=[span for hall_id, span in spans if hall_id == hall.pk],
                taken=[
                    each.slot
                    for each in self.known
                    if each.hall_id == hall.pk and each not in beside
                ],
            )
        return found

    def judge(self, request: rules.Request) -> None:
        """Raise the refusal of the first thing that is in the way; nothing if all may be."""
        no = rules.refused(request)
        if no is None:
            return
        facts: dict[str, object] = {
            "name": self.instructor.name,
            "course": self.cohort.syllabus.course.name,
            "starts_on": self.cohort.starts_on,
            "ends_on": self.cohort.ends_on,
            "most": MOST_HOURS,
            "hall": "",
        }
        if no.slot is not None:
            facts |= self._facts_of(no.slot, request)
        raise TEACHING_REFUSAL[no.why](field=_FIELDS.get(no.why, "starts_on"), **facts)

    def _facts_of(self, slot: Slot, request: rules.Request) -> dict[str, object]:
        in_the_way = [each for each in self._mine() if each.slot.overlaps(slot)]
        hall, room = self.hall_of(slot), request.rooms.get(slot)
        if not in_the_way and hall is not None:
            in_the_way = [
                each for each in self.known if each.hall_id == hall.pk and each.slot.overlaps(slot)
            ]
        other = in_the_way[0].cohort if in_the_way else self.cohort
        return {
            "day": slot.day,
            "times": str(slot.times),
            "cohort": other.name,
            "hall": hall.name if hall is not None else "",
            "seats": room.seats if room is not None else 0,
            "needed": room.needed if room is not None else 0,
        }
