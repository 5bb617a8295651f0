// The door of what a story starts as processes of their own, for every checkpoint anew: they load no governor.
export type { Objective } from "./learner/objective.ts";
export { runLearner } from "./live/learner-process.ts";
export { probeLines } from "./live/probe-process.ts";
export { type LearnerName, LEARNERS } from "./story/story.ts";
