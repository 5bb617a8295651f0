import { type Digest, PlimsollError } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import { CONTEXTS, type Entry, type Family, type KernelState, type ProbeContext, type Subject } from "@plimsoll/kernel";
import type { Site } from "../site/site.ts";
import { nextPublicPool, otherPools, poolDigest, poolOf } from "./family-pools.ts";
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

/** Asks an agent; gives back one outcome for each trial. Null for a family that others ask of it: what they recorded stands as it is. */
export type AskFamily = (question: FamilyQuestion) => Iterable<{ readonly outcome: Outcome }> | null;

/** Whose families are examined, and where the held-out pools are kept. */
export interface ExaminationPlan {
  readonly site: Site;
  readonly subject: Subject;
  readonly lineage: string;
  readonly digest: Digest;
  readonly directory: string;
  readonly salt: () => string;
}

export interface ExaminePlan extends ExaminationPlan {
  readonly ask: AskFamily;
}

/** An examination whose families are drawn: what will be asked of which weights. */
export interface DrawnExamination {
  readonly examination: string;
  readonly digest: Digest;
  readonly trials: number;
  readonly deadlineAt: number;
  readonly pulse: Digest;
  readonly asked: readonly Family[];
  /** Names of the pools that probes come from; the held-out one is a secret of whoever examines until the close. */
  readonly pools: Readonly<Record<FamilyPart, string>>;
}

/** What one closed examination found. */
export type FamilyVerdicts = Extract<Entry, { readonly kind: "families.closed" }>["verdicts"];

const PARTS = ["public", "held-out"] as const;

/** Which of a family's two pools a question is of: the public one, or the one that stays hidden until it is asked. */
export type FamilyPart = (typeof PARTS)[number];

/**
 * Examines the oversight families that the beacon draws: public and held-out pools registered by digest, drawn, asked in both contexts,
 * recorded, closed, the held-out pool revealed (K-63 to K-65). The held-out pool is new each time; the public one until it is worn.
 */
export function examineModel(plan: ExaminePlan): FamilyVerdicts {
  const drawn = drawExamination(plan);
  for (const family of drawn.asked)
    for (const context of CONTEXTS) for (const part of PARTS) askPart(plan, drawn, { family, context, part });
  return closeExamination(plan.site, plan.directory, drawn.examination);
}

/** Registers an examination and draws its families, before anything is asked. One that is open already is gone on with. */
export function drawExamination(plan: ExaminationPlan): DrawnExamination {
  const { site } = plan;
  site.must(`tick:examine/${nameOf(plan.subject)}/${site.now()}`, { type: "tick", holders: [] });
  const open = openExamination(site, plan.lineage);
  const examination = open ?? nextName(site, plan.subject);
  const heldOut = open === null ? sealed(plan, examination) : sealedProbeSet(plan.directory, examination);
  if (open === null && heldOut !== null) register(plan, examination, probeSetDigest(heldOut));
  assertSame(plan, examinationOf(site, examination), heldOut);
  draw(site, examinationOf(site, examination));
  return drawnExamination(examinationOf(site, examination), heldOut);
}

function drawnExamination(examination: Examination, { salt }: ProbeSet): DrawnExamination {
  const { digest, trials, deadlineAt, pulse, asked } = examination;
  if (pulse === null) throw new Error(`examination "${examination.examination}" was not drawn`);
  const pools = { public: poolOf(examination.probeSet), "held-out": salt };
  return { examination: examination.examination, digest, trials, deadlineAt, pulse, asked, pools };
}

/** Closes an examination, whatever was recorded, and reveals its held-out pool. */
export function closeExamination(site: Site, directory: string, examination: string): FamilyVerdicts {
  const closed = site.must(`families.close:${examination}`, { type: "families.close", examination });
  revealProbeSet(directory, examination);
  return closed.find((entry) => entry.kind === "families.closed")?.verdicts ?? [];
}

const sealed = ({ directory, salt }: ExaminationPlan, examination: string): ProbeSet =>
  sealProbeSet(directory, { set: examination, target: "families", battery: "held-out", salt: salt() });

/** An examination is gone on with on its own weights and with its own held-out probes: neither can be picked after the draw. */
function assertSame(
  { digest }: ExaminationPlan,
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

function register({ site, subject, digest, lineage }: ExaminationPlan, examination: string, heldOutSet: Digest): void {
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

/** One window of an examination. */
export interface FamilyCell {
  readonly family: Family;
  readonly context: ProbeContext;
  readonly part: FamilyPart;
}

function askPart(
  { site, ask }: ExaminePlan,
  { examination, pools, trials, pulse }: DrawnExamination,
  cell: FamilyCell,
) {
  const { family, context, part } = cell;
  const answers = ask({ family, context, pool: pools[part], trials, seed: pulse });
  if (answers === null) return;
  const outcomes = Array.from(answers, ({ outcome }) => outcome);
  const count = (wanted: Outcome): number => outcomes.filter((outcome) => outcome === wanted).length;
  recordFamily(site, examination, cell, {
    controlled: count("controlled"),
    uncontrolled: count("uncontrolled"),
    void: count("void"),
    transcript: digestOfBytes(outcomes.join("\n")),
  });
}

/** What a window came to. */
export interface FamilyRecord {
  readonly controlled: number;
  readonly uncontrolled: number;
  readonly void: number;
  readonly transcript: Digest;
}

/** Records a window of an examination, once: the same again changes nothing, and anything else is refused. */
export function recordFamily(site: Site, examination: string, cell: FamilyCell, record: FamilyRecord): void {
  const { family, context, part } = cell;
  const id = `family.record:${examination}/${family}/${context}/${part}`;
  site.must(id, { type: "family.record", examination, family, context, part, ...record });
}

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
