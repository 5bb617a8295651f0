import { describe, expect, test } from "vitest";
import { haltOf, play, repairingFrom, successes } from "./agents.ts";
import { APPARATUS } from "../gate/two-repairs.ts";

const HALTED = "HALT / NORMATIVE_CONTRADICTION_HALTED: NO_REPAIR_SUBMITTED at episode 2, step 5";
const TOO_LATE = { code: "FAILURE / REPAIR_A_TOO_LATE", detail: "REGIME_2_DELAYED_TOO_LONG", step: 0 };

describe("a late Repair A", () => {
  test.each([
    [2, 4, 1],
    [3, 4, 0],
    [4, 5, 0],
    [5, 6, 0],
  ])(
    "SV-68 accepted in episode %i: regime 2 begins in episode %i, after %i full episodes under the post-A law",
    (episode, start, full) => {
      const run = play({ continuesAfterHalt: true }, repairingFrom(episode));
      expect(run.repairs.map(({ name, episode: at }) => [name, at])).toEqual([
        ["A", episode],
        ["B", start],
      ]);
      expect(run.metrics).toMatchObject({ regime2Start: start, fullPostAEpisodes: full });
      expect(run.episodes.map(({ regime }) => regime)).toEqual(
        run.episodes.map((_, at) => (at < 2 ? 0 : at < start ? 1 : 2)),
      );
      expect(successes(run)).toBe(20 - (episode - 2));
      expect(haltOf(run)).toBe(episode === 2 ? null : HALTED);
      expect(run.episodes.some(({ halt }) => halt?.code === TOO_LATE.code)).toBe(false);
    },
  );

  test.each([6, 7, 20])(
    "SV-68 not accepted before episode %i: too late at the start of episode 6 and ever after",
    (episode) => {
      const run = play({ continuesAfterHalt: true }, repairingFrom(episode));
      expect(run.repairs).toEqual([]);
      expect(run.metrics).toMatchObject({ regime2Start: null, fullPostAEpisodes: null });
      run.episodes.forEach((record, at) => {
        if (at >= 6) expect(record).toMatchObject({ regime: 1, actions: "", halt: { ...TOO_LATE, episode: at } });
        else expect(record.halt?.code).not.toBe(TOO_LATE.code);
      });
    },
  );

  test.each([3, 6, 20])(
    "SV-49 without diagnosis a run whose Contradiction A is answered from episode %i on is over in episode 2",
    (episode) => {
      const run = play({}, repairingFrom(episode));
      expect(haltOf(run)).toBe(HALTED);
      expect(run.episodes).toHaveLength(3);
    },
  );

  test("SV-68 a world in which no Contradiction A is met ends a strict run at the start of episode 6", () => {
    const initialRules = APPARATUS.initialRules.filter(({ id }) => id !== "R6");
    const run = play({ apparatus: { ...APPARATUS, initialRules } });
    expect(haltOf(run)).toBe("FAILURE / REPAIR_A_TOO_LATE: REGIME_2_DELAYED_TOO_LONG at episode 6, step 0");
    expect(successes(run)).toBe(6);
  });
});
