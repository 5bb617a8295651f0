import { digestOf, RerootingMap, utf8 } from "@plimsoll/foundation";
import {
  apply,
  type Command,
  decide,
  emptyState,
  type Entry,
  type KernelState,
  type Role,
  snapshotOf,
  stateDigest,
  stateFromSnapshot,
} from "@plimsoll/kernel";
import fc from "fast-check";
import { expect, test } from "vitest";
import { KEYS, START_MS, TestSite } from "../test-site.ts";

const NEW_KEYS = Array.from({ length: 8 }, (_, place) => `0ead0ead0ead0ea${place}`);
const ALL_KEYS: readonly string[] = [...Object.values(KEYS), "1ab1ab1ab1ab1ab2", ...NEW_KEYS];
const PUBLIC_KEY = `${"A".repeat(43)}=`;

interface Step {
  readonly body: Command;
  /** Who signs beside the operators of the moment, and how many of those. */
  readonly signers: readonly string[];
  readonly operators: number;
}

const anyKey = fc.constantFrom(...ALL_KEYS);
const newKey = fc.constantFrom(...NEW_KEYS);
const publicKey = fc.constant(PUBLIC_KEY);

const body: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    type: fc.constant("key.admit" as const),
    keyId: fc.oneof({ weight: 4, arbitrary: newKey }, { weight: 1, arbitrary: anyKey }),
    role: fc.constantFrom("operator", "operator", "evaluator", "auditor", "node", "meter", "witness"),
    publicKey,
  }),
  fc.record({
    type: fc.constant("key.rotate" as const),
    from: anyKey,
    to: fc.oneof({ weight: 4, arbitrary: newKey }, { weight: 1, arbitrary: anyKey }),
    publicKey,
  }),
  fc.record({
    type: fc.constant("key.revoke" as const),
    keyId: anyKey,
    reason: fc.constantFrom("lost", "stolen", "retired"),
  }),
  fc.record({
    type: fc.constant("lab.accredit" as const),
    lab: fc.constantFrom("beta", "gamma"),
    labKey: anyKey,
    headcount: fc.constant(1),
    baselineComputeUnits: fc.constant(0),
    persons: fc.constant([]),
    hardwareRoots: fc.constant([]),
    meters: fc.subarray<string>([KEYS.meter]),
  }),
  fc.constant({ type: "tick" as const, holders: [] }),
);

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    body,
    signers: fc.oneof(fc.constant([]), fc.subarray([...ALL_KEYS], { maxLength: 2 })),
    operators: fc.constantFrom(0, 1, 2, 2, 3),
  }),
  { minLength: 10, maxLength: 40 },
);

type Decide = typeof decide;

/** One decided command, and the states around it. */
interface Decided {
  readonly before: KernelState;
  readonly after: KernelState;
  readonly entries: readonly Entry[];
  readonly signers: readonly string[];
}

/** Tells the steps, and calls back after each that was decided. */
function told(story: readonly Step[], decideWith: Decide, look: (decided: Decided) => void): TestSite {
  const site = TestSite.opened();
  for (const [place, { body: said, signers: others, operators }] of story.entries()) {
    const current = site.state.keys.sorted().flatMap(([key, role]) => (role === "operator" ? [key] : []));
    const signers = [...new Set([...current.slice(0, operators), ...others])];
    const before = site.state;
    const decision = decideWith(before, {
      id: `step-${place}`,
      digest: digestOf(utf8(JSON.stringify(said))),
      at: START_MS + place,
      signers: signers.map((keyId) => ({ keyId })),
      body: said,
    });
    if (decision.kind !== "decided") continue;
    site.state = decision.next;
    site.entries.push(...decision.entries);
    look({ before, after: decision.next, entries: decision.entries, signers });
  }
  return site;
}

const withRole = ({ keys }: KernelState, role: Role): number =>
  [...keys.values()].filter((each) => each === role).length;

const rolesOf = ({ keys }: KernelState): string => [...keys.values()].toSorted().join();

const idsIn = (map: RerootingMap<string, unknown>): readonly string[] => map.sorted().map(([key]) => key);

