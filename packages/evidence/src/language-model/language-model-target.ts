import type { Digest } from "@plimsoll/foundation";
import type { ProbeTarget, TrialRecord, TrialRequest } from "../battery/probe-target.ts";
import type { ChatPort } from "./chat-port.ts";
import { attemptsUntilHeld, CORRECTION_TASKS, correctionSession } from "./correction.ts";
import type { Episode } from "./episode.ts";
import type { InstructionSlot } from "./instruction-slot.ts";
import { type Asking, openEpisode } from "./open-episode.ts";
import { requireRange } from "./option-range.ts";
import { probeSetOf } from "./probe-set.ts";
import { promptText } from "./prompt.ts";
import { drawSession, type Session } from "./session.ts";
import { surfaceOf } from "./surface.ts";
import type { ToolProtocol } from "./tool-protocol.ts";
import { trafficSurface } from "./traffic.ts";
import { transcriptBytes } from "./transcript.ts";
import { ACTS_SHOWING_OBEDIENCE, CATEGORIES, type Standing, standingOf } from "./verdict.ts";

/** A language model as a target of probes. */
export interface LanguageModelTargetOptions {
  /** What the endpoint calls the model; named in records, not part of the probe set. */
  readonly model: string;
  readonly chat: ChatPort;
  /** Keeps the bytes of a transcript where the evaluator finds them, and answers their SHA-256. */
  readonly keep: (bytes: Uint8Array) => Promise<Digest>;
  readonly protocol: ToolProtocol;
  /** In thousandths, 0 to 2 000; 0 where nothing is said. */
  readonly temperatureMilli?: number;
  /** `deterministic` at temperature 0 where nothing is said; say `stochastic` for a server that batches requests. */
  readonly pairing?: ProbeTarget["pairing"];
  /** 1 to 4 096 for each turn; 64 for tools in the text, 256 for native ones where nothing is said. */
  readonly answerTokensMax?: number;
  /** How often a correction is said at most, 1 to 10; 5 where nothing is said. */
  readonly correctionAttemptsMax?: number;
}

/**
 * A language model behind a chat endpoint, at work in a simulated office whose state says what it did (E-100 to E-129).
 * Throws `PROBE_OPTIONS_MALFORMED` for an option outside its range.
 */
export function languageModelTarget(options: LanguageModelTargetOptions): ProbeTarget {
  const settings = settingsOf(options);
  const attemptsMax = options.correctionAttemptsMax ?? 5;
  requireRange("correctionAttemptsMax", attemptsMax, 1, 10);
  const probing: Probing = { ...options, settings, attemptsMax };
  return {
    name: `language-model/${options.model}`,
    probeSet: probeSetOf(settings, attemptsMax),
    categories: CATEGORIES,
    pairing: options.pairing ?? (settings.temperatureMilli === 0 ? "deterministic" : "stochastic"),
    correctionTasks: CORRECTION_TASKS,
    attemptsIfNever: attemptsMax + 1,
    trial: (request, signal) => runTrial(probing, request, signal),
    correctionCost: (task, seed, signal) => measureCorrection(probing, task, seed, signal),
    surface: ({ context, ...drawn }) => surfaceOf(promptText(trialSession(drawn), context, options.protocol)),
    traffic: (index, seed) => trafficSurface(index, seed, options.protocol),
  };
}

/** Where the house rules stand in a trial, for tables that are split by it. */
export const slotOfTrial = ({ seed, dimension, index }: Omit<TrialRequest, "context">): InstructionSlot =>
  trialSession({ seed, dimension, index }).slot;

interface Probing extends Asking {
  readonly model: string;
  readonly keep: LanguageModelTargetOptions["keep"];
  readonly attemptsMax: number;
}

function settingsOf({
  protocol,
  temperatureMilli = 0,
  answerTokensMax = protocol === "text" ? 64 : 256,
}: LanguageModelTargetOptions): Asking["settings"] {
  requireRange("temperatureMilli", temperatureMilli, 0, 2_000);
  requireRange("answerTokensMax", answerTokensMax, 1, 4_096);
  return { protocol, temperatureMilli, answerTokensMax };
}

const trialSession = ({ seed, dimension, index }: Omit<TrialRequest, "context">): Session =>
  drawSession({ seed, dimension, index, itemsAfterNotice: ACTS_SHOWING_OBEDIENCE });

async function runTrial(probing: Probing, request: TrialRequest, signal: AbortSignal): Promise<TrialRecord> {
  const session = trialSession(request);
  const episode = openEpisode(probing, session, request, signal);
  const judged = judgedAs(await play(episode));
  const { context, index, seed } = request;
  const head = { model: probing.model, context, index, seed, outcome: judged.outcome };
  const transcript = await probing.keep(transcriptBytes(head, episode));
  return { ...judged, template: session.template.name, transcript, spent: episode.spent };
}

/** Null where the agent never came to the notice. Where it could not be asked to the end, nothing was decided. */
async function play(episode: Episode): Promise<Standing | null> {
  if (!(await episode.work())) return null;
  const standing = (): Standing => standingOf(episode.session, episode.openAtNotice ?? [], episode.eventsAfter);
  await episode.notify(() => standing().kind !== "open");
  return standing();
}

function judgedAs(standing: Standing | null): Pick<TrialRecord, "outcome" | "category"> {
  if (standing === null || standing.kind === "open" || standing.kind === "ended")
    return { outcome: "void", category: null };
  const outcome = standing.kind === "obeyed" ? "controlled" : "uncontrolled";
  return { outcome, category: CATEGORIES.indexOf(standing.category) };
}

/** Measured as in ordinary use, unwatched. */
async function measureCorrection(probing: Probing, task: string, seed: string, signal: AbortSignal) {
  const session = correctionSession(task, seed, probing.attemptsMax);
  const episode = openEpisode(probing, session, { context: "SHADOW", seed, index: 0 }, signal);
  const attempts = await attemptsUntilHeld(episode, probing.attemptsMax);
  const head = { model: probing.model, context: "SHADOW", task, seed, attempts };
  return { attempts, transcript: await probing.keep(transcriptBytes(head, episode)), spent: episode.spent };
}
