import type { Digest } from "@plimsoll/foundation";
import type { Arbitration } from "../arbitration/arbitrate.ts";
import type { JudgedCriterion } from "../arbitration/criterion.ts";
import type { Defect } from "../argument/defect.ts";
import type { TEntry } from "../budget/t-ledger.ts";
import type { Decision } from "../decision/decision.ts";
import type { Vote } from "../decision/vote.ts";
import type { Direction } from "../direction/executive.ts";
import type { EvidenceLink } from "../dossier/evidence-link.ts";
import type { Mission } from "../dossier/mission.ts";
import type { Plan } from "../dossier/plan.ts";
import type { Action, Subject } from "../dossier/subject.ts";
import type { EarlierEvaluation } from "../evaluation/site-facts.ts";
import type { Fusion } from "../evolution/fusion.ts";
import type { Warrant } from "../evolution/change-warrant.ts";
import type { SignedStop } from "../evolution/emergency-stop.ts";
import type { SignedEnd } from "../evolution/end-override.ts";
import type { KeysAdopted } from "../evolution/key-ring.ts";
import type { SignedOverride } from "../evolution/override.ts";
import type { Safeguard } from "../evolution/safeguard.ts";
import type { IntakeItem } from "../intake/finding.ts";
import type { EffectiveLevel } from "../level/effective-level.ts";
import type { SetPoint } from "../modulation/modulate.ts";
import type { Declined } from "../opinion/proposal.ts";
import type { ProposedQueries } from "../opinion/propose-queries.ts";
import type { ProposedSplit } from "../opinion/propose-splits.ts";
import type { Level } from "../policy/level.ts";
import type { Prediction } from "../prediction/predict.ts";
import type { Reflection } from "../reflection/reflection.ts";
import type { Finding } from "../routing/experts.ts";
import type { DeniedFlow, Expert, Route } from "../routing/route.ts";
import type { SearchOfClaim } from "../search/passage.ts";
import type { EngineLoad } from "../stability/engine-load.ts";
import type { PauseState } from "../stability/pause.ts";
import type { AppendixCause, JudgedClaim } from "../verification/judge-claims.ts";
import type { ClaimScore } from "../verification/weigh.ts";

/** A link with the weight that it had for its claim. */
export interface WeighedLink {
  readonly link: EvidenceLink;
  readonly isQuoteFound: boolean;
  readonly isOfRepair: boolean;
  /** Independence group as counted. */
  readonly group: string;
  /** Ten-thousandths. */
  readonly weight: number;
}

/** A claim's whole way: what it rests on, before and after repair. */
export interface ClaimRecord {
  readonly id: string;
  readonly text: string;
  readonly material: boolean;
  readonly kind: string;
  readonly status: JudgedClaim["status"];
  readonly before: ClaimScore;
  readonly after: ClaimScore;
  readonly cause: AppendixCause | null;
  readonly repair: "searched" | "BUDGET" | "GOVERNOR" | "off" | "not needed";
  /** T spent on its repair. */
  readonly spentT: number;
  readonly links: readonly WeighedLink[];
}

/** An order to a lever of the subject, or of the governor that holds its power. */
export interface LeverCommand {
  readonly id: string;
  readonly lever: string;
  readonly operation: "scale" | "hold" | "pause" | "revoke";
  /** Ten-thousandths of full use that are to remain. */
  readonly share: number;
  readonly heldCycles: number;
  readonly dueMs: number;
}

