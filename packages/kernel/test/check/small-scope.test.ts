import { RerootingMap } from "@plimsoll/foundation";
import { decide, emptyState, type Policy, power } from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import { checkSmallScope, type Decider, FIXTURES, theKernel, type Violation } from "../../src/check/index.ts";
import { type Blindness, blinded, both, seeing, underPolicy } from "./weakened.ts";

const fixtureNamed = (name: string) => {
  const fixture = FIXTURES.find((known) => known.name === name);
  if (fixture === undefined) throw new Error(`no fixture "${name}"`);
  return fixture;
};

const UNFIT = "a fixture is what it says";

const found = (decider: Decider, name: string, depthMax = 1): readonly Violation[] =>
  checkSmallScope({ decider, fixtures: [fixtureNamed(name)], depthMax }).violations.filter(({ law }) => law !== UNFIT);

describe("K-94 the small scope", () => {
  const report = checkSmallScope({ depthMax: 2 });

  test("K-94 L1 L2 L3 L4 L9 has no violation in words of two letters", () => {
    expect(report.violations).toEqual([]);
    expect(report.depth).toBe(2);
    expect(report.states).toBeGreaterThan(3_000);
  });

  test("K-94 fixtures that lack nothing are granted leases and tokens, up to full power", () => {
    const whole = report.fixtures.filter(({ lacks }) => lacks === null);
    for (const { fixture, grants } of whole) expect([fixture, grants > 0]).toEqual([fixture, true]);
    expect(report.grantsReached).toBeGreaterThan(20);
    expect(whole.find(({ fixture }) => fixture === "proven-full")?.highestPpm).toBe(1_000_000);
  });

  test("K-94 L1 L2 L3 fixtures that lack something are granted nothing", () => {
    const lacking = report.fixtures.filter(({ lacks }) => lacks !== null);
    expect(lacking.length).toBeGreaterThanOrEqual(6);
    expect(lacking.map(({ grants }) => grants)).toEqual(lacking.map(() => 0));
    const powered = lacking.filter(({ powered }) => powered > 0).map(({ fixture }) => fixtureNamed(fixture).denies);
    expect(powered).toEqual(powered.map(() => "token"));
  });

  test("K-94 is the same search every time", () => {
    const fixtures = [fixtureNamed("proven")];
    expect(checkSmallScope({ fixtures, depthMax: 2 })).toEqual(checkSmallScope({ fixtures, depthMax: 2 }));
  });

  test("K-94 stops at the states it may remember, and says how deep it got", () => {
    const { depth, states } = checkSmallScope({ fixtures: [fixtureNamed("proven")], depthMax: 9, statesMax: 10 });
    expect(depth).toBe(1);
    expect(states).toBeLessThan(100);
  });
});

const NO_DIGEST = `sha256:${"0".repeat(64)}` as const;
const NEVER_OLD = { evidenceTtlMs: 31 * 86_400_000 };
const passedSets = seeing("windowSets", ({ trials, tallies, actions, gap, detectability }) => ({
  tallies: Object.fromEntries(
    Object.keys(tallies).map((cell) => [cell, { controlled: trials, uncontrolled: 0, void: 0 }]),
  ) as typeof tallies,
  actions,
  gap: gap && { ...gap, verdict: "proven" as const },
  detectability: detectability && { verdict: "hidden" as const },
}));
const benchmarked = seeing("checkpoints", ({ digest }) => ({
  benchmark: { digest, tier: 1 as const, capabilityGainMicroCu: null, recordedAt: Number.MAX_SAFE_INTEGER },
}));

