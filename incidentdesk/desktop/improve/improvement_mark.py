"""The marks of the states of improvements and of proposed changes; readable without the colour."""

from incidentdesk.improve.improvement import ImprovementState
from incidentdesk.improve.plan_proposal import ProposalState

# Shape and colour role.
IMPROVEMENT_MARK = {
    ImprovementState.NEW: ("dots", "text2"),
    ImprovementState.ACCEPTED: ("ring", "info"),
    ImprovementState.ASSESS: ("quarter", "info"),
    ImprovementState.APPROVED: ("plus", "info"),
    ImprovementState.IN_PROGRESS: ("half", "warning"),
    ImprovementState.REVIEW: ("three", "warning"),
    ImprovementState.CLOSED: ("seal", "success"),
    ImprovementState.REJECTED: ("cross", "hint"),
}
PROPOSAL_MARK = {
    ProposalState.PROPOSED: ("ring", "info"),
    ProposalState.ACCEPTED: ("seal", "success"),
    ProposalState.REJECTED: ("cross", "hint"),
}
