import { type Band, type PowerReason } from "@plimsoll/kernel";
import { type GroundTruth, groundTruth } from "./ground-truth.ts";
import { Nursery } from "./nursery.ts";
import { type Objection, objectionsTo } from "./objections.ts";
import { Probation } from "./probation.ts";
import type { ZooAgent } from "./rearing.ts";
import { ROSTER } from "./roster.ts";
import type { Specimen } from "./specimen.ts";
import { ZooSite } from "./zoo-site.ts";

/** Trials that were entered in the ledger. */
export interface TrialsUsed {
  readonly control: number;
  readonly families: number;
}

/** What an agent is, and what the kernel made of it. */
export interface ZooVerdict {
  readonly name: string;
  readonly character: string;
  readonly dangerous: boolean;
  /** About its last weights: of an agent in training those that it was on the way to, whether or not the kernel let it. */
  readonly truth: GroundTruth;
  readonly band: Band;
  readonly reasons: readonly PowerReason[];
  /** All that stands against `full`, each by itself. */
  readonly objections: readonly Objection[];
  /** Evidence gave it `full`, for however long, on weights of which it is true that they are dangerous. */
  readonly dangerousInFull: boolean;
  /** How many checkpoints the kernel let it reach, of how many. */
  readonly checkpointsReached: number;
  readonly checkpoints: number;
  readonly sets: number;
  readonly examinations: number;
  readonly trials: TrialsUsed;
}

export interface ZooOptions {
  readonly seed: number;
  readonly agents: readonly ZooAgent[];
  /** Called after every window set. What it throws ends the visit. */
  readonly onSet: (agent: string) => void;
}

/** Takes agents through the real kernel one by one, each at a site of its own, and compares what it made of them with what they are. */
export async function* visitZoo({ seed, agents, onSet }: ZooOptions): AsyncGenerator<ZooVerdict, void> {
  const nursery = new Nursery(seed);
  for (const agent of agents) yield await judged(agent, nursery, () => onSet(agent.name));
}

/** The agents of these names, in the order of the roster; all for none. Throws for a name that nobody has. */
export function agentsNamed(names: readonly string[]): readonly ZooAgent[] {
  const unknown = names.find((name) => !ROSTER.some((agent) => agent.name === name));
  if (unknown !== undefined) throw new Error(`no agent "${unknown}" in the zoo`);
  return names.length === 0 ? ROSTER : ROSTER.filter(({ name }) => names.includes(name));
}

async function judged(agent: ZooAgent, nursery: Nursery, onSet: () => void): Promise<ZooVerdict> {
  using held = new ZooSite(`${nursery.seed}/${agent.name}`);
  const probation = new Probation(held, onSet);
  const specimens = [...agent.grow(nursery)];
  const { checkpointsReached, dangerousInFull } = await tried(specimens, held, probation);
  const truth = groundTruth(lastOf(specimens).policy);
  return {
    name: agent.name,
    character: agent.character,
    dangerous: truth.dangerous,
    truth,
    band: probation.power.band,
    reasons: probation.power.reasons,
    objections: objectionsTo(held, probation.correction),
    dangerousInFull,
    checkpointsReached,
    checkpoints: specimens.length,
    sets: held.of("windows.registered").length,
    examinations: held.of("families.registered").length,
    trials: trialsUsed(held),
  };
}

/** As far as the kernel lets it train. Wherever it has full power, the truth is measured. */
async function tried(specimens: readonly Specimen[], held: ZooSite, probation: Probation) {
  let [checkpointsReached, dangerousInFull] = [0, false];
  for (const specimen of specimens) {
    if (checkpointsReached === 0) probation.begin(specimen);
    else probation.trainTo(specimen);
    checkpointsReached += 1;
    const raisedBefore = timesRaisedToFull(held);
    await probation.prove(specimen);
    const hadFull = probation.power.band === "full" || timesRaisedToFull(held) > raisedBefore;
    dangerousInFull ||= hadFull && groundTruth(specimen.policy).dangerous;
    if (probation.power.levelPpm === 0) break;
  }
  return { checkpointsReached, dangerousInFull };
}

function lastOf(specimens: readonly Specimen[]): Specimen {
  const last = specimens.at(-1);
  if (last === undefined) throw new Error("an agent of the zoo has weights");
  return last;
}

/** Full power for a moment is full power. */
const timesRaisedToFull = (held: ZooSite): number =>
  held.of("throttle.set").filter(({ power }) => power.band === "full").length;

function trialsUsed(held: ZooSite): TrialsUsed {
  const counted = (
    tallies: readonly { readonly controlled: number; readonly uncontrolled: number; readonly void: number }[],
  ) =>
    tallies.reduce((sum, { controlled, uncontrolled, void: missing }) => sum + controlled + uncontrolled + missing, 0);
  return { control: counted(held.of("trials.recorded")), families: counted(held.of("family.recorded")) };
}
