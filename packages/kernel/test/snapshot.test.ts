import { RandomStream } from "@plimsoll/foundation";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  apply,
  decide,
  emptyState,
  type KernelState,
  power,
  snapshotOf,
  stateDigest,
  stateFromSnapshot,
} from "@plimsoll/kernel";
import { arbitraryCommand, arbitraryStory } from "./stories/arbitrary-story.ts";
import { preparedSite } from "./stories/prepared-site.ts";
import { START_NAMES, type Story } from "./stories/story.ts";
import type { StorySite } from "./stories/story-site.ts";
import { KEYS, TestSite, weights } from "./test-site.ts";

const rebuilt = (text: string): KernelState => {
  const result = stateFromSnapshot(text);
  if (!result.ok) throw new Error(`${result.error.expected}, got ${result.error.received}`);
  return result.value;
};

const faultOf = (text: string) => {
  const result = stateFromSnapshot(text);
  return result.ok ? null : result.error;
};

function told({ start, happenings }: Story): StorySite {
  const site = preparedSite(start);
  for (const happening of happenings) site.tell(happening);
  return site;
}

/** A site that has something in every map but affidavits and releases. */
function richSite(): StorySite {
  const site = preparedSite("deployed");
  site.tell({ kind: "meter", lab: "acme", energyMj: 10, apiCalls: 5, flop: 10 });
  const expiresAt = site.at + 86_400_000;
  site.do({ type: "release.judge", artifact: weights("w0"), level: "green", pack: weights("pack"), expiresAt });
  site.examine("exam-1", {
    kind: "examine",
    subject: { kind: "run", run: "run-1" },
    digest: null,
    pulse: "pulse",
    failing: "tool_sabotage",
    heldOutOnly: false,
    closes: true,
  });
  const publicKey = `${"A".repeat(43)}=`;
  site.do({ type: "key.admit", keyId: "0ead0ead0ead0eb1", role: "operator", publicKey });
  site.do({ type: "key.revoke", keyId: "0ead0ead0ead0eb1", reason: "retired" });
  site.do({ type: "key.rotate", from: KEYS.auditor, to: "0ead0ead0ead0eb2", publicKey });
  site.do({ type: "affidavit.file", affidavit: "a1", lab: "acme", subject: "run-9", statement: weights("statement") });
  return site;
}

/** The snapshot as JSON, changed at one place: what a hand would do to it. */
type Fields = Record<string, unknown>;
interface Written extends Fields {
  maps: Record<string, { rows: unknown; keys: unknown; values: Fields }>;
}

const tableOf = (maps: Written["maps"], name: string) => maps[name] as Written["maps"][string];
const valuesOf = (maps: Written["maps"], name: string): Fields => tableOf(maps, name).values;
const words = (maps: Written["maps"], name: string, field: string) => valuesOf(maps, name)[field] as { words: unknown };

function edited(text: string, edit: (snapshot: Written) => void): string {
  const snapshot = JSON.parse(text) as Written;
  edit(snapshot);
  return JSON.stringify(snapshot);
}

describe("K-49 a snapshot gives the same state back", () => {
  test.each(START_NAMES)(
    "K-49 the prepared site %s comes back to the digest, and writes the same text again",
    (name) => {
      const { state } = preparedSite(name);
      const text = snapshotOf(state);
      expect(stateDigest(rebuilt(text))).toBe(stateDigest(state));
      expect(snapshotOf(rebuilt(text))).toBe(text);
    },
  );

  test("K-49 the empty state comes back", () => {
    expect(stateDigest(rebuilt(snapshotOf(emptyState())))).toBe(stateDigest(emptyState()));
  });

  test("K-49 the law's stories and the rich site fill every map: one that none fills would not be tested", () => {
    const stories = fc.sample(arbitraryStory, { seed: 49, numRuns: 150 });
    const states = [...stories.map((story) => told(story).state), richSite().state];
    expect(filledMaps(emptyState())).toEqual([]);
    expect([...new Set(states.flatMap(filledMaps))].sort()).toEqual(mapNames());
  });

  test("K-49 the rich site comes back", () => {
    const text = snapshotOf(richSite().state);
    expect(snapshotOf(rebuilt(text))).toBe(text);
  });

  test("K-49 equal states give equal texts, whatever versions of them were read before", () => {
    const { entries } = richSite();
    const replayed = entries.reduce(apply, emptyState());
    const half = entries.slice(0, entries.length / 2).reduce(apply, emptyState());
    const later = entries.slice(entries.length / 2).reduce(apply, half);
    // Reading the older version turns the maps around.
    stateDigest(half);
    expect(snapshotOf(later)).toBe(snapshotOf(replayed));
  });

  test("K-49 a re-test of the cost of correction is kept", () => {
    const site = TestSite.opened();
    site.startFrom(weights("w0"));
    for (let set = 0; set < 12 && site.state.runs.get("run-1")?.correction.retest === null; set += 1) {
      site.open(`set-${set}`, weights("w0"));
      site.record(`set-${set}`);
      const costs = Array.from({ length: 8 }, (_, task) => ({ task: `task-${task}`, cost: 10 * set + task }));
      site.do({ type: "costs.record", set: `set-${set}`, costs, transcript: weights("costs") });
      site.do({ type: "windows.close", set: `set-${set}` });
    }
    const back = rebuilt(snapshotOf(site.state));
    expect(back.runs.get("run-1")?.costSeries).toEqual(site.state.runs.get("run-1")?.costSeries);
    expect(back.runs.get("run-1")?.correction).toEqual(site.state.runs.get("run-1")?.correction);
    expect(stateDigest(back)).toBe(stateDigest(site.state));
  });
});

