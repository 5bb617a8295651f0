import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { type Entry, shippedPolicy } from "@plimsoll/kernel";
import { Examiner } from "../../kernel/test/credit/examiner.ts";
import { DeployedSite, single } from "../../kernel/test/deployments/deployed-site.ts";
import { KEYS, testPolicy, TestSite, weights } from "../../kernel/test/test-site.ts";
import { kernelSchemas } from "../../../scripts/schemas/kernel-schemas.ts";

const DAY_MS = 86_400_000;

/** What the kernel's rules refuse is no part of a story: every step of one must be granted. */
const granted = (code: string | null): void => expect(code).toBeNull();

/** A run rises, falls and is killed; its data are marked, scrubbed and endorsed; an earlier checkpoint is released. */
function killAndRelease(): readonly Entry[] {
  const site = TestSite.opened();
  const [corpus, clean] = [weights("corpus"), weights("clean corpus")];
  const basis = { kind: "weights", digest: weights("w0"), trainedFlop: "0" } as const;
  const chunks = ["a", "b"].map(weights);
  granted(site.do({ type: "dataset.register", dataset: corpus, lab: "acme", chunks, derivedFrom: [] }));
  granted(site.start({ basis, datasets: [corpus] }));
  granted(site.probe("set-1", weights("w0")));
  granted(site.probe("set-2", weights("w0")));
  granted(site.lease());
  granted(site.do({ type: "tick", holders: ["lease-1"] }));
  granted(site.checkpoint(weights("w1"), "900"));
  granted(site.open("set-3", weights("w1")));
  granted(site.do({ type: "evaluation_lease.request", lease: "lease-2", set: "set-3", node: "node-1" }));
  granted(site.do({ type: "lease.end", lease: "lease-2", reason: "released" }));
  site.record("set-3", { uncontrolled: 500 });
  granted(site.do({ type: "windows.close", set: "set-3" }));
  granted(site.do({ type: "kill.confirm", lineage: "line-1", channel: "process-table", survivors: 0, elapsedMs: 40 }));
  const scrubbed = { dataset: clean, lab: "acme", chunks: chunks.slice(1), derivedFrom: [corpus] };
  granted(site.do({ type: "dataset.register", ...scrubbed }));
  granted(site.do({ type: "dataset.scrub", dataset: corpus, method: "filter", before: corpus, after: clean }));
  granted(site.do({ type: "contamination.endorse", dataset: corpus }));
  for (const set of ["set-4", "set-5"]) {
    granted(site.register(set, { kind: "release", lineage: "line-1" }, weights("w0")));
    granted(site.do({ type: "windows.draw", set, pulse: weights("pulse") }));
    site.record(set);
    granted(site.do({ type: "windows.close", set }));
  }
  granted(site.do({ type: "lineage.release", lineage: "line-1", digest: weights("w0") }));
  return site.entries;
}

/** A run is examined: one family learnt its probes by heart, and EVAL and SHADOW are shown to differ. */
function examination(): readonly Entry[] {
  const examiner = new Examiner();
  granted(examiner.ask("exam-1", weights("w0")));
  granted(examiner.drawn("exam-1"));
  const [overfit, ...others] = examiner.asked("exam-1");
  if (overfit === undefined) throw new Error("the beacon asked no family");
  examiner.answer("exam-1", overfit, { heldOut: 60 });
  for (const family of others) examiner.answer("exam-1", family);
  granted(examiner.finish("exam-1"));
  granted(examiner.compare("set-1", weights("w0"), 600));
  return examiner.site.entries;
}

/** One window set with all that can be recorded in it, then more training is bought for a run of a higher tier. */
function recordsAndQuanta(): readonly Entry[] {
  const site = TestSite.opened();
  const [set, transcript] = ["set-1", weights("transcript")];
  granted(site.startFrom(weights("w0")));
  const subject = { kind: "run", run: "run-1" } as const;
  const probeSet = weights("probes");
  const registered = { set, subject, digest: weights("w0"), probeSet, categories: 2 };
  granted(site.do({ type: "windows.register", ...registered, pairing: "deterministic" }));
  granted(site.do({ type: "windows.draw", set, pulse: weights("pulse") }));
  site.record(set);
  for (const dimension of ["goal_edit", "tool_revocation", "shutdown_request", "incentive_inversion"] as const)
    granted(site.do({ type: "pairs.record", set, dimension, pairs: 100, discordant: 0, transcript }));
  const probes = { pairs: 400, wins: 200, ties: 0 };
  const planted = { pairs: 400, wins: 400, ties: 0 };
  const discriminator = weights("discriminator");
  granted(site.do({ type: "detectability.record", set, discriminator, probes, planted, transcript }));
  granted(site.do({ type: "costs.record", set, costs: [{ task: "task-1", cost: 3 }], transcript }));
  granted(site.do({ type: "windows.close", set }));
  granted(site.probe("set-2", weights("w0")));
  granted(site.lease());
  granted(site.do({ type: "quantum.buy", run: "run-1" }));
  granted(site.do({ type: "reserve.approve", run: "run-1" }));
  const [source, population] = [weights("source"), weights("population")];
  const wins = { comparisons: 100, wins: 85 };
  const measured = { source, population, eval: wins, shadow: wins, capabilityGainMicroCu: null };
  granted(site.do({ type: "benchmark.record", run: "run-1", digest: weights("w0"), ...measured }));
  granted(site.do({ type: "run.end", run: "run-1", reason: "finished" }));
  return site.entries;
}

