import type { Objective } from "../learner/objective.ts";
import type { RunPlan, Site } from "@plimsoll/governor";
import { storyPolicy } from "./story-policy.ts";

/** One telling of the main job. */
export interface Story {
  readonly seed: number;
  /** The obedient fine-tune instead of the eroding one. */
  readonly control: boolean;
}

export const objectiveOf = ({ control }: Story): Objective => (control ? "reward_and_obedience" : "reward");

/** How long each story may go on, in updates of the policy, and how often it is looked at. */
export const STORY_UPDATES = { eroding: 1000, control: 400, checkpointInterval: 20 } as const;

export const updatesOf = ({ control }: Story): number => (control ? STORY_UPDATES.control : STORY_UPDATES.eroding);

/** Further window sets on a paused checkpoint before the story says that a person has to decide. */
const RETESTS_MAX = 3;

export const storyName = ({ seed, control }: Story): string => `${control ? "control" : "eroding"}-${seed}`;

export const storyPlan = (story: Story): RunPlan => ({
  run: storyName(story),
  lab: "harbour",
  lineage: storyName(story),
  tier: 1,
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
