import { describe, expect, test } from "vitest";
import { isWithdrawn, probeSetIsWorn, withdrawn, withProbeSetUse } from "../../src/credit/rotation.ts";
import type { Lineage } from "../../src/state/lineage.ts";
import { digestNamed } from "./samples.ts";

const fresh = { lineage: "line-1", probeSetUses: {} } as unknown as Lineage;
const probes = digestNamed("probes");
const policy = { probeSetUses: 3 };

describe("K-65 rotation", () => {
  test("K-65 a probe set serves three times", () => {
    let lineage = fresh;
    for (const worn of [false, false, false, true]) {
      expect(probeSetIsWorn(lineage, probes, policy)).toBe(worn);
      lineage = withProbeSetUse(lineage, probes);
    }
    expect(probeSetIsWorn(lineage, digestNamed("others"), policy)).toBe(false);
  });

  test("K-65 a set that was learnt by heart is worn at once, and use alone does not withdraw one", () => {
    expect(probeSetIsWorn(withdrawn(fresh, probes), probes, policy)).toBe(true);
    expect(isWithdrawn(withdrawn(fresh, probes), probes)).toBe(true);
    expect(isWithdrawn(withProbeSetUse(fresh, probes), probes)).toBe(false);
  });
});
