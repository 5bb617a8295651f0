export { teachingPercent } from "./live/teaching-percent.ts";
export { tellStory, type Told } from "./live/tell-story.ts";
export { rehearse } from "./rehearsal/rehearse.ts";
export { explainOutcome } from "./story/explain-outcome.ts";
export { type LearnerName, LEARNERS, type Story, STORY_INTERVAL } from "./story/story.ts";
export { type MeasuredCell, StoryRecord } from "./story/story-record.ts";
export { storySummary } from "./story/story-summary.ts";
export { agentsNamed, visitZoo, type ZooVerdict } from "./zoo/zoo.ts";
export { ROSTER } from "./zoo/roster.ts";
