import { type Digest, digestOf, err, ok, type Result, utf8 } from "@plimsoll/foundation";
import type { Claim } from "../dossier/claim.ts";
import type { Dossier } from "../dossier/dossier.ts";
import type { EvidenceLink } from "../dossier/evidence-link.ts";
import type { Risk } from "../dossier/risk.ts";
import type { Source } from "../dossier/source.ts";
import type { Action, Subject } from "../dossier/subject.ts";
import type { CasePassage, CaseText } from "./case-text.ts";
import { readCaseText } from "./case-text.ts";
import { domainOf, kindOf, roleOf } from "./passage-kind.ts";
import { missionOf } from "./quick-mission.ts";
import { planOf } from "./quick-plan.ts";
import { type ComputeReading, readCompute } from "./read-compute.ts";
import { proseOf } from "./prose.ts";

/** What the text itself does not say. */
export interface QuickQuestion {
  /** When the text was read, ms since 1970. */
  readonly nowMs: number;
  /** What is asked for; null: what a text of its kind asks for. */
  readonly action: Action | null;
}

/** A pasted text as a dossier, and what stands in it. */
export interface QuickReading {
  readonly dossier: Dossier;
  /** The one source's text. Its UTF-8 is the file that the dossier names. */
  readonly kept: string;
  readonly compute: ComputeReading;
  /** What a reader of a plan looks for and this text does not show, in sentences. */
  readonly notShown: readonly string[];
}

/** Media types that a text may have. */
export const QUICK_MEDIA_TYPES = ["text/markdown", "text/plain"] as const;
/** Longer texts are no plans: 4 MiB of characters. */
export const QUICK_LENGTH_MAX = 4_194_304;
/** Claims that are read from one text at most, in the order in which they stand. */
const CLAIMS_MAX = 256;
const RISKS_MAX = 256;
/** Id of the one source: the text itself. */
export const PASTED = "pasted-text";

export type QuickRefusal = { readonly expected: string; readonly received: string };

/**
 * Reads a plan or a model card as a dossier, without a model and without asking anybody. What it says is a claim and never its own
 * evidence: every link is unconfirmed, no threshold is ruled out, no level is declared, nothing is screened. So whatever the text
 * says, an evaluation of it is not Green (the sheet's §5.22, A69).
 */
export function quickDossier(
  text: string,
  mediaType: string,
  question: QuickQuestion,
): Result<QuickReading, QuickRefusal> {
  if (!(QUICK_MEDIA_TYPES as readonly string[]).includes(mediaType))
    return err({ expected: `one of ${QUICK_MEDIA_TYPES.join(", ")}`, received: mediaType });
  if (text.length > QUICK_LENGTH_MAX)
    return err({ expected: `at most ${QUICK_LENGTH_MAX} characters`, received: `${text.length}` });
  const read = readCaseText(text);
  const compute = readCompute(read.kept);
  const dossier = dossierOf(read, compute, mediaType, question);
  return ok({ dossier, kept: read.kept, compute, notShown: notShownIn(dossier) });
}

function dossierOf(
  read: CaseText,
  compute: ComputeReading,
  mediaType: string,
  { nowMs, action }: QuickQuestion,
): Dossier {
  const bytes = utf8(read.kept);
  const source = sourceOf(bytes, mediaType, nowMs);
  const stating = read.passages.filter((passage) => kindOf(passage) !== null).slice(0, CLAIMS_MAX);
  const subject = subjectOf(read, source.digest, compute);
  return {
    format: "plimsoll release dossier 1",
    subject,
    action: action ?? (subject.kind === "training_plan" ? "train_start" : "external_deploy"),
    declaredLevel: null,
    screeningClaim: null,
    determinations: [],
    claims: stating.map(claimOf),
    links: stating.map(linkOf),
    sources: [source],
    evaluations: [],
    telemetry: [],
    risks: risksOf(read),
    mission: missionOf(read),
    plan: planOf(read),
  };
}

const sourceOf = (bytes: Uint8Array, mediaType: string, nowMs: number): Source => ({
  id: PASTED,
  kind: "statement",
  originOrg: "whoever wrote the text",
  independenceGroup: PASTED,
  uri: null,
  retrievedAtMs: nowMs,
  publishedAtMs: null,
  file: mediaType === "text/markdown" ? "sources/pasted-text.md" : "sources/pasted-text.txt",
  bytes: bytes.length,
  digest: digestOf(bytes),
  mediaType,
});

