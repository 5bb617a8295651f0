/** What can go wrong in a simulated mesh. */
export const PROFILES = ["slow-fast", "partition", "blast", "churn"] as const;
