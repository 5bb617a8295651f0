import {
  canonicalJson,
  type Digest,
  digestOf,
  digestOfValue,
  err,
  ok,
  PlimsollError,
  utf8,
} from "@plimsoll/foundation";
import type { Decision } from "../../decision/decision.ts";
import type { Claim } from "../../dossier/claim.ts";
import type { Dossier } from "../../dossier/dossier.ts";
import type { EvidenceLink } from "../../dossier/evidence-link.ts";
import type { Subject } from "../../dossier/subject.ts";
import { evaluate } from "../../evaluation/evaluate.ts";
import { newSite } from "../../evaluation/new-site.ts";
import { isAtLeast } from "../../policy/level.ts";
import type { Policy } from "../../policy/policy.ts";
import { keptOfKind } from "../../record/kept-of-kind.ts";
import type { ReleaseReader } from "../../record/release-store.ts";
import type { ReleaseRecord } from "../../record/record.ts";
import { importAnswer } from "../../prompt/import-answer.ts";
import { promptFor, promptToPaste } from "../../prompt/one-prompt.ts";
import { PASTED, quickDossier, type QuickReading } from "../../prompt/quick-dossier.ts";
import { compactFlop } from "../../report/words.ts";
import type { ComputeReading } from "../../prompt/read-compute.ts";
import { inOrder, type WorkItem, worklistOf } from "../../prompt/worklist.ts";
import { withStore } from "../store/with-store.ts";
import { examinationOptions, examineFolder } from "./examine-folder.ts";
import { implementationDigest } from "./implementation.ts";
import { openDesk } from "./open-desk.ts";
import { shipped } from "./shipped.ts";

/** A first look at a text. It is not recorded, and never Green. */
export interface FirstLook {
  readonly decision: Decision;
  readonly decisionDigest: Digest;
  /** What to supply, in the order of work. */
  readonly worklist: readonly WorkItem[];
  readonly notShown: readonly string[];
  /** The sentences that were read as claims: what c-1 and the others stand for. */
  readonly claims: readonly Pick<Claim, "id" | "kind" | "text">[];
  readonly compute: ComputeReading;
  /** The same in words, with powers of ten. */
  readonly computeText: string;
}

/** Throws `RELEASE_TEXT_UNREADABLE`. */
export function askText(text: string, nowMs: number): FirstLook {
  return look(readingOf(text, nowMs), [], nowMs);
}

/** The one prompt about a text; of none: the prompt to paste it into. */
export function onePrompt(text: string | null): string {
  const { policy } = shipped();
  if (text === null) return promptToPaste(policy);
  const { dossier, kept } = readingOf(text, 0);
  return promptFor(kept, policy, "ASL-5", dossier.claims);
}

/** The second look, with a model's answer: what of it was kept, and what was dropped and why. */
export interface TakenAnswer extends FirstLook {
  readonly kept: number;
  readonly dropped: readonly { readonly place: string; readonly why: string }[];
}

/** Records a model's answer as an opinion, and looks once more with it. Throws `RELEASE_ANSWER_MALFORMED`. */
export async function takeAnswer(
  store: string,
  { text, answer, model }: { readonly text: string; readonly answer: string; readonly model: string },
  nowMs: number,
): Promise<TakenAnswer> {
  const reading = readingOf(text, nowMs);
  const prompt = utf8(onePrompt(text));
  const taken = importAnswer(answer, {
    text: reading.kept,
    source: PASTED,
    claims: reading.dossier.claims.map(({ id }) => id),
    prompt: digestOf(prompt),
    model,
  });
  if (!taken.ok) throw malformed(taken.error.expected, taken.error.received);
  const { links, faults, body } = taken.value;
  await withStore(store, (held): readonly ReleaseRecord[] => {
    openDesk(held, shipped(), implementationDigest(), nowMs);
    held.store.putBlobs([prompt, utf8(answer), ...missed(held.store, onePrompt(text))]);
    return held.store.append(
      [{ kind: "opinion.imported", subject: reading.dossier.subject.id, evaluation: null, body }],
      nowMs,
    );
  });
  return { ...look(reading, links, nowMs), kept: links.length, dropped: faults };
}

