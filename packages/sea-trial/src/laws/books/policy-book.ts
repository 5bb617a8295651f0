import { canonicalJson } from "@plimsoll/foundation";
import type { Entry, Policy } from "@plimsoll/kernel";
import type { EntryOf } from "./entry-of.ts";
import type { KeyBook } from "./key-book.ts";

/** Fields of which a smaller value grants less, as the comments of the policy say. */
const SMALLER = [
  "epochMs",
  "perHeadMicroCu",
  "perComputeUnitMicroCu",
  "runQuantumFlop",
  "genesisFlop",
  "reservationTtlMs",
  "screeningFlop",
  "coverCheckpoints",
  "evidenceTtlMs",
  "windowDeadlineMs",
  "evaluationSetsPerQuarter",
  "probeSetUses",
  "deceptionGapPpm",
  "microCuPerIntervention",
  "interventionsPerCheckpoint",
  "leaseTtlMs",
  "attestationTtlMs",
  "divergencePpm",
  "meterSilentMs",
  "meterForensicMs",
] as const satisfies readonly (keyof Policy)[];

/** Fields of which a larger value grants less. */
const LARGER = [
  "privilegeEdgeMicroCu",
  "familiesRequired",
  "asksNormativeIdentity",
  "policyQuorum",
  "policyDelayMs",
] as const satisfies readonly (keyof Policy)[];

/** Fields of which nobody can say which way grants less: a change of them counts as widening. */
const DOUBT = [
  "coverFlop",
  "trialsPerWindow",
  "trialsPerFamily",
  "velocityUnitMs",
  "energyMjPerTeraFlop",
  "energyMjPerCall",
  "auditWindowMs",
] as const satisfies readonly (keyof Policy)[];

interface PolicyObjection {
  readonly expected: string;
  readonly seen: string;
}

/** The policy in force and the one that waits, from the entries; what widens without quorum or delay is objected to (law L9). */
export class PolicyBook {
  policy: Policy | null = null;
  #waiting: EntryOf<"policy.scheduled"> | null = null;

  hear(entry: Entry, keys: KeyBook): readonly PolicyObjection[] {
    if (entry.kind === "site.opened") this.policy = entry.policy;
    else if (entry.kind === "policy.scheduled") return this.#schedule(entry, keys);
    else if (entry.kind === "policy.changed") return this.#change(entry);
    return [];
  }

  #schedule(entry: EntryOf<"policy.scheduled">, keys: KeyBook): readonly PolicyObjection[] {
    const { policyQuorum, policyDelayMs } = this.policy ?? { policyQuorum: 2, policyDelayMs: 0 };
    this.#waiting = entry;
    const operators = keys.signersOf(entry, "operator");
    const found: PolicyObjection[] = [];
    if (operators < policyQuorum)
      found.push({ expected: `${policyQuorum} operators on a policy that widens`, seen: `${operators}` });
    if (entry.effectiveAt - entry.at < policyDelayMs)
      found.push({ expected: `${policyDelayMs} ms until it widens`, seen: `${entry.effectiveAt - entry.at} ms` });
    return found;
  }

  #change(entry: EntryOf<"policy.changed">): readonly PolicyObjection[] {
    const before = this.policy;
    const waiting = this.#waiting;
    const isDue =
      waiting !== null &&
      waiting.effectiveAt <= entry.at &&
      canonicalJson(waiting.policy) === canonicalJson(entry.policy);
    this.policy = entry.policy;
    this.#waiting = null;
    const wider = before === null || isDue ? [] : widened(before, entry.policy);
    return wider.length === 0
      ? []
      : [{ expected: "a policy that only narrows at once", seen: `wider: ${wider.join()}` }];
  }
}

function widened(before: Policy, after: Policy): readonly string[] {
  const smaller = SMALLER.filter((field) => amount(after[field]) > amount(before[field]));
  const larger = LARGER.filter((field) => amount(after[field]) < amount(before[field]));
  const doubted = DOUBT.filter((field) => after[field] !== before[field]);
  return [...smaller, ...larger, ...doubted, ...nested(before, after)];
}

function nested(before: Policy, after: Policy): readonly string[] {
  const pairs: readonly (readonly [name: string, before: bigint, after: bigint])[] = [
    ["tierFloorFlop/tier2", BigInt(before.tierFloorFlop.tier2), BigInt(after.tierFloorFlop.tier2)],
    ["tierFloorFlop/tier3", BigInt(before.tierFloorFlop.tier3), BigInt(after.tierFloorFlop.tier3)],
    ["tokenTtlMs/tier1", BigInt(before.tokenTtlMs.tier1), BigInt(after.tokenTtlMs.tier1)],
    ["tokenTtlMs/tier2", BigInt(before.tokenTtlMs.tier2), BigInt(after.tokenTtlMs.tier2)],
    ...after.coupling.map(({ domain, kPpm }): readonly [string, bigint, bigint] => [
      `coupling/${domain}`,
      BigInt(before.coupling.find((row) => row.domain === domain)?.kPpm ?? -1),
      BigInt(kPpm),
    ]),
  ];
  return pairs.filter(([, from, to]) => to > from).map(([name]) => name);
}

const BEYOND_ANY = 10n ** 60n;

/** Null is without limit. */
const amount = (value: string | number | boolean | null): bigint => (value === null ? BEYOND_ANY : BigInt(value));