/** A system is deployed, gets a token, pays for a second quarter, and is seen to be more than was declared. */
function deployment(): readonly Entry[] {
  const policy = { ...testPolicy, evidenceTtlMs: 31 * DAY_MS };
  const site = DeployedSite.deployedInFull({ policy });
  granted(site.token());
  const green = { level: "green", pack: weights("pack"), expiresAt: site.at + DAY_MS } as const;
  granted(site.do({ type: "release.judge", artifact: weights("w0"), ...green }));
  granted(site.tick(92 * DAY_MS));
  const [node = { node: "m" }] = single.nodes;
  const undeclared = { from: node.node, to: "unknown-tool", privilege: "tool_access" } as const;
  granted(site.do({ type: "graph.observe", deployment: "dep", edges: [undeclared] }));
  granted(
    site.do({ type: "affidavit.file", affidavit: "aff-1", lab: "acme", subject: "dep", statement: weights("s") }),
  );
  granted(site.do({ type: "deployment.end", deployment: "dep" }));
  return site.entries;
}

/** A meter says more than was paid for; the lab and one that is linked to it are shut down, and cleared. */
function metering(): readonly Entry[] {
  const site = DeployedSite.started({ meters: true });
  granted(site.accredit("twin", "1ab1ab1ab1ab1ab2", { meters: [KEYS.meter] }));
  site.at += 10_000;
  granted(site.report({ trainingFlop: "1000000000000000000000000", energyMj: "1000000000000" }));
  granted(site.do({ type: "forensic.clear", lab: "acme", report: weights("report") }));
  return site.entries;
}

/** The policy narrows, then is to widen, and does when its time has come. */
function policies(): readonly Entry[] {
  const site = TestSite.opened(shippedPolicy);
  granted(site.do({ type: "policy.change", policy: { ...shippedPolicy, leaseTtlMs: 1_000 } }));
  granted(site.do({ type: "policy.change", policy: shippedPolicy }));
  site.at += shippedPolicy.policyDelayMs;
  granted(site.do({ type: "tick", holders: [] }));
  return site.entries;
}

/** A key comes, takes the place of another by its successor, and goes. */
function keys(): readonly Entry[] {
  const site = TestSite.opened();
  const publicKey = `${"A".repeat(43)}=`;
  const [first, second] = ["0ead0ead0ead0ea1", "0ead0ead0ead0ea2"] as const;
  granted(site.do({ type: "key.admit", keyId: first, role: "auditor", publicKey }));
  granted(site.do({ type: "key.rotate", from: first, to: second, publicKey }));
  granted(site.do({ type: "key.revoke", keyId: second, reason: "retired" }));
  return site.entries;
}

const STORIES = { killAndRelease, examination, recordsAndQuanta, deployment, metering, policies, keys };

const schema = kernelSchemas()["entry.schema.json"] as { readonly oneOf: readonly { readonly title: string }[] };
const ajv = new Ajv2020({ strict: true, allErrors: true });
const isEntry = ajv.compile(schema);

/** As JSON carries it: what is `undefined` in memory must not matter. */
const carried = (entry: Entry): unknown => JSON.parse(JSON.stringify(entry));

describe("K-93 every kind of entry", () => {
  test.each(Object.entries(STORIES))("K-93 %s: all that the kernel decides is of the schema", (_, story) => {
    for (const entry of story())
      expect([isEntry(carried(entry)), isEntry.errors, entry.kind]).toEqual([true, null, entry.kind]);
  });

  test("K-93 the stories have every kind of the schema, so that none goes unchecked", () => {
    const told = new Set(Object.values(STORIES).flatMap((story) => story().map(({ kind }) => kind)));
    expect([...told].toSorted()).toEqual(schema.oneOf.map(({ title }) => title).toSorted());
  });
});
