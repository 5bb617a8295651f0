import { describe, expect, test } from "vitest";
import { canonicalJson } from "@plimsoll/foundation";
import type { Entry, Policy } from "@plimsoll/kernel";
import { runTrial } from "@plimsoll/sea-trial";
import type { MakeChecker } from "../src/laws/law.ts";
import type { Fact, Observed } from "../src/laws/observed.ts";
import { TRIAL_POLICY } from "../src/trial/settings.ts";

/** Small enough for a test, with every kind of site, gate and witness in it. */
const SMALL = { minutes: 5, sites: 7 } as const;

/** Hears every fact and judges nothing. */
const listener =
  (heard: Fact[]): MakeChecker =>
  () => ({ law: "L7", tell: (fact) => heard.push(fact) });

describe("the sea trial", () => {
  test("ST-7 ST-16 sites stand alone or are of the mesh, all have a node, and at most one node is Byzantine", async () => {
    let seen: Observed | null = null;
    const looker: MakeChecker = () => ({ law: "L10", conclude: (world) => void (seen = world) });
    await runTrial({ seed: 2, minutes: 5, sites: 8, faults: ["double-spend"], checkers: [looker] });
    const { sites, mesh } = seen as unknown as Observed;
    expect(sites.map(({ standing }) => standing)).toEqual([
      "meshed",
      "meshed",
      ...Array.from({ length: 6 }, () => "alone"),
    ]);
    expect(mesh.nodes).toHaveLength(8);
    expect(mesh.nodes.filter(({ isByzantine }) => isByzantine).map(({ place }) => place)).toEqual([7]);
    // What a meshed site has decided, every node of the mesh holds; what one that stands alone has, none.
    expect(mesh.accounts().some((account) => account.startsWith("fleet/"))).toBe(true);
    expect(sites.every(({ promised }) => promised.length > 0)).toBe(true);
  });

  test("ST-1 ST-30 one seed has one course, event by event, and another seed another", async () => {
    const checkers: MakeChecker[] = [];
    const one = await runTrial({ seed: 11, ...SMALL, checkers });
    const again = await runTrial({ seed: 11, ...SMALL, checkers });
    const other = await runTrial({ seed: 12, ...SMALL, checkers });
    expect(again).toEqual(one);
    expect(other.traceHash).not.toBe(one.traceHash);
    const judged = await runTrial({ seed: 11, ...SMALL });
    expect(judged.traceHash, "ST-30 checkers change nothing of what they look at").toBe(one.traceHash);
  });

  test("ST-10 ST-11 ST-12 ST-13 ST-14 ST-15 everybody takes part, also where nothing goes wrong", async () => {
    const heard: Fact[] = [];
    const { violations, faults } = await runTrial({ seed: 21, ...SMALL, faults: [], checkers: [listener(heard)] });
    expect(violations).toEqual([]);
    expect(faults).toEqual({});
    const commands = new Set(heard.flatMap((fact) => (fact.kind === "command.answered" ? [fact.command] : [])));
    for (const command of ["run.start", "trials.record", "windows.close", "tick", "meter.report", "token.request"])
      expect(commands).toContain(command);
    expect(heard.some((fact) => fact.kind === "request.answered" && fact.served)).toBe(true);
    expect(heard.some((fact) => fact.kind === "witness.answered" && fact.status === 200)).toBe(true);
    expect(heard.some((fact) => fact.kind === "job.level" && fact.levelPpm === 1_000_000)).toBe(true);
    const lies = heard.flatMap((fact) =>
      fact.kind === "command.answered" && fact.id.startsWith("liar/") ? [fact] : [],
    );
    expect(lies.filter(({ answer }) => answer === "refused").length).toBeGreaterThan(3);
    expect(lies.filter(({ answer }) => answer === "threw")).toEqual([]);
  });

  test("ST-12 ST-14 the liar asks in every way, the client alters, and both are refused", async () => {
    const heard: Fact[] = [];
    const { violations } = await runTrial({ seed: 22, minutes: 30, sites: 8, faults: [], checkers: [listener(heard)] });
    expect(violations).toEqual([]);
    const lies = heard.flatMap((fact) =>
      fact.kind === "command.answered" && fact.id.startsWith("liar/") ? [fact] : [],
    );
    const asked = new Set(lies.map(({ command }) => command));
    for (const command of ["meter.report", "dataset.register", "lineage.release", "token.request", "lease.request"])
      expect(asked).toContain(command);
    const forged = new Set(heard.flatMap((fact) => (fact.kind === "command.forged" ? [fact.id] : [])));
    expect(lies.filter(({ id }) => forged.has(id)).length).toBeGreaterThan(5);
    expect(lies.filter(({ id, answer }) => forged.has(id) && answer !== "refused")).toEqual([]);
    const altered = heard.flatMap((fact) => (fact.kind === "request.answered" && fact.isForged ? [fact] : []));
    expect(altered.length).toBeGreaterThan(5);
    expect(altered.filter(({ served }) => served)).toEqual([]);
  });

  test("ST-17 policies narrow, wait and widen, debts are sworn to, killed lineages are given back, and nobody does it alone", async () => {
    const heard: Fact[] = [];
    let seen: Observed | null = null;
    const looker: MakeChecker = () => ({ law: "L10", conclude: (world) => void (seen = world) });
    const checkers = [listener(heard), looker];
    await runTrial({ seed: 23, minutes: 60, sites: 8, faults: ["withheld-evidence"], checkers });
    const { sites } = seen as unknown as Observed;
    const entries = sites.flatMap(({ promised }) => promised.map((line) => JSON.parse(line) as Entry));
    const ofKind = (kind: Entry["kind"]): Entry[] => entries.filter((entry) => entry.kind === kind);
    const changes = entries.flatMap((entry) => (entry.kind === "policy.changed" ? [entry.policy] : []));
    const isWhole = (policy: Policy): boolean => canonicalJson(policy) === canonicalJson(TRIAL_POLICY);
    expect(changes.filter((policy) => !isWhole(policy)).length, "narrowed").toBeGreaterThan(5);
    expect(changes.filter(isWhole).length, "widened back when it was due").toBeGreaterThan(3);
    expect(ofKind("policy.scheduled").length).toBeGreaterThan(5);
    expect(ofKind("affidavit.filed").length).toBeGreaterThan(1);
    const overdrafts = entries.filter(
      (entry) => "transfers" in entry && entry.transfers.some(({ from }) => from === "overdraft"),
    );
    expect(overdrafts.length).toBeGreaterThan(1);
    expect(ofKind("lineage.released").length).toBeGreaterThan(0);
    const refused = heard.flatMap((fact) =>
      fact.kind === "command.answered" && fact.answer === "refused" ? [fact] : [],
    );
    for (const [by, command] of [
      ["board/", "policy.change"],
      ["swear:", "affidavit.file"],
      ["liar/", "lineage.release"],
    ] as const)
      expect(
        refused.some((fact) => fact.id.startsWith(by) && fact.command === command),
        command,
      ).toBe(true);
  });

  test.each([41, 42])("ST-22 seed %i: with every fault no law is broken", async (seed) => {
    const { faults, violations } = await runTrial({ seed, ...SMALL });
    expect(violations).toEqual([]);
    expect(Object.keys(faults).length).toBeGreaterThan(8);
  });
});
