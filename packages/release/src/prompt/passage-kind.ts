import type { Claim } from "../dossier/claim.ts";
import type { Domain } from "../policy/threshold.ts";
import type { CasePassage } from "./case-text.ts";

/** What a section of a plan or model card is about. Read from its headings, innermost first. */
export type Role =
  | "mission"
  | "beneficiaries"
  | "rationale"
  | "alternatives"
  | "hard lines"
  | "dissent"
  | "incidents"
  | "owner"
  | "risks"
  | "phases"
  | "safeguards"
  | "benefits"
  | "compute"
  | "governance"
  | "capabilities";

/** The first that fits counts. */
const ROLES: readonly (readonly [Role, RegExp])[] = [
  ["hard lines", /hard lines?|red lines?|will never|will not/],
  ["alternatives", /alternatives?|options considered/],
  ["beneficiaries", /beneficiar|who benefits|intended users|audience/],
  ["rationale", /rationale|why now|motivation/],
  ["dissent", /dissent|objections?|disagree/],
  ["incidents", /incidents?/],
  ["owner", /owner|responsib|accountab|contact/],
  ["mission", /mission|purpose|goals?|objectives?|intended use/],
  ["risks", /risks?|hazards?|misuse|limitations?|out-of-scope/],
  ["safeguards", /safeguards?|mitigations?|safety|guardrails?|security/],
  ["benefits", /benefits?|impact/],
  ["compute", /compute|training|hardware|parameters/],
  ["governance", /governance|oversight|review|approval/],
  ["phases", /plan|phases?|roadmap|timeline|schedule|milestones?|rollout/],
  ["capabilities", /capabilit|performance|results|benchmarks?|evaluation|abilit/],
];

export const roleOf = ({ sections }: Pick<CasePassage, "sections">): Role | null =>
  sections
    .toReversed()
    .map((heading) => ROLES.find(([, pattern]) => pattern.test(heading))?.[0])
    .find((role) => role !== undefined) ?? null;

type Kind = Claim["kind"];

const KIND_OF_ROLE: Readonly<Partial<Record<Role, Kind>>> = {
  safeguards: "safeguard",
  benefits: "benefit",
  beneficiaries: "benefit",
  compute: "compute",
  governance: "governance",
  capabilities: "capability",
};

/** By its own words, where its section does not say. The first that fits counts. */
const KINDS: readonly (readonly [Kind, RegExp])[] = [
  ["compute", /\b(?:flops?|gpus?|tpus?|parameters|tokens|training run)\b/i],
  ["benefit", /\b(?:benefit|helps?|saves?|serves?) /i],
  [
    "safeguard",
    /\b(?:safeguard|mitigat|guardrail|filter|refus|monitor|red.team|classifier|access control|rate.limit)/i,
  ],
  ["control", /\b(?:shut ?down|pause|kill switch|roll ?back|interrupt)/i],
  ["governance", /\b(?:reviewed|audit|approv|board|oversight|signed off|sign-off)/i],
  [
    "capability",
    /\b(?:can|able to|capab|outperform|surpass|state.of.the.art|improves?|exceeds?|autonom|agents?|writes?|solves?)/i,
  ],
];

/** What a passage claims; null for what claims nothing that a release rests on. */
export function kindOf(passage: CasePassage): Kind | null {
  const role = roleOf(passage);
  const byRole = role === null ? undefined : KIND_OF_ROLE[role];
  return byRole ?? KINDS.find(([, pattern]) => pattern.test(passage.text))?.[0] ?? null;
}

const DOMAINS: readonly (readonly [Domain, RegExp])[] = [
  ["cbrn", /\b(?:cbrn|biolog|chemical|nuclear|radiolog|pathogen|toxin|weapons?)/i],
  ["cyber", /\b(?:cyber|exploit|vulnerabilit|malware|intrusion|hack)/i],
  ["ai_rd", /\b(?:ai r&d|ai research|self.improv|research automation|automates? research)/i],
  ["misalignment", /\b(?:misalign|sabotage|sandbag|decepti|loss of control|self.replicat|power.seeking)/i],
  ["manipulation", /\b(?:manipulat|persua|disinformation|influence operation)/i],
];

export const domainOf = (text: string): Domain | null => DOMAINS.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
