"""Says which messages are decided and recorded, and never sent: how a team tries Twostep beside what it has."""

from engine.policy.case import Case


def in_shadow(case: Case) -> bool:
    """By the policy as a whole, by the message's department, or by the journey it comes from."""
    if case.policy.delivery == "shadow":
        return True
    department = case.policy.departments.get(case.proposal.department)
    if department is not None and department.delivery == "shadow":
        return True
    enrolment = case.enrolment
    return enrolment is not None and case.moment.program(enrolment.version).journey.delivery == "shadow"