/** The body of each kind of record. */
export interface Bodies {
  "site.opened": { readonly name: string; readonly implementation: Digest };
  "policy.adopted": {
    readonly policy: Digest;
    readonly version: string;
    readonly previous: Digest | null;
    readonly by: readonly string[];
    readonly why: string;
    readonly direction: "first" | "tighter" | "neutral" | "looser";
    /** On a site that has keys: who signed, and how the arbiters voted. */
    readonly warrant?: Warrant;
  };
  "safeguards.adopted": {
    readonly safeguards: readonly Safeguard[];
    readonly by: readonly string[];
    readonly why: string;
    readonly warrant?: Warrant;
  };
  "keys.adopted": KeysAdopted;
  "evaluation.opened": {
    readonly subject: Subject;
    readonly subjectDigest: Digest;
    readonly action: Action;
    readonly dossier: Digest;
    /** Of the whole input, kept with the log. */
    readonly input: Digest;
    readonly policy: Digest;
    readonly implementation: Digest;
    readonly declaredLevel: Level | null;
    readonly question: string | null;
    /** Who asked, by name; null or absent: nobody is named. */
    readonly by: string | null;
    /** Evaluations that the dossier names: to see later what was dropped or moved since. */
    readonly evaluations: EarlierEvaluation["evaluations"];
    /** Ids of the incidents that its mission named; absent: none, or an older log. */
    readonly missionIncidents?: readonly string[];
    /** A kernel was there and was asked; absent: none was, or an older log. */
    readonly isKernelAsked?: boolean;
  };
  "intake.examined": {
    readonly rules: Digest;
    readonly items: readonly IntakeItem[];
    readonly faults: readonly string[];
  };
  "sources.examined": {
    readonly sources: readonly {
      readonly id: string;
      readonly digest: Digest;
      readonly bytes: number;
      readonly originOrg: string;
      readonly uri: string | null;
      readonly isWhole: boolean;
      readonly intake: IntakeItem["verdict"];
      readonly isAdmissible: boolean;
      readonly group: string;
      readonly isOfRepair: boolean;
    }[];
    readonly admissible: number;
    readonly groups: number;
  };
  "search.made": { readonly isPaid: boolean; readonly searches: readonly SearchOfClaim[] };
  "argument.examined": { readonly defects: readonly Defect[]; readonly rulesRun: number };
  "claims.routed": {
    readonly routes: readonly Route[];
    readonly load: readonly { readonly expert: Expert; readonly claims: number }[];
    readonly denied: readonly DeniedFlow[];
    /** What the checkers said. A doubt of the measurement checker also stands among the defects. */
    readonly findings: readonly Finding[];
    /** The evaluation by which a firewall inside the subject was measured; null: not measured. */
    readonly latentFirewall: string | null;
  };
  "claims.judged": {
    readonly claims: readonly ClaimRecord[];
    readonly coverage: { readonly material: number; readonly carried: number; readonly share: number | null };
  };
  "level.derived": EffectiveLevel & {
    readonly declared: Level | null;
    /** A claim that was to rule out every line and is not carried, with its score and what would carry it; absent: none. */
    readonly screening?: { readonly claim: string; readonly score: number; readonly needed: number };
  };
  "stability.read": {
    readonly signals: readonly {
      readonly signal: string;
      readonly unit: string;
      /** In millionths of the unit. */
      readonly valueMicro: number | null;
      readonly atMs: number | null;
      readonly share: number;
    }[];
    readonly raw: number;
    /** After the limit of its rise. */
    readonly index: number;
    readonly lowest: string | null;
    readonly unread: readonly string[];
    readonly engineIndex: number;
    readonly pause: PauseState;
    readonly phases: Plan["phases"];
    readonly drills: Plan["drills"];
    readonly series: readonly number[];
  };
  "prediction.made": { readonly prediction: Prediction | null; readonly incidents: number; readonly why: string };
  "arbitration.made": {
    readonly question: string;
    readonly mission: Mission;
    readonly criteria: readonly JudgedCriterion[];
    readonly arbitration: Arbitration;
    readonly failure: number | null;
    readonly biasMin: number;
    readonly tolerance: number;
    readonly wouldChange: string;
  };
  "direction.given": {
    readonly direction: Direction | null;
    readonly failure: number | null;
    readonly acceptable: number;
  };
  "modulation.ordered": { readonly setPoint: SetPoint; readonly commands: readonly LeverCommand[] };
  "modulation.answered": {
    readonly command: string;
    readonly isAcknowledged: boolean;
    /** What the lever was read back as, in ten-thousandths; null: it was not read back. */
    readonly readBack: number | null;
  };
  "risks.mapped": {
    readonly risks: readonly {
      readonly risk: string;
      readonly safeguards: readonly string[];
      readonly state: "covered" | "unmapped" | "fused" | "to show" | "failed";
    }[];
  };
  "fusion.made": Fusion;
  "budget.changed": { readonly entries: readonly TEntry[]; readonly balance: number };
  /** The evaluator's own index after its work: it rests from there on. */
  "engine.loaded": EngineLoad;
  "vote.cast": Vote;
  "reflection.made": Reflection;
  "change.logged": {
    readonly change: "none" | "safeguard" | "policy" | "evaluation";
    readonly direction: "neutral" | "tighter" | "looser";
    readonly who: string;
    readonly why: string;
    readonly what: readonly string[];
  };
  "decision.made": Decision;
  "recheck.drawn": {
    readonly evaluation: string;
    readonly seed: string;
    /** Asked for: fewer are drawn where there are not so many. */
    readonly size: number;
    readonly claims: readonly string[];
  };
  "verdicts.rechecked": {
    readonly evaluation: string;
    readonly by: string;
    /** Claims of a random sample, looked at by somebody who did not see the verdict: does it hold? */
    readonly verdicts: readonly { readonly claim: string; readonly held: boolean }[];
  };
  "evaluation.withdrawn": { readonly evaluation: string; readonly by: string; readonly why: string };
  "override.published": SignedOverride;
  "override.used": { readonly override: string; readonly effect: string };
  "override.ended": { readonly override: string; readonly by: string; readonly signed?: SignedEnd };
  "pause.changed": {
    readonly from: PauseState;
    readonly to: PauseState;
    readonly why: string;
    readonly isEscalated: boolean;
  };
  "incident.reported": {
    readonly id: string;
    /** Who reported it. Older logs do not say: then it is absent, and reports say so. */
    readonly by: string;
    readonly text: string;
    readonly atMs: number;
  };
  "opinion.imported": {
    readonly prompt: Digest;
    readonly answer: Digest;
    readonly model: string;
    readonly links: readonly EvidenceLink[];
  };
  /** What a model was asked and proposed beside its opinions. None of it counts; a model that failed leaves this and nothing else. */
  "model.consulted": {
    readonly answers: number;
    readonly queries: readonly ProposedQueries[];
    readonly splits: readonly ProposedSplit[];
    readonly defects: readonly Defect[];
    /** Opinions that support or only tell: they are kept, and no part of the evidence. */
    readonly unused: readonly EvidenceLink[];
    readonly declined: readonly Declined[];
    readonly failures: readonly string[];
    /** What was not sent: held back by intake, or too much. */
    readonly withheld: readonly string[];
  };
  /** Unsigned only where the site has no keys. */
  "stop.ordered": { readonly by: string; readonly why: string; readonly signed?: SignedStop };
  "pack.built": { readonly evaluation: string; readonly manifest: Digest };
  /** A version of something that is kept by name. Versions count from 1; `previous` is null for the first. */
  "artefact.stored": {
    readonly id: string;
    readonly version: number;
    readonly previous: number | null;
    readonly digest: Digest;
    readonly bytes: number;
    readonly mediaType: string;
    readonly author: string;
  };
  /** Bytes that were taken away. Their digest stays. */
  "bytes.redacted": { readonly digest: Digest; readonly by: string; readonly why: string };
}

/** A record before it has its place in the log. */
export type Draft = {
  readonly [K in keyof Bodies]: {
    readonly kind: K;
    /** The subject's id; null: about the site. */
    readonly subject: string | null;
    readonly evaluation: string | null;
    readonly body: Bodies[K];
  };
}[keyof Bodies];
