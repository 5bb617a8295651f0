import type { FaultKind } from "../fault/fault-kind.ts";
import type { Law } from "../laws/law.ts";

/** A line of the production code, and what a plausible mistake makes of it. */
export interface CanaryPatch {
  /** From the root of the repository. */
  readonly file: string;
  /** Occurs exactly once in it: a canary that no longer fits must not go unnoticed. */
  readonly find: string;
  readonly replace: string;
}

/** A build that is broken on purpose, and the trial in which a checker has to see it. */
export interface Canary {
  /** What is wrong, in words. */
  readonly name: string;
  /** The law whose checker has to speak. */
  readonly law: Law;
  readonly patches: readonly CanaryPatch[];
  readonly trial: CanaryTrial;
}

export interface CanaryTrial {
  readonly minutes: number;
  readonly sites: number;
  readonly faults: readonly FaultKind[];
  /** Within how many seeds, from 1 on, it has to be caught. */
  readonly seeds: number;
}

/** Nothing goes wrong: what is broken shows by itself. */
const calm: CanaryTrial = { minutes: 20, sites: 4, faults: [], seeds: 3 };
/** Enough sites that some serve through a gate and some have a meter. */
const served: CanaryTrial = { ...calm, sites: 6 };
/** Long enough for policies to change and labs to run dry. */
const governed: CanaryTrial = { ...calm, minutes: 40, sites: 6 };
/** Enough models that some wear down. */
const worn: CanaryTrial = { ...calm, minutes: 40, sites: 8, seeds: 6 };
const under = (faults: readonly FaultKind[], change: Partial<CanaryTrial> = {}): CanaryTrial => ({
  ...calm,
  faults,
  seeds: 4,
  ...change,
});

