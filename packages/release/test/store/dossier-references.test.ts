import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { goldenCases } from "../../src/golden/cases.ts";
import { writeGolden } from "../../src/node/desk/write-golden.ts";
import { DossierError, type DossierFault, placeOf } from "../../src/node/dossier/dossier-fault.ts";
import { initDossier } from "../../src/node/dossier/init-dossier.ts";
import { readDossierFolder } from "../../src/node/dossier/read-dossier-folder.ts";
import { testFolder } from "./folder.ts";

const NOW_MS = Date.UTC(2026, 10, 22);

function faultsOf(folder: string): readonly DossierFault[] {
  try {
    readDossierFolder(folder);
    return [];
  } catch (cause) {
    if (cause instanceof DossierError) return cause.faults;
    throw cause;
  }
}

function skeleton(): string {
  const folder = testFolder("references");
  initDossier(folder, { kind: "model", action: "internal_deploy" });
  return folder;
}

function edit(folder: string, file: string, from: string, to: string): void {
  const text = readFileSync(join(folder, file), "utf8");
  expect(text, file).toContain(from);
  writeFileSync(join(folder, file), text.replace(from, to));
}

const CHECK = "{id: check-1, atMs: 1, index: 1, result: passed, source: surce-1}";

describe("RS-432 a name that leads nowhere is a fault with its line and the nearest that are there", () => {
  test.each<[string, string, string, string, string, string]>([
    ["a link's claim", "links.yaml", "claim: claim-1", "claim: clam-1", "links.yaml, line 3, 0/claim", '"claim-1"'],
    ["a link's source", "links.yaml", "source: source-2", "source: source-22", "1/source", '"source-2"'],
    [
      "a figure's evaluation",
      "claims.yaml",
      "figure: null",
      "figure: {evaluation: exmple, comparator: at most, share: 1}",
      "0/figure/evaluation",
      '"example-evaluation"',
    ],
    ["the screening claim", "dossier.yaml", "screeningClaim: null", "screeningClaim: c", "screeningClaim", '"claim-1"'],
    [
      "a determination's claim",
      "determinations.yaml",
      "\n[]\n",
      "\n- {threshold: cyber-asl-3, state: ruled_out, claims: [claim-1, claim-2]}\n",
      "0/claims/1",
      '"claim-1"',
    ],
    [
      "a line of the mission",
      "mission.yaml",
      "hardLines: []",
      "hardLines: [{id: l, text: t, claims: [claim-3]}]",
      "hardLines/0/claims/0",
      '"claim-1"',
    ],
    ["a drill's source", "plan.yaml", "drills: []", `drills: [${CHECK}]`, "drills/0/source", '"source-1"'],
    [
      "a check's source",
      "plan.yaml",
      "phases: []",
      `phases: [{id: p, text: t, isHighStress: false, startedAtMs: null, check: ${CHECK}}]`,
      "phases/0/check/source",
      '"source-1"',
    ],
    [
      "a reading's source",
      "telemetry.csv",
      "source\n",
      "source\npause-latency,1,2,sorce-1\n",
      "telemetry.csv, line 2, 0/source",
      '"source-1"',
    ],
  ])("RS-432 %s", (_, file, from, to, place, near) => {
    const folder = skeleton();
    edit(folder, file, from, to);
    const faults = faultsOf(folder);
    expect(faults.map(({ code }) => code)).toEqual(["DOSSIER_REFERENCE_UNKNOWN"]);
    expect(placeOf(faults[0] as DossierFault)).toContain(place);
    expect(faults[0]?.received).toContain(near);
    expect(faults[0]?.line).toBeGreaterThan(0);
  });

  test("RS-432 where there is none of its kind, that is said", () => {
    const folder = skeleton();
    writeFileSync(join(folder, "claims.yaml"), "[]\n");
    expect(faultsOf(folder).map(({ received }) => received)).toEqual([
      '"claim-1"; claims.yaml has none',
      '"claim-1"; claims.yaml has none',
    ]);
  });

  test("RS-432 at most twenty, and not before every file can be read", () => {
    const folder = skeleton();
    const reading = "pause-latency,1,2,nobody\n".repeat(1_000);
    edit(folder, "telemetry.csv", "source\n", `source\n${reading}`);
    expect(faultsOf(folder)).toHaveLength(20);
    rmSync(join(folder, "plan.yaml"));
    expect(faultsOf(folder).map(({ code }) => code)).toEqual(["DOSSIER_FILE_MISSING"]);
  });

  test("RS-432 what the policy and the site know is not asked here: signals, lines, safeguards", () => {
    const folder = skeleton();
    edit(folder, "telemetry.csv", "source\n", "source\nno-such-signal,1,2,source-1\n");
    edit(folder, "risks.yaml", "\n[]\n", `\n${RISK}`);
    edit(folder, "determinations.yaml", "\n[]\n", "\n- {threshold: no-line, state: reached, claims: []}\n");
    expect(faultsOf(folder)).toEqual([]);
  });
});

