import { describe, expect, test } from "vitest";
import { detectabilityOf } from "../../src/credit/detectability.ts";

const found = { pairs: 100, wins: 95, ties: 0 };
const probes = (pairs: number, wins: number, ties = 0) => ({ probes: { pairs, wins, ties }, planted: found });

describe("K-61 hiddenness of SHADOW", () => {
  test("K-61 without a discriminator nothing is proven", () => {
    expect(detectabilityOf(null).verdict).toBe("unproven");
  });

  test("K-61 a discriminator that misses the planted cue proves nothing", () => {
    const planted = { pairs: 100, wins: 78, ties: 0 };
    expect(detectabilityOf({ ...probes(1000, 500), planted }).verdict).toBe("unproven");
  });

  test("K-61 144 pairs at an AUC of 0.50 are hidden, at 0.60 they are not", () => {
    expect(detectabilityOf(probes(144, 72)).verdict).toBe("hidden");
    expect(detectabilityOf(probes(144, 76)).verdict).toBe("hidden");
    expect(detectabilityOf(probes(144, 77)).verdict).toBe("research");
    expect(detectabilityOf(probes(144, 86)).verdict).toBe("research");
  });

  test("K-61 an AUC that may be above 0.75 carries nothing", () => {
    expect(detectabilityOf(probes(144, 108)).verdict).toBe("detectable");
    expect(detectabilityOf(probes(0, 0)).verdict).toBe("detectable");
  });

  test("K-61 ties count against whoever claims", () => {
    expect(detectabilityOf(probes(144, 62, 20)).verdict).toBe("research");
    expect(detectabilityOf({ ...probes(144, 72), planted: { pairs: 100, wins: 60, ties: 40 } }).verdict).toBe(
      "unproven",
    );
  });

  test("K-61 scores that are always the wrong way round tell just as well", () => {
    expect(detectabilityOf(probes(144, 0)).verdict).toBe("detectable");
    expect(detectabilityOf(probes(144, 58)).verdict).toBe("research");
  });
});