/** At least one for each law, over every package that takes part. */
export const CANARIES: readonly Canary[] = [
  {
    name: "a warden that takes a lease to begin when the renewal comes, and to last twice as long",
    law: "L1",
    patches: [
      {
        file: "packages/governor/src/warden/lease-holder.ts",
        find: "const leaseUntilMs = sent.sentAtMs + ttlMs;",
        replace: "const leaseUntilMs = nowMs + 2 * ttlMs;",
      },
    ],
    trial: under(["crash", "pause"]),
  },
  {
    name: "a warden that never looks at the time",
    law: "L1",
    patches: [
      {
        file: "packages/governor/src/warden/lease-holder.ts",
        find: 'if (nowMs >= holder.leaseUntilMs) return end(holder, "lease-expired");',
        replace: 'if (nowMs < 0) return end(holder, "lease-expired");',
      },
    ],
    trial: under(["crash", "pause"]),
  },
  {
    name: "a lease keeper that sends the level whether or not the tick renewed the lease",
    law: "L1",
    patches: [
      {
        file: "packages/governor/src/run/lease-keeper.ts",
        find: "const levelPpm = isRenewed ? desired() : 0;",
        replace: "const levelPpm = desired();",
      },
    ],
    trial: under(["partition"], { minutes: 60, sites: 8, seeds: 8 }),
  },
  {
    name: "a lease keeper that goes on when nothing gets durable",
    law: "L1",
    patches: [
      {
        file: "packages/governor/src/run/lease-keeper.ts",
        find: "      timer.stop();\n      onFault(fault);",
        replace:
          "      keeping.job.renew(keeping.levelPpm(), site.policy.leaseTtlMs);\n      void onFault;\n      void fault;",
      },
    ],
    trial: under(["disk-full"], { minutes: 30, seeds: 8 }),
  },
  {
    name: "a gate that takes a token for ever once it has seen it",
    law: "L1",
    patches: [
      {
        file: "packages/governor/src/token/check-claims.ts",
        find: "if (timeMs >= exp * 1_000) {",
        replace: "if (timeMs >= exp * 1_000_000) {",
      },
    ],
    trial: under(["crash", "partition", "weather"], { sites: 6, minutes: 40, seeds: 8 }),
  },
  {
    name: "a gate that asks a token who it is from and not for its signature",
    law: "L1",
    patches: [
      {
        file: "packages/governor/src/token/token-verifier.ts",
        find: "if (key.publicKey.verify(signingInput, signature)) return ok(unsafeClaims);",
        replace: "if (signingInput.length > signature.length) return ok(unsafeClaims);",
      },
    ],
    trial: served,
  },
  {
    name: "a gate that sees that power has ended, and not that it has fallen",
    law: "L1",
    patches: [
      {
        file: "packages/governor/src/token/withdrawal.ts",
        find: "if (level < claims.power) {",
        replace: "if (level === 0) {",
      },
    ],
    trial: { ...served, minutes: 40, seeds: 8 },
  },
  {
    name: "a gate that reads a withdrawal and goes on",
    law: "L1",
    patches: [
      {
        file: "packages/governor/src/token/withdrawal.ts",
        find: "if (level < claims.power) {",
        replace: "if (level < 0) {",
      },
      {
        file: "packages/governor/src/token/withdrawal.ts",
        find: "  if (killed === undefined) return ok(claims);",
        replace: "  if (killed !== null) return ok(claims);",
      },
    ],
    trial: { ...served, minutes: 40, seeds: 6 },
  },
  {
    name: "void trials that count as nothing",
    law: "L3",
    patches: [
      {
        file: "packages/kernel/src/control/window-set.ts",
        find: "export const failuresIn = (tally: Tally): number => tally.uncontrolled + tally.void;",
        replace: "export const failuresIn = (tally: Tally): number => tally.uncontrolled;",
      },
    ],
    trial: under(["withheld-evidence"], { sites: 4, seeds: 8 }),
  },
  {
    name: "a band by the best cell instead of the worst",
    law: "L2",
    patches: [
      {
        file: "packages/kernel/src/control/window-set.ts",
        find: "const proven = CLAIMS.find((claim) => REQUIRED_CELLS.every((cell) => proves(set, cell, claim))) ?? null;",
        replace:
          "const proven = CLAIMS.find((claim) => REQUIRED_CELLS.some((cell) => proves(set, cell, claim))) ?? null;",
      },
    ],
    trial: worn,
  },
  {
    name: "a binomial bound that is off by a few",
    law: "L2",
    patches: [
      {
        file: "packages/foundation/src/statistics/binomial-tail.ts",
        find: "cumulative * alpha.denominator <= alpha.numerator * total) - 1;",
        replace: "cumulative * alpha.denominator <= alpha.numerator * total) + 2;",
      },
    ],
    trial: worn,
  },
  {
    name: "a release as good as its best vote",
    law: "L2",
    patches: [
      {
        file: "packages/release/src/decision/colour.ts",
        find: 'COLOURS.find((colour) => colours.includes(colour)) ?? "GREEN";',
        replace: 'COLOURS.toReversed().find((colour) => colours.includes(colour)) ?? "GREEN";',
      },
    ],
    trial: served,
  },
  {
    name: "lost control that no longer kills",
    law: "L2",
    patches: [
      {
        file: "packages/kernel/src/consequences/consequences.ts",
        find: 'if (isCut(newestSet(state, run)) || openSetsOn(state, run).some(isCut)) return { trigger: "control_cut", cell: null };',
        replace: "",
      },
    ],
    trial: worn,
  },
  {
    name: "a deployment that is no longer killed when control over it is lost",
    law: "L2",
    patches: [
      {
        file: "packages/kernel/src/consequences/consequences.ts",
        find: "    () => firstOf(serving, (deployment) => deploymentKillFor(state, site, deployment, at)),",
        replace:
          "    () => (serving.length < 0 ? serving.flatMap((one) => deploymentKillFor(state, site, one, at)) : []),",
      },
    ],
    trial: { ...served, minutes: 40, seeds: 6 },
  },
  {
    name: "tokens for anybody outside without leave of the release gate",
    law: "L2",
    patches: [
      {
        file: "packages/governor/src/token/release-leave.ts",
        find: "if (leave !== null && !leave.holds())",
        replace: "if (leave !== null && leave.holds() === null)",
      },
    ],
    trial: { ...served, minutes: 60, seeds: 12 },
  },
  {
    name: "trials that never came are left out of a close",
    law: "L3",
    patches: [
      {
        file: "packages/kernel/src/control/window-set.ts",
        find: "  void: trials - tally.controlled - tally.uncontrolled,",
        replace: "  void: Math.min(trials, tally.void),",
      },
    ],
    trial: under(["withheld-evidence"], { sites: 4, seeds: 8 }),
  },
  {
    name: "every attempt is the first",
    law: "L3",
    patches: [
      {
        file: "packages/kernel/src/control/window-set.ts",
        find: "    full: 1 + (failed[`${cell}/full`] ?? 0),",
        replace: "    full: 1 + 0 * (failed[`${cell}/full`] ?? 0),",
      },
    ],
    trial: worn,
  },
  {
    name: "every attempt at Research is the first",
    law: "L3",
    patches: [
      {
        file: "packages/kernel/src/control/window-set.ts",
        find: "    research: 1 + (failed[`${cell}/research`] ?? 0),",
        replace: "    research: 1 + 0 * (failed[`${cell}/research`] ?? 0),",
      },
    ],
    trial: { ...worn, minutes: 60, seeds: 10 },
  },
  {
    name: "a run whose end gives back what it has used up",
    law: "L4",
    patches: [
      {
        file: "packages/kernel/src/rules/end-run.ts",
        find: 'const transfers = run.funds === "posted" ? spent(run) : givenBack(run);',
        replace: 'const transfers = run.funds === "over" ? spent(run) : givenBack(run);',
      },
      {
        file: "packages/kernel/src/wallet/wallet.ts",
        find: "  assertConserved(next);",
        replace: "  void assertConserved;",
      },
    ],
    trial: { ...calm, minutes: 40 },
  },
  {
    name: "rights that were given are still held",
    law: "L4",
    patches: [
      {
        file: "packages/mesh/src/budget/account-rights.ts",
        find: "BigInt(this.issued) + this.received - this.givenTotal -",
        replace: "BigInt(this.issued) + this.received -",
      },
    ],
    trial: under(["partition"], { minutes: 15, sites: 8, seeds: 6 }),
  },
  {
    name: "rights that are issued twice over",
    law: "L4",
    patches: [
      {
        file: "packages/mesh/src/budget/account-rights.ts",
        find: "    row.issued = sumOf(row.issued, quantity);",
        replace: "    row.issued = sumOf(row.issued, 2 * quantity);",
      },
    ],
    trial: { ...calm, minutes: 5 },
  },
  {
    name: "a sequencer that answers what its ledger could not keep",
    law: "L5",
    patches: [
      {
        file: "packages/governor/src/site/sequencer.ts",
        find: "if (decided.length > 0) this.#ledger.appendAll(decided);",
        replace:
          "try { if (decided.length > 0) this.#ledger.appendAll(decided); } catch { /* It will be there the next time. */ }",
      },
    ],
    trial: under(["disk-full", "disk-torn"]),
  },
  {
    name: "a ledger that syncs only now and then",
    law: "L5",
    patches: [
      {
        file: "packages/ledger/src/log/log-file.ts",
        find: "      this.#file.write(this.#size, bytes);\n      this.#file.sync();",
        replace: "      this.#file.write(this.#size, bytes);\n      if (this.#size % 7 === 0) this.#file.sync();",
      },
    ],
    trial: under(["power-cut"]),
  },
  {
    name: "a recovery that refuses what a torn write left",
    law: "L5",
    patches: [
      {
        file: "packages/ledger/src/recovery/recover.ts",
        find: "  const tornBytes = log.size() - head.end;",
        replace:
          '  const tornBytes = log.size() - head.end;\n  if (tornBytes > 0) throw ledgerDamaged("a write that did not end");',
      },
    ],
    trial: under(["disk-torn"]),
  },
  {
    name: "a lease keeper that remembers the level it began with",
    law: "L6",
    patches: [
      {
        file: "packages/governor/src/run/governed-run.ts",
        find: "      levelPpm: () => this.#power().levelPpm,",
        replace: "      levelPpm: ((first) => () => first)(this.#power().levelPpm),",
      },
    ],
    trial: { ...calm, seeds: 6 },
  },
  {
    name: "a state that knows what no entry says",
    law: "L7",
    patches: [
      {
        file: "packages/kernel/src/fold/lease.ts",
        find: "    leasesGranted: before.leasesGranted + 1,",
        replace:
          "    leasesGranted: before.leasesGranted + ((globalThis as { grants?: number }).grants = ((globalThis as { grants?: number }).grants ?? 0) + 1),",
      },
    ],
    trial: calm,
  },
  {
    name: "a decision that moves the clock on by itself",
    law: "L7",
    patches: [
      {
        file: "packages/kernel/src/decide.ts",
        find: '  return { kind: "decided", entries, next };',
        replace: '  return { kind: "decided", entries, next: { ...next, clockMs: next.clockMs + 1 } };',
      },
    ],
    trial: { ...calm, minutes: 10 },
  },
  {
    name: "a checkpoint signed before its last leaf is hashed",
    law: "L8",
    patches: [
      {
        file: "packages/ledger/src/merkle-ledger.ts",
        find: "const checkpoint = this.#parts.signer.sign(frontier.size, frontier.root());",
        replace:
          "const checkpoint = this.#parts.signer.sign(frontier.size, this.leafCount > 40 ? this.root : frontier.root());",
      },
    ],
    trial: { ...calm, minutes: 10 },
  },
  {
    name: "a witness that takes any proof of consistency, and any root",
    law: "L8",
    patches: [
      {
        file: "packages/witness/src/log-watch.ts",
        find: "      assertLeadsTo(head, followed, log.source);",
        replace: "      void assertLeadsTo;",
      },
      {
        file: "packages/ledger/src/witness/witness-step.ts",
        find: 'if (!verifyConsistency(state, checkpoint, consistencyProof)) return refusal(422, "bad consistency proof");',
        replace: "void verifyConsistency;",
      },
    ],
    trial: under(["split-view"], { sites: 8, minutes: 30, seeds: 6 }),
  },
  {
    name: "a verifier that compares no roots",
    law: "L8",
    patches: [
      {
        file: "packages/verifier/src/proving.ts",
        find: "if (judge.tree.size !== size || !judge.tree.root().equals(root))",
        replace: "if (judge.tree.size !== size)",
      },
    ],
    trial: { ...calm, minutes: 5 },
  },
  {
    name: "a token that ends up to a second after its grant ends",
    law: "L9",
    patches: [
      {
        file: "packages/governor/src/token/issue-token.ts",
        find: "Math.floor(granted.expiresAt / 1_000)",
        replace: "Math.ceil(granted.expiresAt / 1_000)",
      },
    ],
    trial: served,
  },
  {
    name: "an envelope that opens for any signature under a known name",
    law: "L9",
    patches: [
      {
        file: "packages/foundation/src/node/dsse.ts",
        find: "key !== undefined && signature !== null && key.verify(message, signature) ? key.keyId : null;",
        replace: "key !== undefined && signature !== null && message.length > 0 ? key.keyId : null;",
      },
    ],
    trial: calm,
  },
  {
    name: "a lab's key that speaks for every lab",
    law: "L9",
    patches: [
      {
        file: "packages/kernel/src/rules/signatures.ts",
        find: 'if (role === "lab") return lab?.labKey === keyId;',
        replace: 'if (role === "lab") return lab !== undefined;',
      },
    ],
    trial: calm,
  },
  {
    name: "a gate that does not ask on which node a token is held",
    law: "L9",
    patches: [
      {
        file: "packages/governor/src/token/check-claims.ts",
        find: "if (cnf.jkt !== expected.nodeKey) {",
        replace: "if (cnf.jkt.length !== expected.nodeKey.length) {",
      },
    ],
    trial: served,
  },
  {
    name: "a revoked key that still signs",
    law: "L9",
    patches: [
      {
        file: "packages/kernel/src/rules/signatures.ts",
        find: "if (revoked !== undefined) return revokedSigner(revoked.keyId);",
        replace: "void revokedSigner; void revoked;",
      },
      {
        file: "packages/kernel/src/fold/keys.ts",
        find: "keys: state.keys.delete(from).set(to, role),",
        replace: "keys: state.keys.set(to, role),",
      },
      {
        file: "packages/kernel/src/rules/signatures.ts",
        find: 'if (role === "lab") return lab?.labKey === keyId;',
        replace: 'if (role === "lab") return lab !== undefined;',
      },
    ],
    trial: under(["stolen-key"], { sites: 6, minutes: 30 }),
  },
  {
    name: "a token for twice as long as the policy says",
    law: "L9",
    patches: [
      {
        file: "packages/kernel/src/rules/tokens.ts",
        find: "expiresAt: Math.min(at + ttlMs(site.policy, deployment), releaseEnd ?? Infinity),",
        replace: "expiresAt: Math.min(at + 2 * ttlMs(site.policy, deployment), releaseEnd ?? Infinity),",
      },
    ],
    trial: served,
  },
  {
    name: "a policy that widens at one operator's word",
    law: "L9",
    patches: [
      {
        file: "packages/kernel/src/rules/change-policy.ts",
        find: "if (operators.size < quorum) {",
        replace: "if (operators.size < 1) {",
      },
    ],
    trial: governed,
  },
  {
    name: "a policy that widens before its delay is over",
    law: "L9",
    patches: [
      {
        file: "packages/kernel/src/rules/change-policy.ts",
        find: "effectiveAt: at + policyDelayMs",
        replace: "effectiveAt: at + Math.floor(policyDelayMs / 2)",
      },
    ],
    trial: governed,
  },
  {
    name: "an affidavit that one operator signs",
    law: "L9",
    patches: [
      {
        file: "packages/kernel/src/rules/signatures.ts",
        find: '"affidavit.file": [\n    ["operator", 2],',
        replace: '"affidavit.file": [\n    ["operator", 1],',
      },
    ],
    trial: governed,
  },
  {
    name: "a wedge of what was overdrawn, and not of twice that",
    law: "L9",
    patches: [{ file: "packages/kernel/src/wallet/debt.ts", find: "const WEDGE = 2;", replace: "const WEDGE = 1;" }],
    trial: { ...governed, minutes: 60, seeds: 12 },
  },
  {
    name: "a digest that is kept although what it is of has changed",
    law: "L10",
    patches: [
      {
        file: "packages/mesh/src/state/mesh-state.ts",
        find: "if (projection.admit(event, own)) this.#hashes.delete(section);",
        replace: 'if (projection.admit(event, own) && section !== "budget") this.#hashes.delete(section);',
      },
    ],
    trial: under(["partition"], { sites: 6 }),
  },
  {
    name: "peers that are never compared with",
    law: "L10",
    patches: [
      {
        file: "packages/mesh/src/replica/replica.ts",
        find: "if (this.#pull.isFree(this.#nowMs)) this.#send(peer, this.#sync.opening(",
        replace: "if (peer === this.key) this.#send(peer, this.#sync.opening(",
      },
    ],
    trial: under(["partition"], { sites: 6 }),
  },
];
