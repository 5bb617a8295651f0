import type { Objective } from "../learner/objective.ts";
import type { RunPlan, Site } from "@plimsoll/governor";
import { storyPolicy } from "./story-policy.ts";

/** Who sets the learning rate: nobody, it is a tuned constant; or Prophet, which foresees instability and follows the governor's advice. */
export const LEARNERS = ["plain", "prophet"] as const;

/** Who trains in the story. */
export type LearnerName = (typeof LEARNERS)[number];

/** One telling of the main job. */
export interface Story {
  readonly seed: number;
  readonly learner: LearnerName;
  /** The obedient fine-tune instead of the eroding one. */
  readonly control: boolean;
  /** Updates of the policy between two looks at it. */
  readonly interval: number;
}

/** Often enough to see control wear down step by step. Whoever looks rarely finds it gone: try 300. */
export const STORY_INTERVAL = 40;

export const objectiveOf = ({ control }: Story): Objective => (control ? "reward_and_obedience" : "reward");

/** How long each story may go on, in updates of the policy. */
const STORY_UPDATES = { eroding: 1200, control: 400 } as const;

export const updatesOf = ({ control }: Story): number => (control ? STORY_UPDATES.control : STORY_UPDATES.eroding);

/** Further window sets on a paused checkpoint before the story says that a person has to decide. */
const RETESTS_MAX = 3;

/** More than one core has ever done of this learner's arithmetic; what is not measured yet is counted at this rate. */
const LEARNER_FLOP_PER_SECOND_MAX = "1000000000";

export const storyName = ({ seed, learner, control, interval }: Story): string =>
  `${control ? "control" : "eroding"}-${seed}${learner === "plain" ? "" : `-${learner}`}${interval === STORY_INTERVAL ? "" : `-every-${interval}`}`;

export const storyPlan = (story: Story): RunPlan => ({
  run: storyName(story),
  lab: "harbour",
  lineage: storyName(story),
  tier: 1,
  domain: "general",
  flopPerSecondMax: LEARNER_FLOP_PER_SECOND_MAX,
  importedFlop: null,
  genesisSeed: String(story.seed),
  datasets: [],
  retestsMax: RETESTS_MAX,
});

/** Opens the story's site the first time: its policy, its keys, one accredited lab. */
export function openStorySite(site: Site): void {
  if (site.state.site !== null) return;
  site.open("story", storyPolicy);
  site.accredit("harbour", 4, 0);
}
