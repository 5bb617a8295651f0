import { RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { STEPS_PER_EPISODE } from "../../src/run/bounds.ts";
import { actionsIn } from "../../src/world/action.ts";
import { ZONES } from "../../src/world/grid.ts";
import { PUBLISHED_PHYSICS, step } from "../../src/world/physics.ts";
import { episodeStart, isComplete, type WorldState } from "../../src/world/world-state.ts";

const EPISODES = 20_000;

function lastStateOfEpisode(random: RandomStream, actions: number): WorldState {
  let state = episodeStart(0, 0);
  while (!isComplete(state) && state.step < STEPS_PER_EPISODE)
    state = step(PUBLISHED_PHYSICS, state, random.below(actions));
  return state;
}

test.each([
  [7, 0.01],
  [6, 0.013],
])("SV-179 uniform choice among %i actions completes no episode, and about one zone in a hundred", (actions, share) => {
  const random = RandomStream.from("uniform on the published physics", actions);
  const last = Array.from({ length: EPISODES }, () => lastStateOfEpisode(random, actions));
  expect(last.filter(isComplete)).toHaveLength(0);
  const zones = last.reduce((sum, { served }) => sum + actionsIn(served).length, 0) / (EPISODES * ZONES.length);
  // Three standard errors of each of two samples of this size, and the rounding of the published share.
  expect(Math.abs(zones - share)).toBeLessThan(0.0025);
});
