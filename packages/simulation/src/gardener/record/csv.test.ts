import { describe, expect, test } from "vitest";
import { twinArithmetic } from "../arithmetic.ts";
import { letAllPass } from "../control/action-filter.ts";
import { advance } from "../generation/advance.ts";
import { ruleAgents } from "../policy/rule-policy.ts";
import { CALIBRATED_GARDENER, CLASSIC_GARDENER } from "../spec/profiles.ts";
import { createGardener } from "../world.ts";
import { csvDescription, csvHeader, csvLine } from "./csv.ts";
import type { GenerationRecord } from "./generation-record.ts";

const setup = { spec: CLASSIC_GARDENER, seed: 1, policy: ruleAgents, filter: letAllPass, arithmetic: twinArithmetic };

const record: GenerationRecord = {
  ...advance(createGardener(setup)),
  generation: 12,
  population: 24,
  energyMean: 31.456,
  entropyTotal: 108.005,
  emergencyMoves: 3,
  isolationSaves: 17,
  entropyGradient: -0.0004,
  populationVolatility: 1,
  emergencyRatio: 0.125,
  risk: 0.123_45,
  flow: 1,
  verdict: "creative",
};

describe("the CSV", () => {
  test("SIM-140 the seed's twelve columns, in order", () => {
    expect(csvHeader).toBe(
      "Gen,Population,Avg_Energy,Total_Entropy,Emergency_Moves,Isolation_Saves,Entropy_Gradient,Population_Volatility,Emergency_Ratio,Collapse_Risk,Flow,Verdict",
    );
  });

  test("SIM-140 fixed decimals, a point, and no minus before a zero", () => {
    expect(csvLine(record)).toBe("12,24,31.46,108.00,3,17,0.000,1,0.1250,0.1235,1.0000,creative");
  });

  test("SIM-140 twelve fields without quotes in every line of a run", () => {
    const world = createGardener(setup);
    for (let generation = 1; generation <= 50; generation += 1) {
      const fields = csvLine(advance(world)).split(",");
      expect(fields).toHaveLength(12);
      expect(fields[0]).toBe(String(generation));
      for (const field of fields.slice(0, 11)) expect(field).toMatch(/^-?\d+(\.\d+)?$/);
    }
  });

  test("SIM-140 refuses what has no number", () => {
    expect(() => csvLine({ ...record, risk: Number.NaN })).toThrow(
      expect.objectContaining({ code: "GARDENER_RECORD_INVALID" }),
    );
  });

  test("SIM-141 the side file names the schema, the spec's digest and the seed", () => {
    const description = csvDescription(CLASSIC_GARDENER, 7, "rule", "none");
    expect(description).toMatchObject({ schema: "plimsoll.gardener.csv/1", seed: 7, profile: "classic" });
    expect(description.columns.join(",")).toBe(csvHeader);
    expect(description.specDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(csvDescription(CALIBRATED_GARDENER, 7, "rule", "none").specDigest).not.toBe(description.specDigest);
  });
});