const isMap = (value: unknown): value is { readonly size: number } =>
  typeof value === "object" && value !== null && "sorted" in value;
const mapNames = (): string[] =>
  Object.entries(emptyState())
    .flatMap(([name, value]) => (isMap(value) ? [name] : []))
    .sort();
const filledMaps = (state: KernelState): string[] =>
  Object.entries(state).flatMap(([name, value]) => (isMap(value) && value.size > 0 ? [name] : []));

const signers = Object.values(KEYS).map((keyId) => ({ keyId }));

/** What both states make of the same commands, one after the other. */
function sameDecisions(left: KernelState, right: KernelState, bodies: readonly unknown[]): number {
  let [original, back] = [left, right];
  let decided = 0;
  bodies.forEach((body, index) => {
    const stamped = {
      id: `later-${index}`,
      digest: weights(`later ${index}`),
      at: original.clockMs + index,
      signers,
      body,
    };
    const [expected, given] = [decide(original, stamped), decide(back, stamped)];
    expect(given.kind).toBe(expected.kind);
    if (expected.kind === "refused") expect(given).toEqual(expected);
    if (expected.kind !== "decided" || given.kind !== "decided") return;
    expect(given.entries).toEqual(expected.entries);
    [original, back] = [expected.next, given.next];
    decided += 1;
  });
  expect(stateDigest(back)).toBe(stateDigest(original));
  return decided;
}

describe("K-49 a state that came back decides the same", () => {
  test("K-49 any commands, after any story", () => {
    let decided = 0;
    fc.assert(
      fc.property(arbitraryStory, fc.array(arbitraryCommand, { maxLength: 12 }), (story, bodies) => {
        const { state, at } = told(story);
        const back = rebuilt(snapshotOf(state));
        for (const [run] of state.runs.sorted()) expect(power(back, run, at)).toEqual(power(state, run, at));
        decided += sameDecisions(state, back, [...bodies, { type: "tick", holders: ["l1"] }]);
      }),
      { numRuns: 150 },
    );
    // Refusals alone would show little.
    expect(decided).toBeGreaterThan(150);
  });

  test("K-49 a command from before the snapshot has its receipt, and a reused id is found", () => {
    const site = TestSite.inFull();
    const back = rebuilt(snapshotOf(site.state));
    const [id, receipt] = site.state.receipts.sorted()[3] as [string, { digest: string }];
    const again = { id, digest: receipt.digest, at: site.at, signers, body: {} };
    expect(decide(back, again)).toEqual({ kind: "repeated", receipt });
    const reused = decide(back, { ...again, digest: weights("other") });
    expect(reused.kind === "refused" && reused.refusal.code).toBe("ID_REUSED");
  });

  test("K-49 the state that came back stays a value: deciding from it changes nothing in it", () => {
    const { state } = richSite();
    const back = rebuilt(snapshotOf(state));
    sameDecisions(state, back, [
      { type: "tick", holders: [] },
      { type: "run.end", run: "run-1", reason: "finished" },
    ]);
    expect(stateDigest(back)).toBe(stateDigest(state));
    expect(snapshotOf(back)).toBe(snapshotOf(state));
  });
});

