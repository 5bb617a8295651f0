import { expect, test } from "vitest";
import type { Dossier } from "../../src/dossier/dossier.ts";
import { clean } from "../evaluation/generated.ts";
import { DAY_MS, evaluated, examined, goldenInput, judged, NOW_MS, withSite } from "../evaluation/rig.ts";

const HOUR_MS = 3_600_000;

/** What is said beside the reasons of a code. */
const saidOf = (id: string, code: string, change: (dossier: Dossier) => Partial<Dossier>): readonly string[] =>
  evaluated(examined(id, change)).remarks.reasons.flatMap((each) => (each.code === code ? each.now : []));

const withoutShows = ({ claims }: Dossier, criterion: string): Dossier["claims"] =>
  claims.map((each) => ({ ...each, shows: each.shows.filter((shown) => shown.criterion !== criterion) }));

test("RS-522 a required criterion that is not shown says whether a field is empty or a claim is lacking", () => {
  expect(
    saidOf("g1", "UNPROVEN_MISSION_CRITERION", ({ mission }) => ({ mission: { ...mission, beneficiaries: [] } })),
  ).toEqual(["purpose: beneficiaries of the mission is empty"]);
  expect(
    saidOf("g1", "UNPROVEN_MISSION_CRITERION", (dossier) => ({
      claims: withoutShows(dossier, "stop-owner"),
      mission: { ...dossier.mission, stopOwner: "" },
    })),
  ).toEqual([
    "stop-owner: stopOwner of the mission is empty; no claim shows it (shows: [{criterion: stop-owner, extent: full}])",
  ]);
  expect(
    saidOf("g1", "UNPROVEN_MISSION_CRITERION", ({ links }) => ({
      links: links.filter(({ claim }) => claim !== "benefit"),
    })),
  ).toEqual(["benefit: not carried: benefit"]);
});

test("RS-522 so does a line of the mission that is not shown", () => {
  const lines = (claims: readonly string[]) => (dossier: Dossier) => ({
    mission: { ...dossier.mission, hardLines: [{ id: "no-weapons", text: "None.", claims: [...claims] }] },
  });
  expect(saidOf("g1", "UNPROVEN_MISSION_CRITERION", lines([]))).toEqual([
    "no-weapons: claims of this line in the mission is empty",
  ]);
});

test("RS-523 too few cycles to foretell from are counted, in all and by signal", () => {
  const said = saidOf("g3", "UNPROVEN_TELEMETRY", ({ telemetry }) => ({
    declaredLevel: "ASL-4",
    telemetry: telemetry.filter(
      ({ signal, atMs }) =>
        atMs > NOW_MS - 6 * HOUR_MS && (signal !== "monitoring-coverage" || atMs > NOW_MS - 2 * HOUR_MS),
    ),
  }));
  expect(said[0]).toMatch(/^cycles of the index: \d of 20\. A cycle is a time at which a required signal is read/);
  expect(said[1]).toMatch(/^monitoring-coverage: [12] of 20$/);
  expect(said.slice(2)).not.toEqual([]);
});

test("RS-524 each copy is named with the source that it is a copy of", () => {
  const address = "https://example.org/one";
  const said = saidOf("g1", "CONDITION_SOURCES_TO_ADD", ({ sources }) => ({
    sources: sources.map((each) => (["s-03", "s-07", "s-09"].includes(each.id) ? { ...each, uri: address } : each)),
  }));
  expect(said).toEqual(["copies: s-07 of s-03 (same address), s-09 of s-03 (same address)"]);
});

test("RS-193 a provisional rule that nobody confirmed in its days is told beside the answer, and binds as before", () => {
  const input = goldenInput("g1");
  const [first] = input.site.safeguards;
  if (first === undefined) throw new Error("no safeguard");
  const days = input.policy.evolution.escalateAfterDays;
  const after = (sinceMs: number, status: "active" | "provisional") => {
    const rule = { ...first, id: "safeguard:of-a-program", status, sinceMs };
    return evaluated(withSite(input, { safeguards: [...input.site.safeguards, rule] }));
  };
  expect(evaluated(input).remarks.unconfirmed).toEqual([]);
  expect(after(NOW_MS - days * DAY_MS, "provisional").remarks.unconfirmed).toEqual(["safeguard:of-a-program"]);
  expect(after(NOW_MS - days * DAY_MS + 1, "provisional").remarks.unconfirmed).toEqual([]);
  expect(after(NOW_MS - days * DAY_MS, "active").remarks.unconfirmed).toEqual([]);
});

test("RS-192 an incident makes no rule, at any level: it stops until the mission closes it", () => {
  for (const level of [null, "ASL-5"] as const) {
    const input = withSite(clean(level), { incidents: ["i-77"] });
    const { judged: parts, decision } = judged(input);
    expect(parts.evolved.cycle.fusions).toEqual([]);
    expect(decision.votes.L3).toBe("RED");
    expect(JSON.stringify(decision.reasons)).toContain("unanswered incident (i-77)");
  }
});
