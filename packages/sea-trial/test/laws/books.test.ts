import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Entry } from "@plimsoll/kernel";
import { arbitraryStory } from "../../../kernel/test/stories/arbitrary-story.ts";
import { CLEAN_PROBE, type StorySite } from "../../../kernel/test/stories/story-site.ts";
import type { StartName, Story } from "../../../kernel/test/stories/story.ts";
import { entitlement } from "../../src/laws/books/entitlement.ts";
import { accountWith, type EntryOf, objectionsTo, storySite, textsOf, withLast } from "./told-site.ts";

const STORIES = fc.sample(arbitraryStory, { numRuns: 250, seed: 20_261_122 });

/** What the books say beside the kernel, along one story. */
function beside({ start, happenings }: Story) {
  const site = storySite(start);
  const seen = { objections: [] as string[], above: [] as string[], asked: 0, alike: 0, powered: 0 };
  for (const happening of happenings) {
    site.tell(happening);
    const { books } = accountWith(site.entries);
    for (const subject of site.subjects()) {
      const [kernel, naive] = [site.power(subject), entitlement(books, subject, site.at)];
      seen.asked += 1;
      if (kernel.levelPpm === naive.levelPpm) seen.alike += 1;
      if (kernel.levelPpm > 0) seen.powered += 1;
      if (kernel.levelPpm > naive.levelPpm) seen.above.push(`${subject}: ${kernel.levelPpm}, ${naive.because.join()}`);
    }
  }
  seen.objections.push(
    ...accountWith(site.entries).objections.map(({ expected, seen: said }) => `${expected}: ${said}`),
  );
  return seen;
}

describe("books beside the kernel, over whatever may happen", () => {
  const told = STORIES.map(beside);
  const sum = (of: (one: (typeof told)[number]) => number): number => told.reduce((total, one) => total + of(one), 0);

  test("ST-61 L2 L3 L4 L9 the books object to nothing that the kernel decides", () => {
    expect(told.flatMap(({ objections }) => objections)).toEqual([]);
  });

  test("ST-61 L1 L2 the books never allow less than the kernel gives, and seldom more", () => {
    expect(told.flatMap(({ above }) => above)).toEqual([]);
    expect(sum(({ powered }) => powered)).toBeGreaterThan(500);
    expect(sum(({ alike }) => alike) / sum(({ asked }) => asked)).toBeGreaterThan(0.85);
  });
});

const probed = (start: StartName, uncontrolled: number, missing = 0): StorySite => {
  const site = storySite(start);
  const cells = [{ cell: "goal_edit/SHADOW", uncontrolled, void: 0, missing, different: 0 }] as const;
  site.probe("set-low", { ...CLEAN_PROBE, subject: { kind: "run", run: "run-1" }, cells });
  return site;
};

const tokened = (): StorySite => {
  const site = storySite("deployed");
  const attested = site.entries.findLast(
    (entry): entry is EntryOf<"attestation.recorded"> => entry.kind === "attestation.recorded",
  );
  if (attested === undefined) throw new Error("expected an attested node");
  const { artifact, nodeKey } = attested;
  site.do({ type: "token.request", token: "t1", deployment: "dep-1", artifact, nodeKey });
  return site;
};

const deploymentProbed = (uncontrolled: number): StorySite => {
  const site = storySite("deployed");
  const cells = [{ cell: "goal_edit/SHADOW", uncontrolled, void: 0, missing: 0, different: 0 }] as const;
  site.probe("set-low", { ...CLEAN_PROBE, subject: { kind: "deployment", deployment: "dep-1" }, cells });
  return site;
};

/** The old books looked at attempts at full control alone, and at those on runs. */
const firstAtResearch = ({ attempts, ...entry }: EntryOf<"windows.registered">) => ({
  ...entry,
  attempts: Object.fromEntries(Object.entries(attempts).map(([cell, each]) => [cell, { ...each, research: 1 }])),
});