describe("K-49 what is no whole snapshot is refused with a typed fault", () => {
  const text = snapshotOf(richSite().state);

  test("K-49 cut off anywhere", () => {
    for (let length = 0; length < text.length; length += 1 + (length % 7))
      expect(faultOf(text.slice(0, length))?.code).toBe("SNAPSHOT_MALFORMED");
  });

  test.each([
    ["nothing", ""],
    ["no JSON", "snapshot"],
    ["null", "null"],
    ["a list", "[]"],
    ["a deep list", "[".repeat(100_000)],
    ["another object", '{"format":"plimsoll-snapshot"}'],
    ["another format", edited(text, (snapshot) => (snapshot["format"] = "other"))],
    ["an older version", edited(text, (snapshot) => (snapshot["version"] = 1))],
    ["a later version", edited(text, (snapshot) => (snapshot["version"] = 3))],
    ["a reason that is none", edited(text, ({ maps }) => (words(maps, "revokedKeys", "reason").words = ["bored"]))],
    [
      "a public key that is none",
      edited(text, ({ maps }) => (tableOf(maps, "publicKeys").values = tableOf(maps, "keys").keys as Fields)),
    ],
    ["a verdict without an end", edited(text, ({ maps }) => delete valuesOf(maps, "releases")["expiresAt"])],
    ["a field too many", edited(text, (snapshot) => (snapshot["extra"] = 1))],
    ["a map too few", edited(text, ({ maps }) => delete maps["leases"])],
    ["a map too many", edited(text, ({ maps }) => (maps["more"] = tableOf(maps, "runs")))],
    ["a column too few", edited(text, ({ maps }) => delete valuesOf(maps, "runs")["ended"])],
    ["more rows than there are", edited(text, ({ maps }) => (tableOf(maps, "runs").rows = 2))],
    ["rows without end", edited(text, ({ maps }) => (tableOf(maps, "receipts").rows = 2 ** 26))],
    [
      "a list without end",
      edited(text, ({ maps }) => (valuesOf(maps, "runs")["datasets"] = { lengths: 2 ** 30, items: 0 })),
    ],
    ["a fraction", edited(text, (snapshot) => (snapshot["clockMs"] = 0.5))],
    ["a number below zero", edited(text, (snapshot) => (snapshot["entryCount"] = -1))],
    ["a text where a number must be", edited(text, ({ maps }) => (valuesOf(maps, "runs")["startedAt"] = "0"))],
    ["a name beyond the names", edited(text, ({ maps }) => (tableOf(maps, "runs").keys = 1_000_000))],
    ["a name that is no digest", edited(text, (snapshot) => (snapshot["digests"] = "xyz"))],
    ["keys out of order", edited(text, ({ maps }) => void (tableOf(maps, "windowSets").keys as number[]).reverse())],
    ["a word that is none", edited(text, ({ maps }) => ((valuesOf(maps, "keys")["words"] as string[])[0] = "owner"))],
    [
      "a policy that the digest does not name",
      edited(text, ({ site }) => ((site as { policy: Record<string, unknown> }).policy["leaseTtlMs"] = 100)),
    ],
    [
      "a policy that no policy may be",
      edited(text, ({ site }) => ((site as { policy: Record<string, unknown> }).policy["leaseTtlMs"] = 1e9)),
    ],
    ["CU from nowhere", edited(text, ({ maps }) => (valuesOf(maps, "wallets")["available"] = 999_000_000))],
  ])("K-49 %s", (_, changed) => {
    expect(faultOf(changed)).toEqual({
      code: "SNAPSHOT_MALFORMED",
      expected: expect.any(String) as string,
      received: expect.any(String) as string,
      fix: expect.any(String) as string,
    });
  });

  test("K-49 2 000 damaged snapshots: a fault, or a whole state that can be written and read again; never a throw", () => {
    const random = RandomStream.from("snapshot damage");
    const original = stateDigest(rebuilt(text));
    const outcomes = { refused: 0, same: 0, other: 0 };
    for (let round = 0; round < 2_000; round += 1) {
      const result = stateFromSnapshot(damaged(text, random));
      if (!result.ok) {
        expect(result.error.code).toBe("SNAPSHOT_MALFORMED");
        outcomes.refused += 1;
        continue;
      }
      const digest = stateDigest(result.value);
      expect(stateDigest(rebuilt(snapshotOf(result.value)))).toBe(digest);
      outcomes[digest === original ? "same" : "other"] += 1;
    }
    // Damage that changes a digit gives another state: only a digest of the text finds that.
    expect(outcomes.refused).toBeGreaterThan(500);
    expect(outcomes.other).toBeGreaterThan(100);
  });
});

const SIGNS = '0123456789abcdef"[]{},:-. xZ';
const DIGIT = /[0-9]/;

/** One to three characters changed, left out or put in; every other time a digit made another, which keeps the form. */
function damaged(text: string, random: RandomStream): string {
  let result = text;
  for (let times = 1 + random.below(3); times > 0; times -= 1) {
    const place = random.below(result.length);
    const keepsForm = random.chance(1, 2) && DIGIT.test(result[place] as string);
    const sign = SIGNS[random.below(keepsForm ? 10 : SIGNS.length)] as string;
    const way = keepsForm ? 1 : random.below(3);
    result = result.slice(0, place) + (way === 0 ? "" : sign) + result.slice(place + (way === 2 ? 0 : 1));
  }
  return result;
}
