import { expect, test } from "vitest";
import type { Dossier } from "../../src/dossier/dossier.ts";
import type { ReasonRemark } from "../../src/remark/remarks.ts";
import { DAY_MS, evaluated, examined, NOW_MS } from "../evaluation/rig.ts";

const HOUR_MS = 3_600_000;

/** g3 with so many incidents within its last 25 hours of readings, and without what shows these criteria. */
function remarked(incidents: number, unshown: readonly string[]): readonly ReasonRemark[] {
  const { remarks } = evaluated(
    examined("g3", ({ telemetry, mission, claims }: Dossier) => ({
      telemetry: telemetry.filter(({ atMs }) => atMs > NOW_MS - 26 * HOUR_MS),
      mission: {
        ...mission,
        incidents: Array.from({ length: incidents }, (_, place) => ({
          id: `late-${place}`,
          text: "A plan was late.",
          atMs: NOW_MS - DAY_MS / 2,
          isClosed: true,
        })),
      },
      claims: claims.map((each) => ({
        ...each,
        shows: each.shows.filter(({ criterion }) => !unshown.includes(criterion)),
      })),
    })),
  );
  return remarks.reasons;
}

test("RS-520 criteria that are not shown are named, and how many more are enough", () => {
  const unshown = ["dissent", "redress", "least-capable", "independent-review"];
  const [all] = remarked(1, unshown);
  expect(all).toMatchObject({ reason: 0, code: "CONDITION_MODULATION_REQUIRED" });
  const [risk = "", acceptable, shown] = all?.now ?? [];
  const [, failure = "1"] = /^risk of failure: (0\.\d{4}) within 10 cycles/.exec(risk) ?? [];
  expect(acceptable).toBe(
    "acceptable: below 0.3000 = 0.5000 (tolerance of this level) x harmony 0.6000 of the mission",
  );
  expect(shown).toContain("least-capable, independent-review, redress, dissent (4 of 10)");
  // Of the tolerance each criterion bears a tenth.
  const needed = Math.floor(Number(failure) / 0.05) + 1 - 6;
  expect(all?.cures[0]).toContain(`${needed} more of least-capable`);
  const [fewer] = remarked(1, unshown.slice(0, 4 - needed));
  expect(fewer).toBeUndefined();
});

test("RS-520 where the whole mission would not do, that is said", () => {
  const [remark] = remarked(3, ["dissent"]);
  expect(remark?.code).toBe("CONDITION_MODULATION_REQUIRED");
  expect(remark?.cures[0]).toBe(
    "More of the mission alone is not enough: with all criteria shown it is acceptable 0.5000.",
  );
  expect(remark?.cures[1]).toContain("each of the 3 incidents counts while it lies within them");
});