/** What breaks a law of keys; nothing when none is broken. */
function broken({ before, after, entries, signers }: Decided): readonly string[] {
  const complaints: string[] = [];
  const insist = (holds: boolean, complaint: string): void => void (holds || complaints.push(complaint));
  insist(withRole(after, "operator") >= 2, "fewer than two operators");
  insist(withRole(after, "evaluator") >= 2, "fewer than two evaluators");
  insist(!signers.some((key) => before.revokedKeys.has(key)), "a revoked key signed");
  insist(!idsIn(after.keys).some((key) => after.revokedKeys.has(key)), "a revoked key has a role");
  insist(
    idsIn(before.revokedKeys).every((key) => after.revokedKeys.has(key)),
    "a revocation was forgotten",
  );
  insist(
    [...idsIn(before.keys), ...idsIn(before.revokedKeys)].every(
      (key) => after.keys.has(key) || after.revokedKeys.has(key),
    ),
    "a key was forgotten",
  );
  for (const entry of entries) {
    if (entry.kind !== "key.rotated") continue;
    if (before.keys.has(entry.from)) insist(rolesOf(after) === rolesOf(before), "a rotation changed the roles");
    for (const [name, lab] of before.labs.sorted()) {
      const now = after.labs.get(name);
      insist(now?.linked.join() === lab.linked.join(), "a rotation changed the links");
      insist(now?.labKey !== entry.from && now?.meters.includes(entry.from) === false, "a lab kept the old key");
      insist(now?.meters.length === lab.meters.length, "a meter was lost");
    }
  }
  return complaints;
}

const met = { admitted: 0, rotated: 0, revoked: 0, refusedForRevoked: 0 };

test("L7 K-96 K-97 K-98 K-99 whatever is asked, in whatever order, by whomever", () => {
  fc.assert(
    fc.property(steps, (story) => {
      const counting: Decide = (state, stamped) => {
        const decision = decide(state, stamped);
        if (decision.kind === "refused" && decision.refusal.code === "KEY_REVOKED") met.refusedForRevoked += 1;
        return decision;
      };
      const site = told(story, counting, (decided) => {
        expect(broken(decided)).toEqual([]);
        for (const { kind } of decided.entries) {
          if (kind === "key.admitted") met.admitted += 1;
          if (kind === "key.rotated") met.rotated += 1;
          if (kind === "key.revoked") met.revoked += 1;
        }
      });
      const replayed = site.entries.reduce(apply, emptyState());
      expect(stateDigest(replayed)).toBe(stateDigest(site.state));
      const restored = stateFromSnapshot(snapshotOf(site.state));
      expect(restored.ok && stateDigest(restored.value)).toBe(stateDigest(site.state));
      expect(restored.ok && snapshotOf(restored.value)).toBe(snapshotOf(site.state));
    }),
    { seed: 20_261_122, numRuns: 400 },
  );
});

test("K-96 K-97 K-98 K-99 the stories above met what the laws are about", () => {
  expect(met.admitted).toBeGreaterThan(300);
  expect(met.rotated).toBeGreaterThan(300);
  expect(met.revoked).toBeGreaterThan(200);
  expect(met.refusedForRevoked).toBeGreaterThan(100);
});

/** Kernels with one flaw each, and what the laws say of them. */
const FLAWS: readonly (readonly [complaint: string, decide: Decide])[] = [
  [
    "a revoked key signed",
    (state, stamped) => remembering(state, decide({ ...state, revokedKeys: RerootingMap.empty() }, stamped)),
  ],
  [
    "fewer than two operators",
    (state, stamped) =>
      withoutPhantom(decide(withPhantom(state), { ...stamped, signers: [...stamped.signers, PHANTOM] })),
  ],
  [
    "a key was forgotten",
    (state, stamped) => after(decide(state, stamped), (next) => ({ ...next, revokedKeys: RerootingMap.empty() })),
  ],
  [
    "a rotation changed the roles",
    (state, stamped) =>
      after(decide(state, stamped), (next) => ({ ...next, keys: next.keys.delete("0ead0ead0ead0ea0") })),
  ],
  [
    "a lab kept the old key",
    (state, stamped) =>
      after(decide(state, stamped), (next) => ({
        ...next,
        labs: state.labs.size === next.labs.size ? state.labs : next.labs,
      })),
  ],
];

type Decision = ReturnType<Decide>;

const after = (decision: Decision, change: (next: KernelState) => KernelState): Decision =>
  decision.kind === "decided" ? { ...decision, next: change(decision.next) } : decision;

/** An operator that signs everything and is not there. */
const PHANTOM = { keyId: "ffffffffffffffff" };

const withPhantom = (state: KernelState): KernelState => ({
  ...state,
  keys: state.keys.set(PHANTOM.keyId, "operator"),
});

const withoutPhantom = (decision: Decision): Decision =>
  after(decision, (next) => ({ ...next, keys: next.keys.delete(PHANTOM.keyId) }));

/** What the flawed kernel did not look at is there all the same. */
const remembering = ({ revokedKeys }: KernelState, decision: Decision): Decision =>
  after(decision, (next) => ({
    ...next,
    revokedKeys: revokedKeys.sorted().reduce((known, [key, value]) => known.set(key, value), next.revokedKeys),
  }));

test.each(FLAWS)("canary: the laws object: %s", (complaint, flawed) => {
  const complaints = new Set<string>();
  for (const story of fc.sample(steps, { seed: 7, numRuns: 300 }))
    told(story, flawed, (decided) => broken(decided).forEach((each) => complaints.add(each)));
  expect(complaints).toContain(complaint);
});