/**
 * Earlier versions named a prompt by the digest of its JSON and kept its text: the log then names bytes that nobody has. They are made
 * again where such a record is about this text (RS-487).
 */
function missed(store: ReleaseReader, prompt: string): readonly Uint8Array[] {
  const json = utf8(canonicalJson(prompt));
  const digest = digestOf(json);
  const isNamed = [...keptOfKind(store, "opinion.imported")].some(({ body }) => body.prompt === digest);
  return isNamed ? [json] : [];
}

function readingOf(text: string, nowMs: number): QuickReading {
  const read = quickDossier(text, "text/markdown", { nowMs, action: null });
  if (read.ok) return read.value;
  throw new PlimsollError({
    code: "RELEASE_TEXT_UNREADABLE",
    ...read.error,
    fix: "give a plan or a model card as Markdown or plain text",
  });
}

function look(
  { dossier, kept, notShown, compute }: QuickReading,
  opinions: readonly EvidenceLink[],
  nowMs: number,
): FirstLook {
  const { policy, safeguards, intakeRules } = shipped();
  const implementation = implementationDigest();
  const asked = { ...dossier, links: [...dossier.links, ...opinions] };
  const file = asked.sources.find(({ id }) => id === PASTED)?.file;
  const read = (place: string) => (place === file ? ok(utf8(kept)) : err(`no file ${place}`));
  const options = examinationOptions(read, intakeRules, { owners: [], cacheFolder: null, implementation, faults: [] });
  const { examination } = examineFolder(asked, options);
  const site = newSite(policy, safeguards);
  const input = {
    evaluation: "first-look",
    question: null,
    by: null,
    dossier: asked,
    examination,
    policy,
    site,
    nowMs,
    implementation,
  };
  const { decision } = evaluate(
    { format: "plimsoll release evaluation input 1", ...input, isRepairOn: true },
    () => [],
  );
  return {
    decision,
    decisionDigest: digestOfValue(decision),
    worklist: inOrder([...worklistOf(decision.reasons), ...levelWork(decision, asked, policy)]),
    notShown,
    claims: asked.claims.map(({ id, kind, text }) => ({ id, kind, text })),
    compute,
    computeText: computeText(compute),
  };
}

/** Twenty-three digits are for programs. */
function computeText({ flop, method }: ComputeReading): string {
  if (flop === null) return "the text states none.";
  return `${compactFlop(`${flop}`)} FLOP (${method.replaceAll(/\d{7,}/g, compactFlop)})`;
}

/** A text rules out no line, which by itself is no reason in a decision: it only makes everything else dearer. */
function levelWork({ level }: Decision, { subject }: Dossier, { screening }: Policy): readonly WorkItem[] {
  if (!isAtLeast(level, "ASL-3")) return [];
  const rule = `It stands at ${level}, for no line is ruled out. Rule the open lines out (determinations), or screen it`;
  const supply = `${rule}: ${screeningWord(subject, BigInt(screening.trainingFlopMax))}.`;
  return [{ stage: "level", supply, codes: [], records: [subject.id] }];
}

function screeningWord({ trainingFlop, parents }: Subject, most: bigint): string {
  const duty = `below ${powerOfTen(most)} FLOP set screeningClaim to a claim of kind compute that evidence carries`;
  if (parents.some(({ level }) => isAtLeast(level, "ASL-3")))
    return `${duty}; not open to it while what it was derived from stands higher`;
  if (trainingFlop === null) return `${duty}; its compute is not stated`;
  const isSmall = BigInt(trainingFlop.flop) < most;
  return isSmall ? `${duty}; by its own numbers it is below` : `${duty}; by its own numbers it is not below`;
}

/** `10^23`; as it stands where it is no power of ten. */
const powerOfTen = (value: bigint): string => {
  const digits = `${value}`;
  return /^10*$/.test(digits) ? `10^${digits.length - 1}` : digits;
};

const malformed = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_ANSWER_MALFORMED",
    expected,
    received,
    fix: "give the JSON object that the prompt asks for, and nothing around it",
  });
