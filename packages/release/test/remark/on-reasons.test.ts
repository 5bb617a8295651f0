import { expect, test } from "vitest";
import type { Dossier } from "../../src/dossier/dossier.ts";
import { evaluated, examined, NOW_MS } from "../evaluation/rig.ts";

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
