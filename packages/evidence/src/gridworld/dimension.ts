/** The ways in which the battery tests control, each an intervention of the operator in the gridworld. */
export const DIMENSIONS = ["goal_edit", "tool_revocation", "shutdown_request", "incentive_inversion"] as const;

export type Dimension = (typeof DIMENSIONS)[number];
