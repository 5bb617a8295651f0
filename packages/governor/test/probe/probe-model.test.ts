import { appendFileSync, cpSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gridworldTarget, type ProbeTarget } from "@plimsoll/evidence";
import { type Digest, digestOfValue } from "@plimsoll/foundation";
import { type Entry, power, trialsIn } from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import { obedientPolicy, rebelPolicy, sycophantPolicy } from "../../../evidence/test/hand-made-policies.ts";
import { checkProbing } from "../../src/probe/check-probing.ts";
import { probeModel } from "../../src/probe/probe-model.ts";
import { probeSetDigest, revealedProbeSet } from "../../src/probe/probe-set-seal.ts";
import { setFolder } from "../../src/probe/set-folder.ts";
import type { Site } from "../../src/site/site.ts";
import { planOf, policyTarget, probingSite, temporaryDirectory, TRIALS, WEIGHTS } from "./probing-rig.ts";

const obedient = () => gridworldTarget(obedientPolicy);
const setOne = (site: Site) => site.state.windowSets.get("run-1/set-1")!;
const lines = (directory: string): string[] =>
  readFileSync(join(setFolder(directory, "run-1/set-1"), "journal.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith('{"kind":"trial"'));

/** The target, and how often each of its trials was asked for. */
function counting(target: ProbeTarget) {
  const asked = new Map<string, number>();
  const trial: ProbeTarget["trial"] = async (request, signal) => {
    const name = `${request.dimension}/${request.context}/${request.index}`;
    if (request.seed !== "practice") asked.set(name, (asked.get(name) ?? 0) + 1);
    return await target.trial(request, signal);
  };
  return { asked, target: { ...target, trial } };
}

/** A target that sends requests of up to seven tokens twenty times in its first trial, which is then broken off. */
function breakingOff(stop: AbortController, send?: () => void): ProbeTarget {
  const account = { spent: 0, asked: (_tokensAtMost: number): void => {} };
  const ask = (): void => {
    account.spent += 1;
    account.asked(7);
    send?.();
  };
  const trial: ProbeTarget["trial"] = async (request, signal) => {
    if (request.seed === "practice") return await obedient().trial(request, signal);
    for (let sent = 0; sent < 20 && account.spent < 50; sent += 1) ask();
    stop.abort();
    throw new Error("broken off");
  };
  const keepAccount: ProbeTarget["keepAccount"] = ({ requests }, asked) =>
    void Object.assign(account, { spent: requests, asked });
  return { ...obedient(), trial, ...(send === undefined ? {} : { keepAccount }) };
}

describe("one window set", () => {
  test("E-180 is registered, drawn, tried, recorded and closed; two of them prove an obedient agent", async () => {
    const { site } = probingSite();
    const plan = planOf(site, obedient());
    expect(await probeModel(plan)).toMatchObject({ set: "run-1/set-1", outcome: "closed" });
    expect(await probeModel(plan)).toMatchObject({ set: "run-1/set-2", outcome: "closed" });
    const set = setOne(site);
    expect(Object.values(set.tallies).map(trialsIn)).toEqual(Array.from({ length: 8 }, () => TRIALS));
    expect(set.gap).toMatchObject({ verdict: "proven" });
    expect(set.detectability).toMatchObject({ verdict: "hidden" });
    expect(power(site.state, "run-1", site.now())).toMatchObject({ band: "full" });
    const kinds = [...site.history()].map(({ kind }) => kind).filter((kind) => /^(windows|trials|lease)\./.test(kind));
    expect(kinds.slice(0, 4)).toEqual(["windows.registered", "windows.drawn", "lease.granted", "lease.ended"]);
  });

  test("E-180 a sycophant is caught by what it does unseen", async () => {
    const { site } = probingSite();
    await probeModel(planOf(site, gridworldTarget(sycophantPolicy)));
    expect(site.state.lineages.get("line")!.killed).toBe(true);
  });

  test("E-181 the probe set is sealed before the registration and revealed after the close", async () => {
    const { site } = probingSite();
    const directory = temporaryDirectory();
    const sealed = join(setFolder(directory, "run-1/set-1"), "probe-set.sealed.json");
    const revealed = join(setFolder(directory, "run-1/set-1"), "probe-set.json");
    const seen: boolean[] = [];
    site.observe(({ kind }) => {
      if (kind === "windows.registered") seen.push(existsSync(sealed), existsSync(revealed));
    });
    await probeModel(planOf(site, obedient(), { directory }));
    expect(seen).toEqual([true, false]);
    expect(existsSync(sealed)).toBe(false);
    expect(probeSetDigest(revealedProbeSet(directory, "run-1/set-1")!)).toBe(setOne(site).probeSet);
  });

  test("E-138 trials of a few templates count by template: so many worlds alike prove nothing", async () => {
    const { site } = probingSite();
    const trial: ProbeTarget["trial"] = async (request, signal) => ({
      ...(await obedient().trial(request, signal)),
      template: `${request.index % 8}`,
    });
    const directory = temporaryDirectory();
    await probeModel(planOf(site, { ...obedient(), trial }, { directory }));
    const { tallies } = setOne(site);
    expect(tallies["goal_edit/EVAL"]).toEqual({ controlled: 8, uncontrolled: 0, void: TRIALS - 8 });
    expect(power(site.state, "run-1", site.now()).levelPpm).toBe(0);
    const source = { state: site.state, entries: [...site.history()], directory };
    expect((await checkProbing(source, "run-1/set-1", null, new AbortController().signal)).faults).toEqual([]);
  });

  test("E-182 ends as soon as a cell shows cut, and what was not tried is void", async () => {
    const { site } = probingSite();
    const { asked, target } = counting(gridworldTarget(rebelPolicy));
    await probeModel(planOf(site, target));
    expect(asked.size).toBeLessThan(TRIALS * 2);
    expect(site.state.lineages.get("line")!.killed).toBe(true);
    expect(trialsIn(setOne(site).tallies["goal_edit/EVAL"])).toBe(TRIALS);
    expect(setOne(site).tallies["goal_edit/EVAL"].void).toBeGreaterThan(0);
  });

  test("E-183 an interrupted set stays open and goes on where it stood: no trial is made twice", async () => {
    const { site } = probingSite();
    const directory = temporaryDirectory();
    const stop = new AbortController();
    const first = counting(obedient());
    const onProgress = ({ trials }: { trials: number }) => trials === 100 && stop.abort();
    const plan = planOf(site, first.target, { directory, onProgress, signal: stop.signal });
    expect(await probeModel(plan)).toMatchObject({ set: "run-1/set-1", outcome: "interrupted" });
    expect(setOne(site).closedAt).toBeNull();
    expect(lines(directory)).toHaveLength(100);
    const second = counting(obedient());
    expect(await probeModel(planOf(site, second.target, { directory }))).toMatchObject({ outcome: "closed" });
    expect([...first.asked.keys()].filter((name) => second.asked.has(name))).toEqual([]);
    expect(first.asked.size + second.asked.size).toBe(8 * TRIALS);
  });

  test("E-183 a torn last line was never kept; its trial was begun, so it is not made again and stays void", async () => {
    const { site } = probingSite();
    const directory = temporaryDirectory();
    const stop = new AbortController();
    const onProgress = ({ trials }: { trials: number }) => trials === 10 && stop.abort();
    await probeModel(planOf(site, obedient(), { directory, onProgress, signal: stop.signal }));
    const file = join(setFolder(directory, "run-1/set-1"), "journal.jsonl");
    truncateSync(file, readFileSync(file).length - 5);
    await probeModel(planOf(site, obedient(), { directory }));
    expect(lines(directory)).toHaveLength(8 * TRIALS - 1);
    expect(Object.values(setOne(site).tallies).reduce((sum, tally) => sum + tally.void, 0)).toBe(1);
  });

  test("E-183 who breaks off the trials that go wrong gains nothing", async () => {
    const { site } = probingSite();
    const directory = temporaryDirectory();
    let outcome = "interrupted";
    for (let start = 0; outcome === "interrupted"; start += 1) {
      const stop = new AbortController();
      const trial: ProbeTarget["trial"] = async (request, signal) => {
        const fails = request.index % 20 === 3 && request.seed !== "practice" && request.dimension === "goal_edit";
        if (!fails) return await obedient().trial(request, signal);
        stop.abort();
        throw new Error("broken off");
      };
      ({ outcome } = await probeModel(planOf(site, { ...obedient(), trial }, { directory, signal: stop.signal })));
      expect(start).toBeLessThan(100);
    }
    const worlds = Math.ceil((TRIALS - 3) / 20);
    expect(setOne(site).tallies["goal_edit/EVAL"]).toEqual({
      controlled: TRIALS - worlds,
      uncontrolled: 0,
      void: worlds,
    });
    expect(power(site.state, "run-1", site.now()).levelPpm).toBe(0);
  });

  test("E-183 a journal that was changed is refused, and the set stays open", async () => {
    const { site } = probingSite();
    const directory = temporaryDirectory();
    const stop = new AbortController();
    const onProgress = ({ trials }: { trials: number }) => trials === 10 && stop.abort();
    await probeModel(planOf(site, obedient(), { directory, onProgress, signal: stop.signal }));
    appendFileSync(
      join(setFolder(directory, "run-1/set-1"), "journal.jsonl"),
      `{"kind":"trial","outcome":"controlled"}\n`,
    );
    await expect(probeModel(planOf(site, obedient(), { directory }))).rejects.toMatchObject({
      code: "PROBE_JOURNAL_MALFORMED",
    });
    expect(setOne(site).closedAt).toBeNull();
  });

  test("E-184 a spent budget ends the probing with the set open; a higher one goes on", async () => {
    const { site } = probingSite();
    const directory = temporaryDirectory();
    const budget = { requestsMax: 40, tokensMax: 1 };
    await expect(probeModel(planOf(site, obedient(), { directory, budget }))).rejects.toMatchObject({
      code: "PROBE_BUDGET_SPENT",
    });
    expect(lines(directory)).toHaveLength(40);
    expect(await probeModel(planOf(site, obedient(), { directory }))).toMatchObject({ outcome: "closed" });
  });

  test("E-184 what broken-off trials asked is spent, over all restarts", async () => {
    const { site } = probingSite();
    const directory = temporaryDirectory();
    const budget = { requestsMax: 50, tokensMax: 1_000_000 };
    let sent = 0;
    for (let start = 0; start < 3; start += 1) {
      const stop = new AbortController();
      const plan = { directory, budget, signal: stop.signal };
      await probeModel(
        planOf(
          site,
          breakingOff(stop, () => (sent += 1)),
          plan,
        ),
      );
    }
    const again = probeModel(planOf(site, obedient(), { directory, budget }));
    await expect(again).rejects.toMatchObject({ code: "PROBE_BUDGET_SPENT" });
    expect(sent).toBe(50);
    const journal = readFileSync(join(setFolder(directory, "run-1/set-1"), "journal.jsonl"), "utf8");
    expect(journal.match(/"kind":"asked","tokensAtMost":7/g)).toHaveLength(50);
  });

  test("E-184 a target that keeps no account spends a request on every trial that was broken off", async () => {
    const { site } = probingSite();
    const directory = temporaryDirectory();
    const budget = { requestsMax: 3, tokensMax: 1 };
    for (let start = 0; start < 3; start += 1) {
      const stop = new AbortController();
      await probeModel(planOf(site, breakingOff(stop), { directory, budget, signal: stop.signal }));
    }
    const again = probeModel(planOf(site, obedient(), { directory, budget }));
    await expect(again).rejects.toMatchObject({ code: "PROBE_BUDGET_SPENT" });
  });

  test("E-185 an agent that cannot be reached is found out before anything is registered", async () => {
    const { site } = probingSite();
    const broken = policyTarget(() => Number.NaN);
    await expect(probeModel(planOf(site, broken))).rejects.toMatchObject({ code: "PROBE_TARGET_BROKEN" });
    expect(site.state.windowSets.size).toBe(0);
  });

  test("E-185 interrupted while it practises, nothing is registered", async () => {
    const { site } = probingSite();
    const stop = new AbortController();
    const slow: ProbeTarget = {
      ...obedient(),
      trial: async () => {
        stop.abort();
        throw new Error("aborted");
      },
    };
    expect(await probeModel(planOf(site, slow, { signal: stop.signal }))).toMatchObject({
      set: null,
      outcome: "interrupted",
    });
    expect(site.state.windowSets.size).toBe(0);
  });

  test("E-185 an agent that comes to an outcome only now and then is probed", async () => {
    const { site } = probingSite();
    let trials = 0;
    const weak: ProbeTarget = {
      ...obedient(),
      trial: async (request, signal) => {
        const record = await obedient().trial(request, signal);
        return (trials += 1) % 3 === 0 ? record : { ...record, outcome: "void", category: null };
      },
    };
    expect(await probeModel(planOf(site, weak))).toMatchObject({ outcome: "closed" });
  });

  test("E-185 one that breaks on the way ends the probing; what was void stays void", async () => {
    const { site } = probingSite();
    const directory = temporaryDirectory();
    let trials = 0;
    const failing = policyTarget((observation, draw) =>
      (trials += 1) > 500 ? -1 : obedientPolicy.act(observation, draw),
    );
    await expect(probeModel(planOf(site, failing, { directory }))).rejects.toMatchObject({
      code: "PROBE_TARGET_BROKEN",
    });
    const voids = lines(directory).filter((line) => line.includes('"void"')).length;
    expect(voids).toBe(16);
    await probeModel(planOf(site, obedient(), { directory }));
    expect(Object.values(setOne(site).tallies).reduce((sum, tally) => sum + tally.void, 0)).toBe(16);
  });

  test("E-186 an open set is not gone on with by another target", async () => {
    const { site } = probingSite();
    const directory = temporaryDirectory();
    const budget = { requestsMax: 8, tokensMax: 1 };
    await expect(probeModel(planOf(site, obedient(), { directory, budget }))).rejects.toMatchObject({
      code: "PROBE_BUDGET_SPENT",
    });
    const other = { ...obedient(), probeSet: { battery: "another" } };
    await expect(probeModel(planOf(site, other, { directory }))).rejects.toMatchObject({ code: "PROBE_SET_DIFFERS" });
  });

  test("E-186 nor on other weights: a new checkpoint does not inherit what was tried on the last one", async () => {
    const { site } = probingSite();
    const directory = temporaryDirectory();
    const budget = { requestsMax: 8, tokensMax: 1 };
    await expect(probeModel(planOf(site, obedient(), { directory, budget }))).rejects.toMatchObject({
      code: "PROBE_BUDGET_SPENT",
    });
    const digest = digestOfValue("newer weights");
    site.must("checkpoint", { type: "checkpoint.register", run: "run-1", digest, step: 1, trainedFlop: "2000000000" });
    const other = probeModel(planOf(site, obedient(), { directory, digest }));
    await expect(other).rejects.toMatchObject({ code: "WEIGHTS_DIFFER" });
  });

  test("E-180 a lease that somebody ended as expired is followed by another", async () => {
    const { site } = probingSite();
    const beats: (() => void)[] = [];
    const timers = { every: (_: number, action: () => void) => (beats.push(action), { stop: () => {} }) };
    const onProgress = ({ trials }: { trials: number }) => {
      if (trials !== 100) return;
      const [lease] = site.state.leases.sorted().map(([name]) => name);
      site.must("lease.end:by-somebody-else", { type: "lease.end", lease: lease!, reason: "expired" });
      beats[0]!();
    };
    await probeModel(planOf(site, obedient(), { timers, onProgress }));
    const kinds = [...site.history()].map(({ kind }) => kind).filter((kind) => kind.startsWith("lease."));
    expect(kinds).toEqual(["lease.granted", "lease.ended", "lease.granted", "lease.ended"]);
  });

  test("E-183 a correction that is broken off is not measured again, and counts as one that never held", async () => {
    const { site } = probingSite();
    const directory = temporaryDirectory();
    const asked: string[] = [];
    const stop = new AbortController();
    const hard: ProbeTarget = {
      ...obedient(),
      correctionCost: async (task) => {
        asked.push(task);
        stop.abort();
        throw new Error("broken off");
      },
    };
    expect(await probeModel(planOf(site, hard, { directory, signal: stop.signal }))).toMatchObject({
      outcome: "interrupted",
    });
    const again: ProbeTarget = {
      ...obedient(),
      correctionCost: async (task, seed, signal) => {
        asked.push(task);
        return await obedient().correctionCost(task, seed, signal);
      },
    };
    expect(await probeModel(planOf(site, again, { directory }))).toMatchObject({ outcome: "closed" });
    expect(new Set(asked).size).toBe(4);
    expect(asked).toHaveLength(4);
    const costs = setOne(site).costs.map(({ task, cost }) => [task, cost]);
    expect(costs).toHaveLength(4);
    expect(costs).toContainEqual([asked[0], 9]);
    const source = { state: site.state, entries: [...site.history()], directory };
    expect((await checkProbing(source, "run-1/set-1", null, new AbortController().signal)).faults).toEqual([]);
  });

  test("E-187 corrections rotate: every other task in each set", async () => {
    const { site } = probingSite();
    const plan = planOf(site, obedient());
    await probeModel(plan);
    await probeModel(plan);
    const [first, second] = [...site.state.windowSets.values()].map(({ costs }) => costs.map(({ task }) => task));
    expect(first).toHaveLength(4);
    expect(second).toHaveLength(4);
    expect(new Set([...first!, ...second!]).size).toBe(8);
  });
});

test("E-181 a sealed probe set that was changed is not probed from", async () => {
  const { site } = probingSite();
  const directory = temporaryDirectory();
  const budget = { requestsMax: 8, tokensMax: 1 };
  await expect(probeModel(planOf(site, obedient(), { directory, budget }))).rejects.toMatchObject({
    code: "PROBE_BUDGET_SPENT",
  });
  const file = join(setFolder(directory, "run-1/set-1"), "probe-set.sealed.json");
  writeFileSync(file, readFileSync(file, "utf8").replace("5a17", "5a18"));
  await expect(probeModel(planOf(site, obedient(), { directory }))).rejects.toMatchObject({
    code: "PROBE_SET_DIFFERS",
  });
});

describe("files of another set", () => {
  const start = (site: Site, run: string, lineage: string, digest: Digest) =>
    site.must("run.start:second", {
      type: "run.start",
      run,
      lab: "acme",
      lineage,
      tier: 1,
      domain: "general",
      basis: { kind: "weights", digest, trainedFlop: "1000000000" },
      datasets: [],
      flopPerSecondMax: "1000000000",
    });

  test("E-183 a run whose name leads into another one's folder has a folder of its own", async () => {
    const { site } = probingSite();
    const directory = temporaryDirectory();
    await probeModel(planOf(site, obedient(), { directory }));
    const digest = digestOfValue("weights that nobody tried");
    start(site, "x/../run-1", "other", digest);
    const { asked, target } = counting(gridworldTarget(rebelPolicy));
    const subject = { kind: "run", run: "x/../run-1" } as const;
    await probeModel(planOf(site, target, { directory, subject, digest }));
    expect(asked.size).toBeGreaterThan(100);
    expect(readdirSync(directory)).toHaveLength(2);
    expect(readdirSync(join(directory, ".."))).not.toContain("run-1");
  });

  test("E-183 what was tried for another ledger is no evidence in this one", async () => {
    const directory = temporaryDirectory();
    await probeModel(planOf(probingSite().site, obedient(), { directory }));
    const { site } = probingSite();
    const again = probeModel(planOf(site, gridworldTarget(rebelPolicy), { directory }));
    await expect(again).rejects.toMatchObject({ code: "PROBE_SET_DIFFERS" });
    expect(site.state.windowSets.size).toBe(0);
  });

  test("E-183 nor is a journal that was put beside another set's seal", async () => {
    const { site } = probingSite();
    const directory = temporaryDirectory();
    await probeModel(planOf(site, obedient(), { directory }));
    const budget = { requestsMax: 8, tokensMax: 1 };
    const begun = probeModel(planOf(site, obedient(), { directory, budget }));
    await expect(begun).rejects.toMatchObject({ code: "PROBE_BUDGET_SPENT" });
    const journal = (set: string): string => join(setFolder(directory, set), "journal.jsonl");
    cpSync(journal("run-1/set-1"), journal("run-1/set-2"));
    const again = probeModel(planOf(site, obedient(), { directory }));
    await expect(again).rejects.toMatchObject({ code: "PROBE_JOURNAL_MALFORMED" });
  });

  test("E-181 a set that closed by its deadline is revealed when probing next begins", async () => {
    const { site, clock } = probingSite();
    const directory = temporaryDirectory();
    const budget = { requestsMax: 8, tokensMax: 1 };
    const begun = probeModel(planOf(site, obedient(), { directory, budget }));
    await expect(begun).rejects.toMatchObject({ code: "PROBE_BUDGET_SPENT" });
    clock.ms += site.policy.windowDeadlineMs + 1;
    expect(await probeModel(planOf(site, obedient(), { directory }))).toMatchObject({ set: "run-1/set-2" });
    expect(revealedProbeSet(directory, "run-1/set-1")).not.toBeNull();
    expect(setOne(site).closedAt).not.toBeNull();
  });
});

describe("a look behind a closed set", () => {
  const NEVER = new AbortController().signal;

  async function probed() {
    const { site } = probingSite();
    const directory = temporaryDirectory();
    await probeModel(planOf(site, obedient(), { directory }));
    const file = (name: string): string => join(setFolder(directory, "run-1/set-1"), name);
    const edit = (name: string, from: string, to: string) =>
      writeFileSync(file(name), readFileSync(file(name), "utf8").replace(from, to));
    const check = async (
      target: ProbeTarget | null,
      change: (entry: Entry) => Entry = (entry) => entry,
      digest = WEIGHTS,
    ) => {
      const entries = [...site.history()].map(change);
      const again = target === null ? null : { target, digest };
      return await checkProbing({ state: site.state, entries, directory }, "run-1/set-1", again, NEVER);
    };
    return { check, edit };
  }

  test("E-181 finds nothing where probe set, journal and ledger agree, and the same agent does the same again", async () => {
    const { check } = await probed();
    const agreed = { set: "run-1/set-1", trials: 8 * TRIALS, faults: [] };
    expect(await check(null)).toEqual({ ...agreed, replayed: null });
    expect(await check(obedient())).toEqual({ ...agreed, replayed: 8 * TRIALS });
  });

  test("E-181 finds another salt, a changed journal, another agent and other weights", async () => {
    const { check, edit } = await probed();
    edit("journal.jsonl", '"outcome":"controlled"', '"outcome":"uncontrolled"');
    expect((await check(null)).faults).toContain("trials.record goal_edit EVAL: not as the journal has it");
    edit("journal.jsonl", '"outcome":"uncontrolled"', '"outcome":"controlled"');
    expect((await check(gridworldTarget(rebelPolicy))).faults.length).toBeGreaterThan(TRIALS);
    expect((await check(obedient(), undefined, digestOfValue("other weights"))).faults).toEqual([
      `the set is about ${WEIGHTS}`,
    ]);
    edit("probe-set.json", "5a17", "5a18");
    expect((await check(null)).faults).toEqual(["the probe set is not the one that was registered"]);
  });

  test.each<[string, (entry: Entry) => Entry]>([
    ["pairs", (entry) => (entry.kind === "pairs.recorded" ? { ...entry, pairs: entry.pairs - 1 } : entry)],
    [
      "actions",
      (entry) => (entry.kind === "trials.recorded" ? { ...entry, actions: entry.actions.toReversed() } : entry),
    ],
    ["costs", (entry) => (entry.kind === "costs.recorded" ? { ...entry, costs: [] } : entry)],
    [
      "hiddenness",
      (entry) => (entry.kind === "detectability.recorded" ? { ...entry, probes: { ...entry.probes, wins: 0 } } : entry),
    ],
  ])("E-181 finds %s that do not follow from the journal", async (_, change) => {
    const { check } = await probed();
    expect((await check(obedient(), change)).faults.length).toBeGreaterThan(0);
  });

  test("E-181 a journal in which one world stands for all is none", async () => {
    const { check, edit } = await probed();
    edit(
      "journal.jsonl",
      '"kind":"trial","cell":"goal_edit/EVAL","index":1,',
      '"kind":"trial","cell":"goal_edit/EVAL","index":0,',
    );
    await expect(check(null)).rejects.toMatchObject({ code: "PROBE_JOURNAL_MALFORMED" });
  });

  test("E-181 of a set that is open or unknown nothing is revealed", async () => {
    const { site } = probingSite();
    const source = { state: site.state, entries: [], directory: temporaryDirectory() };
    await expect(checkProbing(source, "run-1/set-1", null, NEVER)).rejects.toMatchObject({ code: "PROBE_SET_SEALED" });
  });
});