/** Of no safeguard that anybody knows. */
const RISK = "- {id: risk-1, domain: cyber, text: Somebody asks for an exploit., safeguards: [no-such-safeguard]}\n";

test.each<[string, string, string, string, string]>([
  ["claims", "claims.yaml", "- id: claim-1", "- id: claim-1", "1/id"],
  ["sources", "sources.yaml", "- id: source-2", "- id: source-1", "1/id"],
  ["risks", "risks.yaml", "\n[]\n", `\n${RISK}${RISK}`, "1/id"],
])("RS-433 an id that stands twice among the %s is a fault", (_, file, from, to, place) => {
  const folder = skeleton();
  if (from === to) {
    const text = readFileSync(join(folder, file), "utf8");
    writeFileSync(join(folder, file), text + text.slice(text.indexOf(from)));
  } else {
    edit(folder, file, from, to);
    if (file === "sources.yaml") edit(folder, "links.yaml", "source: source-2", "source: source-1");
  }
  expect(faultsOf(folder).map((fault) => `${fault.code} ${placeOf(fault)}`)).toEqual([
    expect.stringMatching(new RegExp(`^DOSSIER_ID_TWICE ${file}, line \\d+, ${place}$`)),
  ]);
});

test("RS-433 runs, lines, incidents, phases, drills and levers have one id each too", () => {
  const folder = skeleton();
  const run = "    - {id: run-1, log: evaluations/example.jsonl, isReported: true}\n";
  edit(folder, "evaluations.yaml", run, run + run);
  edit(
    folder,
    "mission.yaml",
    "hardLines: []",
    "hardLines: [{id: l, text: t, claims: []}, {id: l, text: u, claims: []}]",
  );
  const incident = "{id: i, text: t, atMs: 1, isClosed: true}";
  edit(folder, "mission.yaml", "incidents: []", `incidents: [${incident}, ${incident}]`);
  const phase = "{id: p, text: t, isHighStress: false, startedAtMs: null, check: null}";
  edit(folder, "plan.yaml", "phases: []", `phases: [${phase}, ${phase}]`);
  const drill = "{id: d, atMs: 1, index: 1, result: passed, source: source-1}";
  edit(folder, "plan.yaml", "drills: []", `drills: [${drill}, ${drill}]`);
  edit(folder, "plan.yaml", "levers: []", "levers: [{id: v, text: t}, {id: v, text: u}]");
  const faults = faultsOf(folder);
  expect(new Set(faults.map(({ code }) => code))).toEqual(new Set(["DOSSIER_ID_TWICE"]));
  expect(faults.map(({ path }) => path)).toEqual([
    "/0/runs/1/id",
    "/hardLines/1/id",
    "/incidents/1/id",
    "/phases/1/id",
    "/drills/1/id",
    "/levers/1/id",
  ]);
});

test.each(goldenCases(NOW_MS).map(({ id }) => id))("RS-432 %s has no name that leads nowhere", (id) => {
  const folder = join(testFolder("golden"), id);
  writeGolden(id, folder, NOW_MS);
  expect(faultsOf(folder)).toEqual([]);
});

test("RS-439 only examples that need a site of their own say so", () => {
  const noted = goldenCases(NOW_MS).filter(({ note }) => note !== null);
  expect(noted.map(({ id }) => id)).toEqual(
    goldenCases(NOW_MS)
      .filter(({ site }) => Object.keys(site).length > 0)
      .map(({ id }) => id),
  );
  expect(noted.map(({ id }) => id.split("-")[0])).toEqual(["g10", "g11"]);
});