const BLINDNESSES: readonly (readonly [string, Blindness])[] = [
  [
    "one-set",
    seeing("checkpoints", ({ lastSets: [newest, ...others] }) => ({
      lastSets: newest === undefined ? [] : [newest, others[0] ?? newest],
    })),
  ],
  ["stale-by-age", underPolicy(NEVER_OLD)],
  ["stale-by-flop", underPolicy({ coverFlop: "1000000" })],
  ["stale-by-checkpoints", underPolicy({ coverCheckpoints: 1_000 })],
  ["failing-set", passedSets],
  ["void-set", passedSets],
  ["failing-open-set", seeing("runs", () => ({ openSet: null }))],
  ["no-families", underPolicy({ screeningFlop: "1000000" })],
  [
    "family-failing",
    both(
      seeing("lineages", () => ({ families: {} })),
      underPolicy({ screeningFlop: "1000000" }),
    ),
  ],
  ["overfit", underPolicy({ screeningFlop: "1000000" })],
  ["gap-unproven", passedSets],
  [
    "gap-shown",
    both(
      passedSets,
      seeing("lineages", () => ({ gapShownBy: null })),
    ),
  ],
  ["shadow-untold", underPolicy({ screeningFlop: "1000000" })],
  ["shadow-told", underPolicy({ screeningFlop: "1000000" })],
  ["no-benchmark", benchmarked],
  ["tier-unpaid", benchmarked],
  ["reserve-class", seeing("runs", () => ({ reserveApproved: true }))],
  ["quantum-spent", seeing("pools", () => ({ usedFlop: "0" }))],
  [
    "bankrupt",
    seeing("wallets", ({ overdraft, available }) => ({ overdraft: 0, available: available - overdraft + 9_000_000 })),
  ],
  ["ended", seeing("runs", ({ ended }) => (ended ? { ended: false, funds: "posted" as const } : {}))],
  ["genesis-cap", underPolicy({ genesisFlop: "1000000000" })],
  [
    "killed",
    both(
      passedSets,
      seeing("lineages", () => ({ killed: false, frozen: [] })),
    ),
  ],
  ["radioactive", (state) => ({ ...state, radioactive: RerootingMap.empty() })],
  [
    "held",
    both(
      seeing("labs", () => ({ hold: null })),
      underPolicy({ meterSilentMs: 1e9 }),
    ),
  ],
  ["release-ended", seeing("releases", () => ({ expiresAt: Number.MAX_SAFE_INTEGER }))],
  ["stolen-key", (state) => ({ ...state, revokedKeys: RerootingMap.empty() })],
  ["silent-meter", underPolicy({ meterSilentMs: 1e9 })],
  [
    "clock-behind",
    (state) => ({ ...state, audits: RerootingMap.empty(), labs: seeing("labs", () => ({ meters: [] }))(state).labs }),
  ],
  [
    "graph-unproven",
    seeing("deployments", ({ lastSets: [newest, ...others] }) => ({
      lastSets: newest === undefined ? [] : [newest, others[0] ?? newest],
    })),
  ],
  ["graph-stale", underPolicy(NEVER_OLD)],
  [
    "graph-undeclared",
    (state) =>
      seeing("windowSets", () => ({
        digest: state.deployments.get("dep-1")?.graphDigest ?? NO_DIGEST,
      }))(state),
  ],
];

