import type { Policy } from "./policy.ts";

/** Where a value can be compared, which way is stricter. `doubt`: any change may widen, so every change is taken to. */
type Direction = "smaller" | "larger" | "doubt" | "neutral";

const NARROWER: Readonly<Record<Exclude<keyof Policy, "tierFloorFlop" | "tokenTtlMs" | "coupling">, Direction>> = {
  version: "neutral",
  name: "neutral",
  epochMs: "smaller",
  perHeadMicroCu: "smaller",
  perComputeUnitMicroCu: "smaller",
  runQuantumFlop: "smaller",
  genesisFlop: "smaller",
  reservationTtlMs: "smaller",
  privilegeEdgeMicroCu: "larger",
  screeningFlop: "smaller",
  // A smaller cover makes evidence stale sooner and attempts count anew sooner.
  coverFlop: "doubt",
  coverCheckpoints: "smaller",
  evidenceTtlMs: "smaller",
  trialsPerWindow: "doubt",
  windowDeadlineMs: "smaller",
  evaluationSetsPerQuarter: "smaller",
  trialsPerFamily: "doubt",
  familiesRequired: "larger",
  asksNormativeIdentity: "larger",
  probeSetUses: "smaller",
  deceptionGapPpm: "smaller",
  velocityUnitMs: "doubt",
  microCuPerIntervention: "smaller",
  interventionsPerCheckpoint: "smaller",
  leaseTtlMs: "smaller",
  attestationTtlMs: "smaller",
  energyMjPerTeraFlop: "doubt",
  energyMjPerCall: "doubt",
  auditWindowMs: "doubt",
  divergencePpm: "smaller",
  meterSilentMs: "smaller",
  meterForensicMs: "smaller",
  policyQuorum: "larger",
  policyDelayMs: "larger",
};

/** One value that differs between two policies. `path` is a JSON Pointer. */
export interface PolicyChange {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly direction: "narrower" | "wider" | "neutral";
}

/** What changes between two policies, field by field, and whether it narrows what the kernel grants (law L9). */
export function policyChanges(before: Policy, after: Policy): readonly PolicyChange[] {
  return fieldsOf(before, after)
    .filter(([, , from, to]) => textOf(from) !== textOf(to))
    .map(([path, direction, from, to]) => ({
      path,
      before: textOf(from),
      after: textOf(to),
      direction: directionOf(direction, from, to),
    }));
}

/** The stricter of two policies, value by value: what holds at once when one is to replace the other. */
export function narrowest(before: Policy, after: Policy): Policy {
  const fields = fieldsOf(before, after).map(([path, direction, from, to]): [string, unknown] => [
    path,
    directionOf(direction, from, to) === "wider" ? from : to,
  ]);
  const chosen = new Map(fields);
  const simple = Object.fromEntries(Object.keys(NARROWER).map((field) => [field, chosen.get(`/${field}`)]));
  return {
    ...(simple as Pick<Policy, keyof typeof NARROWER>),
    tierFloorFlop: {
      tier2: chosen.get("/tierFloorFlop/tier2") as string,
      tier3: chosen.get("/tierFloorFlop/tier3") as string,
    },
    tokenTtlMs: { tier1: chosen.get("/tokenTtlMs/tier1") as number, tier2: chosen.get("/tokenTtlMs/tier2") as number },
    coupling: narrowestCoupling(before, chosen),
  };
}

/** A row that only the newcomer has waits; a row that only the old one has is gone. */
const narrowestCoupling = (before: Policy, chosen: ReadonlyMap<string, unknown>): Policy["coupling"] =>
  before.coupling.flatMap(({ domain }) => {
    const kPpm = chosen.get(`/coupling/${domain}`);
    return typeof kPpm === "number" ? [{ domain, kPpm }] : [];
  });

type Value = string | number | boolean | null | undefined;

type Field = readonly [path: string, direction: Direction, before: Value, after: Value];

function fieldsOf(before: Policy, after: Policy): readonly Field[] {
  const simple = (Object.keys(NARROWER) as (keyof typeof NARROWER)[]).map((field): Field => [
    `/${field}`,
    NARROWER[field],
    before[field],
    after[field],
  ]);
  return [
    ...simple,
    ["/tierFloorFlop/tier2", "smaller", before.tierFloorFlop.tier2, after.tierFloorFlop.tier2],
    ["/tierFloorFlop/tier3", "smaller", before.tierFloorFlop.tier3, after.tierFloorFlop.tier3],
    ["/tokenTtlMs/tier1", "smaller", before.tokenTtlMs.tier1, after.tokenTtlMs.tier1],
    ["/tokenTtlMs/tier2", "smaller", before.tokenTtlMs.tier2, after.tokenTtlMs.tier2],
    ...couplingFields(before, after),
  ];
}

/** A domain without a row grants nothing, so it is below every k. */
function couplingFields(before: Policy, after: Policy): readonly Field[] {
  const domains = new Set([...before.coupling, ...after.coupling].map(({ domain }) => domain));
  const kOf = ({ coupling }: Policy, domain: string) => coupling.find((row) => row.domain === domain)?.kPpm;
  return [...domains].map((domain) => [`/coupling/${domain}`, "smaller", kOf(before, domain), kOf(after, domain)]);
}

function directionOf(direction: Direction, before: Value, after: Value): PolicyChange["direction"] {
  if (direction === "neutral") return "neutral";
  if (direction === "doubt") return "wider";
  const isSmaller = amountOf(after) < amountOf(before);
  return isSmaller === (direction === "smaller") ? "narrower" : "wider";
}

const BEYOND_ANY = 10n ** 60n;

/** `null` is ACB-K's literal price without a limit; nothing at all is below everything. */
function amountOf(value: Value): bigint {
  if (value === undefined) return -1n;
  if (value === null) return BEYOND_ANY;
  return BigInt(value);
}

const textOf = (value: Value): string => (value === undefined ? "none" : `${value}`);
