export { createTrainer, resumeTrainer, type Trainer } from "./trainer/trainer.ts";
export { parseTrainerSpec, type TrainerSpec } from "./trainer/trainer-spec.ts";
export { CLASSIC } from "./trainer/profiles.ts";
export type { TrainerState } from "./trainer/trainer-state.ts";
export type { StepRecord } from "./trainer/step-record.ts";