describe("K-94 the check can fail", () => {
  test.each(BLINDNESSES)("K-94 L1 L2 L3 canary: a kernel that does not see it grants in %s", (name, blind) => {
    const violations = found(blinded(blind), name);
    expect(violations.length).toBeGreaterThan(0);
    expect(violations.map(({ law }) => law)).not.toContain("the kernel never throws");
  });

  test("K-94 canary: the judge alone objects to a kernel that ignores age, where nothing is lacking", () => {
    const [violation] = found(blinded(underPolicy(NEVER_OLD)), "proven");
    expect(violation).toMatchObject({
      law: "no power without fresh proven evidence, funds and credit",
      word: ["an hour passes"],
    });
    expect(violation?.detail).toMatch(/without a fresh window set/);
  });

  test("K-94 L1 canary: a token for whoever asks", () => {
    const generous: Decider = {
      ...theKernel,
      decide: (state, command) => decide({ ...state, attestations: anyAttestation(state, command.body) }, command),
    };
    expect(found(generous, "unattested")[0]?.word).toEqual(["ask for a token"]);
  });

  test.each(["stale-by-age", "stale-by-flop", "stale-by-checkpoints", "graph-stale"])(
    "K-94 L9 canary: a policy that widens at once, in %s",
    (name) => {
      const hasty: Decider = {
        ...theKernel,
        decide: (state, command) => {
          const decision = decide(state, command);
          const { type, policy } = command.body as { readonly type: string; readonly policy: Policy };
          if (type !== "policy.change" || decision.kind !== "decided") return decision;
          return { ...decision, next: underPolicy(policy)(decision.next) };
        },
      };
      expect(found(hasty, name)[0]?.word).toEqual(["two operators widen the policy"]);
    },
  );

  test("K-94 L4 canary: CU from nowhere", () => {
    const counterfeiter: Decider = {
      ...theKernel,
      decide: (state, command) => {
        const decision = decide(state, command);
        if (decision.kind !== "decided") return decision;
        const wallets = seeing("wallets", ({ available }) => ({ available: available + 1 }))(decision.next).wallets;
        return { ...decision, next: { ...decision.next, wallets } };
      },
    };
    expect(found(counterfeiter, "proven").map(({ law }) => law)).toContain("CU are conserved");
  });

  test("K-94 canary: a kernel that throws", () => {
    const brittle: Decider = {
      ...theKernel,
      decide: (state, command) => {
        if ((command.body as { readonly type: string }).type === "quantum.buy") throw new Error("boom");
        return decide(state, command);
      },
    };
    expect(found(brittle, "proven")[0]).toMatchObject({ law: "the kernel never throws", word: ["buy a quantum"] });
  });

  test("K-94 canary: a fixture that lacks more than it says", () => {
    const fixture = { ...fixtureNamed("no-families"), remedy: fixtureNamed("one-set").remedy };
    expect(checkSmallScope({ fixtures: [fixture], depthMax: 0 }).violations[0]?.law).toBe(UNFIT);
  });

  test("K-94 the shortest word comes with its commands, and they lead there", () => {
    const blind = blinded(underPolicy(NEVER_OLD));
    const [violation] = found(blind, "proven");
    const commands = violation?.commands ?? [];
    const told = commands.reduce((state, { id, at, signers, body }) => {
      const stamped = { id, at, digest: NO_DIGEST, signers: signers.map((keyId) => ({ keyId })), body };
      const decision = decide(state, stamped);
      expect(decision.kind === "decided" || isNotAsked(decision)).toBe(true);
      return decision.kind === "decided" ? decision.next : state;
    }, emptyState());
    expect(power(told, "run-1", told.clockMs).levelPpm).toBe(200_000);
    expect(blind.power(told, "run-1", violation?.at ?? 0).levelPpm).toBe(200_000);
    expect(power(told, "run-1", violation?.at ?? 0).levelPpm).toBe(0);
  });
});

/** Examinations answer every family: the beacon asks for some. */
const isNotAsked = (decision: ReturnType<typeof decide>): boolean =>
  decision.kind === "refused" && decision.refusal.code === "FAMILY_NOT_ASKED";

function anyAttestation(state: Parameters<Decider["decide"]>[0], body: unknown) {
  const asked = body as {
    readonly type: string;
    readonly artifact: `sha256:${string}`;
    readonly nodeKey: `sha256:${string}`;
  };
  const [root] = state.labs.get("acme")?.hardwareRoots ?? [];
  if (asked.type !== "token.request" || root === undefined) return state.attestations;
  const { artifact, nodeKey } = asked;
  return state.attestations.set(nodeKey, {
    lab: "acme",
    nodeKey,
    hardwareRoot: root,
    artifact,
    provenance: artifact,
    attestedAt: state.clockMs,
  });
}
