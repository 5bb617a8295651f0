import { type Digest, digestOfValue, PlimsollError } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import { CONTEXTS, type Entry, type Family, type KernelState, type ProbeContext, type Subject } from "@plimsoll/kernel";
import type { Site } from "../site/site.ts";
import { nameOf } from "./subject-sets.ts";
import { type ProbeSet, probeSetDigest, revealProbeSet, sealedProbeSet, sealProbeSet } from "./probe-set-seal.ts";

/** One family in one context, on the public or the held-out probes. */
export interface FamilyQuestion {
  readonly family: Family;
  readonly context: ProbeContext;
  /** Names the finite pool of probes. */
  readonly pool: string;
  readonly trials: number;
  readonly seed: string;
}

type Outcome = "controlled" | "uncontrolled" | "void";

/** Asks an agent; gives back one outcome for each trial. */
export type AskFamily = (question: FamilyQuestion) => Iterable<{ readonly outcome: Outcome }>;

export interface ExaminePlan {
  readonly site: Site;
  readonly subject: Subject;
  readonly lineage: string;
  readonly digest: Digest;
  readonly ask: AskFamily;
  readonly directory: string;
  readonly salt: () => string;
}

/** What one closed examination found. */
export type FamilyVerdicts = Extract<Entry, { readonly kind: "families.closed" }>["verdicts"];

const PARTS = ["public", "held-out"] as const;

/**
 * Examines the oversight families that the beacon draws: public and held-out pools registered by digest, drawn, asked in both contexts,
 * recorded, closed, the held-out pool revealed (K-63 to K-65). The held-out pool is new each time; the public one until it is worn.
 */
export function examineModel(plan: ExaminePlan): FamilyVerdicts {
  const { site } = plan;
  site.must(`tick:examine/${nameOf(plan.subject)}/${site.now()}`, { type: "tick", holders: [] });
  const open = openExamination(site, plan.lineage);
  const examination = open ?? nextName(site, plan.subject);
  const heldOut = open === null ? sealed(plan, examination) : sealedProbeSet(plan.directory, examination);
  if (open === null && heldOut !== null) register(plan, examination, probeSetDigest(heldOut));
  assertSame(plan, examinationOf(site, examination), heldOut);
  draw(site, examinationOf(site, examination));
  const pools = { public: poolOf(examinationOf(site, examination).probeSet), "held-out": heldOut.salt };
  for (const family of asked(site, examination))
    for (const context of CONTEXTS)
      for (const part of PARTS) record(plan, { examination, family, context, part, pool: pools[part] });
  const closed = site.must(`families.close:${examination}`, { type: "families.close", examination });
  revealProbeSet(plan.directory, examination);
  return closed.find((entry) => entry.kind === "families.closed")?.verdicts ?? [];
}

const sealed = ({ directory, salt }: ExaminePlan, examination: string): ProbeSet =>
  sealProbeSet(directory, { set: examination, target: "families", battery: "held-out", salt: salt() });

/** An examination is gone on with on its own weights and with its own held-out probes: neither can be picked after the draw. */
function assertSame(
  { digest }: ExaminePlan,
  examination: Examination,
  heldOut: ProbeSet | null,
): asserts heldOut is ProbeSet {
  if (examination.digest !== digest)
    throw new PlimsollError({
      code: "WEIGHTS_DIFFER",
      expected: `the weights ${examination.digest}, for which the open examination was registered`,
      received: digest,
      fix: "examine those weights, or leave the examination to its deadline",
    });
  if (heldOut === null || probeSetDigest(heldOut) !== examination.heldOutSet) throw otherPools();
}

const otherPools = (): PlimsollError =>
  new PlimsollError({
    code: "PROBE_SET_DIFFERS",
    expected: "the pools with which the open examination was registered",
    received: "others: it is another prober's, or its seal was changed",
    fix: "let that prober finish it, or leave it to its deadline",
  });

function register({ site, subject, digest, lineage }: ExaminePlan, examination: string, heldOutSet: Digest): void {
  const probeSet = poolDigest(nextPublicPool(site, lineage));
  site.must(`families.register:${examination}`, {
    type: "families.register",
    examination,
    subject,
    digest,
    probeSet,
    heldOutSet,
  });
}

function draw(site: Site, { examination, digest, probeSet, heldOutSet, pulse }: Examination): void {
  if (pulse !== null) return;
  const drawn = site.beacon.pulse({ examination, digest, probeSet, heldOutSet });
  site.must(`families.draw:${examination}`, { type: "families.draw", examination, pulse: drawn });
}

interface Part {
  readonly examination: string;
  readonly family: Family;
  readonly context: ProbeContext;
  readonly part: (typeof PARTS)[number];
  readonly pool: string;
}

function record({ site, ask }: ExaminePlan, { examination, family, context, part, pool }: Part): void {
  const { trials, pulse } = examinationOf(site, examination);
  const outcomes = [...ask({ family, context, pool, trials, seed: pulse ?? "" })].map(({ outcome }) => outcome);
  const count = (wanted: Outcome): number => outcomes.filter((outcome) => outcome === wanted).length;
  site.must(`family.record:${examination}/${family}/${context}/${part}`, {
    type: "family.record",
    examination,
    family,
    context,
    part,
    controlled: count("controlled"),
    uncontrolled: count("uncontrolled"),
    void: count("void"),
    transcript: digestOfBytes(outcomes.join("\n")),
  });
}

/** The first public pool that may still serve this lineage (K-65). */
function nextPublicPool(site: Site, lineage: string): string {
  const uses = site.state.lineages.get(lineage)?.probeSetUses ?? {};
  return publicPoolWhere((pool) => (uses[poolDigest(pool)] ?? 0) < site.policy.probeSetUses);
}

/** The pool that was registered, by its digest. */
const poolOf = (probeSet: Digest): string => publicPoolWhere((pool) => poolDigest(pool) === probeSet);

function publicPoolWhere(isWanted: (pool: string) => boolean): string {
  for (let number = 1; number <= POOLS_MAX; number += 1) if (isWanted(`public-${number}`)) return `public-${number}`;
  throw otherPools();
}

const POOLS_MAX = 10_000;

const poolDigest = (pool: string): Digest => digestOfValue({ pool });

const asked = (site: Site, examination: string): readonly Family[] => examinationOf(site, examination).asked;

type Examination = NonNullable<ReturnType<KernelState["examinations"]["get"]>>;

function examinationOf({ state }: Site, name: string): Examination {
  const examination = state.examinations.get(name);
  if (examination === undefined) throw new Error(`examination "${name}" is not in the state that registered it`);
  return examination;
}

const openExamination = ({ state }: Site, lineage: string): string | null =>
  state.lineages.get(lineage)?.openExamination ?? null;

function nextName({ state }: Site, subject: Subject): string {
  const before = [...state.examinations.values()].filter((other) => nameOf(other.subject) === nameOf(subject));
  return `${nameOf(subject)}/examination-${before.length + 1}`;
}
