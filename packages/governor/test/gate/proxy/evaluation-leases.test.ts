import { join } from "node:path";
import { digestOfValue } from "@plimsoll/foundation";
import { generateSigningKey } from "@plimsoll/foundation/node";
import { type Entry, renewalRoot } from "@plimsoll/kernel";
import { expect, test } from "vitest";
import { EmbeddedSite } from "../../../src/gate/proxy/embedded-site.ts";
import type { Site } from "../../../src/site/site.ts";
import { temporaryFolder } from "./rig.ts";

const TTL_MS = 3_000;
const PROBE = "set-1/lease-1";

/** A site that has what the issuer's end of a gate asks for, with entries as they are told. */
function siteWith(leases: readonly (readonly [string, object])[]) {
  const table = <T>(rows: readonly (readonly [string, T])[]) => ({
    sorted: () => rows,
    get: (key: string) => rows.find(([name]) => name === key)?.[1],
  });
  const held = {
    nowMs: 1_000_000,
    beat: (): void => {},
    tell: (() => {}) as (entry: Entry) => void,
    openSet: "set-1" as string | null,
  };
  const folder = temporaryFolder();
  const site = {
    observe: (observer: (entry: Entry) => void) => (held.tell = observer),
    now: () => held.nowMs,
    policy: { leaseTtlMs: TTL_MS },
    issuerKey: generateSigningKey(),
    log: { checkpoint: "o/x\n1\nAAAA\n", checkpointText: "o/x\n", origin: "o/x" },
    must: () => [],
    submit: () => ({ kind: "refused", refusal: { code: "NOT_RELEASED", expected: "", received: "", fix: "" } }),
    state: {
      ...{ releases: new Map(), entryCount: 1, lineages: table([]), leases: table(leases) },
      deployments: { sorted: () => [], get: () => ({ openSet: held.openSet }) },
    },
  } as unknown as Site;
  const embedded = new EmbeddedSite({
    ...{ site, deployment: "chat", artifact: digestOfValue("a"), nodeKey: digestOfValue("n") },
    files: { jwks: join(folder, "jwks"), withdrawals: join(folder, "withdrawals") },
    clock: { wallMs: () => held.nowMs, monotonicMs: () => held.nowMs },
    timers: { every: (_, action) => ((held.beat = action), { stop: () => {} }) },
    onRefusal: () => {},
  });
  const leaseEnd = (): number | null => {
    held.beat();
    return embedded.evaluationLease();
  };
  const granted = (lease: string, set: string | null, purpose = "evaluation"): void =>
    held.tell({ kind: "lease.granted", lease, set, purpose, at: held.nowMs, ttlMs: TTL_MS } as unknown as Entry);
  const renewed = (...names: readonly string[]): void => {
    const renewals = names.map((lease) => ({ lease, levelPpm: 1_000_000, expiresAt: held.nowMs + TTL_MS }));
    const root = renewalRoot(renewals);
    held.tell({ kind: "leases.renewed", root, count: names.length, at: held.nowMs, ttlMs: TTL_MS } as unknown as Entry);
  };
  return { held, leaseEnd, granted, renewed };
}

const EVALUATION = { purpose: "evaluation", set: "set-1" };
const LEASES = [
  ["other/lease-1", { purpose: "evaluation", set: "other" }],
  [PROBE, EVALUATION],
  ["training", { purpose: "training", set: null }],
] as const;

test("G-79 staging lasts as long as the lease of the deployment's own set: its grant, and renewals of it alone", () => {
  const { held, leaseEnd, granted, renewed } = siteWith(LEASES);
  expect(leaseEnd()).toBeNull();
  granted(PROBE, "set-1");
  expect(leaseEnd()).toBe(held.nowMs + TTL_MS);
  held.nowMs += 2_000;
  renewed(PROBE);
  expect(leaseEnd()).toBe(held.nowMs + TTL_MS);
  held.openSet = null;
  expect(leaseEnd()).toBeNull();
});

test("G-79 what is granted or renewed for others prolongs nothing", () => {
  const { held, leaseEnd, granted, renewed } = siteWith(LEASES);
  granted(PROBE, "set-1");
  const endMs = held.nowMs + TTL_MS;
  held.nowMs += 1_000;
  granted("other/lease-1", "other");
  granted("training", null, "training");
  renewed("training");
  renewed("other/lease-1");
  renewed("training", PROBE);
  expect(leaseEnd()).toBe(endMs);
  for (let second = 0; second < 60; second += 1) {
    held.nowMs += 1_000;
    renewed("training");
  }
  expect(leaseEnd()).toBeNull();
});

test("G-79 a lease that was granted before the gate stood counts from its next renewal, one that ended never again", () => {
  const { held, leaseEnd, renewed } = siteWith(LEASES);
  expect(leaseEnd()).toBeNull();
  renewed(PROBE);
  expect(leaseEnd()).toBe(held.nowMs + TTL_MS);
  held.tell({ kind: "lease.ended", lease: PROBE } as unknown as Entry);
  renewed(PROBE);
  expect(leaseEnd()).toBeNull();
});
