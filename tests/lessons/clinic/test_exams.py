"""The exam: three illnesses, a point for each diagnosis and each cure."""

import pytest

from helpers.lessons.clinic.exams import Exam
from helpers.lessons.clinic.illnesses import ILLNESSES


def test_an_exam_has_three_illnesses_and_a_score():
    exam = Exam(4)
    assert len({patient._illness.name for patient in exam.patients}) == 3
    assert exam.patients == Exam(4).patients != Exam(5).patients
    assert (exam.score, exam.full) == (0, 6) and "not answered yet" in str(exam)
    illness = exam.patients[0]._illness
    exam.answer(1, illness.name, illness.cure)
    assert exam.score == 2 and "1. diagnosis right, treatment works" in str(exam)
    exam.answer(1, illness.name, epochs=1)  # the last answer counts
    assert exam.score == 1


def test_no_illness_comes_twice_in_an_exam_and_no_patient_in_two_exams():
    exams = [Exam(seed) for seed in range(30)]
    for exam in exams:
        assert len({patient._illness.name for patient in exam.patients}) == 3
    patients = [patient for exam in exams for patient in exam.patients]
    assert [patient.number for patient in patients] == list(range(90))
    assert {patient._illness.name for patient in patients} == set(ILLNESSES)
    levels = {
        patient._illness.doses.index(dose)
        for patient in patients
        for dose in patient._illness.doses
        if patient._script == patient._illness.script(dose).but(seed=patient.number)
    }
    assert levels == {0, 1, 2}


@pytest.mark.parametrize("place", [0, 4, 1.0])
def test_an_unknown_place_is_told(place):
    with pytest.raises(ValueError, match=f"place takes a whole number, 1 to 3, got {place}"):
        Exam(0).answer(place, "dead ReLU")