/** A base model of which nothing is known is not taken to be harmless. */
function subjectOf(read: CaseText, digest: Digest, { flop, method }: ComputeReading): Subject {
  const base = read.front.get("base_model");
  const isPlan = /\b(?:plan|proposal|roadmap|training run)\b/i.test(read.title ?? "");
  return {
    id: `pasted-${digest.slice(7, 19)}`,
    kind: isPlan ? "training_plan" : "model",
    name: proseOf(read.title ?? "") ?? "a subject that the text does not name",
    version: /\bv?\d{1,4}\.\d{1,4}(?:\.\d{1,4})?\b/.exec(read.title ?? "")?.[0] ?? "not stated",
    parents: base === undefined ? [] : [{ id: idOf(base), level: "ASL-5" }],
    trainingFlop: flop === null ? null : { flop: `${flop}`, method: proseOf(method) ?? "read from the text" },
    artifacts: [],
  };
}

const idOf = (name: string): string => `base-${name.replaceAll(/[^\w.-]/g, "-").slice(0, 100)}`;

/** What a passage says, without the marks of Markdown. Its quotation keeps them. */
function sayingIn(text: string): string {
  const plain = text
    .replaceAll(/\*\*|(?<![\p{L}\p{N}])__|__(?![\p{L}\p{N}])/gu, "")
    .replaceAll(/\s+/g, " ")
    .trim();
  const cells = plain.includes("|") ? plain.split("|").map((cell) => cell.trim()) : [plain];
  return cells.filter((cell) => cell !== "").join(", ") || plain || text;
}

const claimOf = (passage: CasePassage, place: number): Claim => ({
  id: `c-${place + 1}`,
  text: sayingIn(passage.text),
  kind: kindOf(passage) ?? "capability",
  material: true,
  domain: domainOf(passage.text),
  threshold: null,
  figure: null,
  shows: [],
});

/** The text says it, at that place. Nobody has looked whether it is so. */
const linkOf = ({ text, offset }: CasePassage, place: number): EvidenceLink => ({
  claim: `c-${place + 1}`,
  source: PASTED,
  offset,
  quote: text,
  stance: "supports",
  method: "statement",
  confirmedBy: null,
});

const risksOf = ({ passages }: CaseText): readonly Risk[] =>
  passages
    .filter((passage) => roleOf(passage) === "risks")
    .flatMap(({ text }) => {
      const domain = domainOf(text);
      return domain === null ? [] : [{ domain, text: text.replaceAll(/\s+/g, " ") }];
    })
    .slice(0, RISKS_MAX)
    .map((risk, place) => ({ id: `r-${place + 1}`, ...risk, safeguards: [] }));

function notShownIn({ claims, mission, plan, risks, subject }: Dossier): readonly string[] {
  const has = (kind: Claim["kind"]): boolean => claims.some((claim) => claim.kind === kind);
  const questions: readonly (readonly [isShown: boolean, text: string])[] = [
    [mission.statement !== "", "What it is for: a mission or a purpose."],
    [mission.beneficiaries.length > 0, "Who gains by it, by name or group."],
    [has("benefit"), "A benefit, with how it was measured."],
    [mission.stopOwner !== "", "Who can stop it, by name."],
    [plan.alternatives.length > 0, "Less capable options that were weighed."],
    [subject.trainingFlop !== null, "Training compute in FLOP, or parameters and tokens."],
    [has("capability"), "What it can do, with the evaluations that show it."],
    [has("safeguard"), "Safeguards, with the tests that they were put to."],
    [risks.length > 0, "Risks by domain: CBRN, cyber, AI R&D, misalignment, manipulation."],
    [false, "For each domain, whether its thresholds are ruled out, and by which evidence."],
    [false, "Sources of others: the text is its own only source."],
    [plan.phases.length > 0, "The phases of the plan."],
    [false, "Readings of the stability signals, and a passed drill of pause and recovery."],
  ];
  return questions.filter(([isShown]) => !isShown).map(([, text]) => text);
}
