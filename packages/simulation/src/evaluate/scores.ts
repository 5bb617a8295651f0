import { PlimsollError } from "@plimsoll/foundation";

/**
 * The scores of one policy, profile by profile: `scores[profile][run]`. A run is what is repeated independently (a training
 * seed, or an episode seed of a fixed policy); every profile has as many of them. Of paired policies the same place is the same seed.
 */
export type Scores = readonly (readonly number[])[];

/** The scores, if they are a full table of finite numbers. Throws `EVALUATION_SCORES`. */
export function checkedScores(scores: Scores): Scores {
  const runs = scores[0]?.length ?? 0;
  if (runs === 0) throw scoresFault("at least one profile with at least one run", `${scores.length} profiles, no runs`);
  scores.forEach((profile, index) => checkProfile(profile, index, runs));
  return scores;
}

/** Both, if each is a table of scores and they have the same profiles and runs. Throws `EVALUATION_SCORES`. */
export function checkPaired(left: Scores, right: Scores): void {
  const [leftRuns, rightRuns] = [checkedScores(left), checkedScores(right)].map((scores) => scores[0]?.length ?? 0);
  if (left.length !== right.length || leftRuns !== rightRuns) {
    throw scoresFault(
      "the same profiles and seeds on both sides",
      `${left.length} × ${leftRuns} and ${right.length} × ${rightRuns}`,
    );
  }
}

/** Both, if each is a table of scores over the same profiles; their runs may differ in number. Throws `EVALUATION_SCORES`. */
export function checkSameProfiles(left: Scores, right: Scores): void {
  if (checkedScores(left).length !== checkedScores(right).length) {
    throw scoresFault("the same profiles on both sides", `${left.length} and ${right.length} profiles`);
  }
}

function checkProfile(profile: readonly number[], index: number, runs: number): void {
  if (profile.length !== runs) {
    throw scoresFault(`${runs} runs in every profile`, `${profile.length} in profile ${index}`);
  }
  const run = profile.findIndex((score) => !Number.isFinite(score));
  if (run !== -1) throw scoresFault("finite scores", `${profile[run]} in profile ${index}, run ${run}`);
}

const scoresFault = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "EVALUATION_SCORES",
    expected,
    received,
    fix: "score every run of every profile, a failed run too: leaving it out would flatter the policy",
  });
