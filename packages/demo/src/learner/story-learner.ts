import type { LearnerName } from "../story/story.ts";
import { type Learner, plainLearner } from "./training-run.ts";

/** The learner of a name, at the scale that it is advised. Prophet is loaded only where it is asked for. */
export async function storyLearner(name: LearnerName): Promise<(scale: () => number) => Learner> {
  if (name === "plain") return () => plainLearner;
  const { prophetLearner } = await import("./prophet/prophet-learner.ts");
  return (scale) => prophetLearner(scale);
}