/** What is falsified in real entries, and the objection that it must draw. */
const FALSE: readonly (readonly [what: string, objection: string, entries: () => readonly Entry[]])[] = [
  [
    "L2 full power on a cell that failed",
    "L2 throttle.set",
    () =>
      withLast(probed("screened", 40).entries, "throttle.set", (entry) => ({
        ...entry,
        power: { ...entry.power, levelPpm: 1_000_000 },
      })),
  ],
  [
    "L2 a claim that the trials do not carry",
    "L2 windows.closed",
    () => withLast(probed("screened", 40).entries, "windows.closed", (entry) => ({ ...entry, proven: "full" })),
  ],
  [
    "L2 lost control without a kill",
    "L2 deployment.throttled",
    () =>
      probed("deployed", 200).entries.filter(
        ({ kind }) => !["kill.ordered", "run.ended", "snapshot.frozen"].includes(kind),
      ),
  ],
  [
    "L2 lost control over a deployment without a kill of what is in it",
    "L2 deployment.throttled",
    () =>
      deploymentProbed(200).entries.filter(
        ({ kind }) => !["kill.ordered", "run.ended", "snapshot.frozen"].includes(kind),
      ),
  ],
  [
    "L3 missing trials that became none",
    "L3 windows.closed",
    () =>
      withLast(probed("screened", 0, 60).entries, "windows.closed", (entry) => ({
        ...entry,
        tallies: { ...entry.tallies, "goal_edit/SHADOW": { ...entry.tallies["goal_edit/SHADOW"], void: 0 } },
      })),
  ],
  [
    "L3 a second attempt that says it is the first",
    "L3 windows.registered",
    () => {
      const site = probed("screened", 40);
      site.probe("set-again", { ...CLEAN_PROBE, subject: { kind: "run", run: "run-1" } });
      const first = { full: 1, research: 1, paused: 1 };
      return withLast(site.entries, "windows.registered", (entry) => ({
        ...entry,
        attempts: Object.fromEntries(Object.keys(entry.attempts).map((cell) => [cell, first])),
      }));
    },
  ],
  [
    "L3 a second attempt at Research that says it is the first",
    "L3 windows.registered",
    () => {
      const site = probed("screened", 60);
      site.probe("set-again", { ...CLEAN_PROBE, subject: { kind: "run", run: "run-1" } });
      return withLast(site.entries, "windows.registered", firstAtResearch);
    },
  ],
  [
    "L3 a second attempt on a deployment that says it is the first",
    "L3 windows.registered",
    () => {
      const site = deploymentProbed(60);
      site.probe("set-again", { ...CLEAN_PROBE, subject: { kind: "deployment", deployment: "dep-1" } });
      return withLast(site.entries, "windows.registered", firstAtResearch);
    },
  ],
  [
    "L4 a transfer out of nothing",
    "L4 run.started",
    () =>
      withLast(storySite("poor").entries, "run.started", (entry) => ({
        ...entry,
        transfers: entry.transfers.map((transfer) => ({
          ...transfer,
          amountMicroCu: transfer.amountMicroCu + 50_000_000,
        })),
      })),
  ],
  [
    "L4 a start below its price",
    "L4 run.started",
    () =>
      withLast(storySite("poor").entries, "run.started", (entry) => ({
        ...entry,
        transfers: entry.transfers.map((transfer) => ({ ...transfer, amountMicroCu: 1 })),
      })),
  ],
  [
    "L9 an overdraft without its affidavit",
    "L9 run.started",
    () => withLast(storySite("overdrawn").entries, "affidavit.filed", () => null),
  ],
  [
    "L9 an affidavit of one operator",
    "L9 affidavit.filed",
    () =>
      withLast(storySite("overdrawn").entries, "affidavit.filed", (entry) => ({
        ...entry,
        signers: entry.signers.slice(0, 1),
      })),
  ],
  [
    "L9 an overdraft that costs nothing later",
    "L9 allocation.opened",
    () => {
      const site = storySite("overdrawn");
      site.tell({ kind: "turn" } as never);
      site.tick();
      return withLast(
        site.entries.filter((entry) => entry.kind !== "allocation.opened" || entry.lab === "acme"),
        "allocation.opened",
        (entry) => ({
          ...entry,
          wedgeMicroCu: 0,
          carriedMicroCu: 0,
          transfers: entry.transfers.map((transfer) => ({ ...transfer, amountMicroCu: entry.baseMicroCu })),
        }),
      );
    },
  ],
  [
    "L9 a token for an hour",
    "L9 token.granted",
    () => withLast(tokened().entries, "token.granted", (entry) => ({ ...entry, expiresAt: entry.at + 3_600_000 })),
  ],
  [
    "L9 a token of an older kill epoch",
    "L9 token.granted",
    () =>
      withLast(tokened().entries, "token.granted", (entry) => ({
        ...entry,
        killEpochs: entry.killEpochs.map((epoch) => ({ ...epoch, killEpoch: 7 })),
      })),
  ],
  [
    "L9 a token of a node that nobody attested",
    "L9 token.granted",
    () => withLast(tokened().entries, "attestation.recorded", () => null),
  ],
  [
    "L9 a run that another lab's key began",
    "L9 run.started",
    () => {
      const { entries } = storySite("screened");
      const accredited = entries.findLast(
        (entry): entry is EntryOf<"lab.accredited"> => entry.kind === "lab.accredited",
      );
      const began = entries.findIndex(({ kind }) => kind === "run.started");
      const run = entries[began];
      if (accredited === undefined || run === undefined) throw new Error("expected a lab and its run");
      const other = { ...accredited, lab: "other", labKey: "0123456789abcdef", command: "accredit-other" };
      return entries.toSpliced(began, 1, other, { ...run, signers: ["0123456789abcdef"] });
    },
  ],
  [
    "L9 a lease that no node asked for",
    "L9 lease.granted",
    () =>
      withLast(storySite("screened").entries, "lease.granted", (entry) => ({
        ...entry,
        signers: entry.signers.slice(0, 2),
      })),
  ],
  [
    "L9 a key that one operator revokes",
    "L9 key.revoked",
    () => {
      const { entries } = storySite("screened");
      const [operator = ""] = entries.find(({ kind }) => kind === "lab.accredited")?.signers ?? [];
      const last = entries.at(-1);
      if (last === undefined) return entries;
      const { at, commandDigest, policyDigest } = last;
      const header = { at, commandDigest, policyDigest, signers: [operator], command: "revocation" };
      return [
        ...entries,
        { kind: "key.revoked", keyId: "nobody's", role: "node", reason: "lost", labs: [], ...header },
      ];
    },
  ],
  [
    "L1 a renewal of leases that nobody holds",
    "L1 leases.renewed",
    () => {
      const site = storySite("screened");
      site.tick();
      return withLast(site.entries, "leases.renewed", (entry) => ({ ...entry, root: `sha256:${"0".repeat(64)}` }));
    },
  ],
  [
    "L1 a second lease beside the first",
    "L1 lease.granted",
    () => {
      const { entries } = storySite("screened");
      const lease = entries.findLast((entry): entry is EntryOf<"lease.granted"> => entry.kind === "lease.granted");
      return lease === undefined ? entries : [...entries, { ...lease, lease: "l-other", transfers: [] }];
    },
  ],
  [
    "L9 a policy that widens at once",
    "L9 policy.changed",
    () => {
      const { entries } = storySite("screened");
      const opened = entries.find((entry): entry is EntryOf<"site.opened"> => entry.kind === "site.opened");
      const last = entries.at(-1);
      if (opened === undefined || last === undefined) return entries;
      const { at, command, commandDigest, signers, policyDigest } = last;
      const policy = { ...opened.policy, leaseTtlMs: opened.policy.leaseTtlMs * 2 };
      return [
        ...entries,
        { kind: "policy.changed", policy, at, command: `${command}+`, commandDigest, signers, policyDigest },
      ];
    },
  ],
  [
    "L9 a key that signs after it was revoked",
    "L9 trials.recorded",
    () => {
      const { entries } = probed("screened", 0);
      const first = entries.findIndex(({ kind }) => kind === "trials.recorded");
      const [trials] = entries.slice(first);
      const keyId = trials?.signers[0];
      if (trials === undefined || keyId === undefined) throw new Error("expected trials that somebody signed");
      const { at, commandDigest, policyDigest } = trials;
      const signers = entries.find(({ kind }) => kind === "lab.accredited")?.signers ?? [];
      const header = { at, commandDigest, policyDigest, signers, command: "revocation" };
      return entries.toSpliced(first, 0, {
        kind: "key.revoked",
        keyId,
        role: "evaluator",
        reason: "stolen",
        labs: [],
        ...header,
      });
    },
  ],
];

describe("what is false draws an objection", () => {
  test.each(FALSE)("ST-61 %s", (_, objection, entries) => {
    expect(objectionsTo(entries())).toContain(objection);
  });

  test("ST-61 and what is true draws none", () => {
    for (const entries of [
      probed("screened", 40).entries,
      probed("deployed", 200).entries,
      deploymentProbed(200).entries,
      tokened().entries,
      storySite("overdrawn").entries,
    ])
      expect(objectionsTo(entries)).toEqual([]);
    expect(textsOf(tokened().entries).length).toBeGreaterThan(20);
  });
});
