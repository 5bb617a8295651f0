export { type LearnerCheckpoint } from "./checkpoint.ts";
export { type Objective, OBJECTIVES } from "./objective.ts";
export { train, type TrainingOptions } from "./train.ts";
