export type { Objective } from "./learner/objective.ts";
export { probeLines } from "./live/probe-process.ts";
export { runLearner } from "./live/learner-process.ts";
export { tellStory, type Told } from "./live/tell-story.ts";
export { rehearse } from "./rehearsal/rehearse.ts";
export { explainOutcome } from "./story/explain-outcome.ts";
export { type Story, STORY_UPDATES } from "./story/story.ts";
export { type MeasuredCell, StoryRecord } from "./story/story-record.ts";
export { storySummary } from "./story/story-summary.ts";
