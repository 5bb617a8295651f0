import { OPEN_CHANNELS } from "../../agent/channels.ts";
import { noncesOfSeed } from "../../law/epoch.ts";
import type { Law } from "../../law/law.ts";
import type { SeedSetup } from "../../run/play-seed.ts";
import type { Proposal } from "../oracle/proposal.ts";
import type { Specimen } from "../specimen.ts";
import type { Fault } from "../violation.ts";
import type { Conduct } from "./conduct.ts";
import type { Forgetting } from "./forgetting.ts";
import { Witness } from "./witness.ts";

/** What every run of one exploration has in common. */
export interface WalkSetup {
  readonly specimen: Specimen;
  readonly continuesAfterHalt: boolean;
  readonly hasTheSameCompiler: boolean;
  readonly episodes: number;
}

/** Whoever decides for the agent: at the start of an episode, at a free step, and where only a repair may follow. Null ends the walk. */
export interface Adversary {
  readonly carries: (witness: Witness, episode: number) => Forgetting | null;
  readonly acts: (witness: Witness) => Conduct | null;
  /** "none" submits nothing. */
  readonly repairs: (witness: Witness) => Proposal | "none" | null;
}

export interface Walk {
  readonly faults: readonly Fault[];
  readonly transitions: number;
  /** The codes by which episodes ended. */
  readonly endings: readonly string[];
  /** What was decided, as far as it was not the plain thing to do. */
  readonly story: readonly string[];
}

const SEED = 7;
const NONCES = noncesOfSeed(SEED);
const OTHER_COMPILER = `sha256:${"d".repeat(64)}` as const;

/** One run of the real experiment, answered by an adversary and watched by a witness of its own. */
export function walked(setup: WalkSetup, adversary: Adversary): Walk {
  const story: string[] = [];
  const { apparatus } = setup.specimen;
  const { continuesAfterHalt, hasTheSameCompiler } = setup;
  const witness = new Witness({
    rules: apparatus.initialRules,
    nonces: NONCES,
    continuesAfterHalt,
    hasTheSameCompiler,
  });
  try {
    played(setup, adversary, witness, story);
  } catch (error) {
    witness.faults.push({ rule: "the experiment never throws", detail: String(error) });
  }
  const { faults, transitions, endings } = witness;
  return { faults, transitions, story, endings };
}

function played(setup: WalkSetup, adversary: Adversary, witness: Witness, story: string[]): void {
  let isStopped = false;
  const carry = (law: Law, { initial, episode }: { readonly initial: Law; readonly episode: number }): Law => {
    const forgetting = witness.faults.length > 0 ? null : adversary.carries(witness, episode);
    if (forgetting === null) isStopped = true;
    const carried = forgetting?.changed(law, initial) ?? law;
    if (carried !== law) story.push(`episode ${episode}: ${forgetting?.label}`);
    // A new law of the witness's own only where it was changed: it has built the same one itself.
    witness.begins(episode, carried === law ? witness.law : carried);
    return carried;
  };
  const play = setup.specimen.playSeed(seedSetup(setup, carry, witness));
  let asked = play.next();
  while (asked.done !== true) {
    if (isStopped) return;
    witness.isAsked(asked.value);
    const reply = witness.faults.length > 0 ? null : replied(asked.value.kind, adversary, witness, story);
    if (reply === null) return;
    asked = play.next(reply);
  }
  if (!isStopped) witness.finished(asked.value);
}

function replied(
  kind: "justify" | "repair",
  adversary: Adversary,
  witness: Witness,
  story: string[],
): readonly string[] | null {
  const { episode, step } = witness.world;
  if (kind === "justify") {
    const conduct = adversary.acts(witness);
    if (conduct === null) return null;
    if (conduct.ending !== null) story.push(`episode ${episode}, step ${step}: ${conduct.label}`);
    witness.justifies(conduct.ending);
    return conduct.texts;
  }
  const proposal = adversary.repairs(witness);
  if (proposal === null) return null;
  story.push(`episode ${episode}, step ${step}: ${proposal === "none" ? "no repair" : proposal.label}`);
  witness.proposes(proposal === "none" ? null : proposal);
  return proposal === "none" ? [] : [proposal.text()];
}

const seedSetup = (
  { specimen, continuesAfterHalt, hasTheSameCompiler, episodes }: WalkSetup,
  carry: (law: Law, carried: { readonly initial: Law; readonly episode: number }) => Law,
  witness: Witness,
): SeedSetup => ({
  apparatus: specimen.apparatus,
  agentCompiler: hasTheSameCompiler ? specimen.apparatus.compilerDigest : OTHER_COMPILER,
  channels: { ...OPEN_CHANNELS, carry },
  selector: ([first]) => first ?? null,
  nonces: NONCES,
  seed: SEED,
  episodes,
  continuesAfterHalt,
  trace: (entry) => witness.hears(entry),
});
