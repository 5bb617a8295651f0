import type { ModelStatus } from "@plimsoll/evidence";
import type { Entry, Policy } from "@plimsoll/kernel";
import type { CommandAnswer } from "../desk/command-answer.ts";
import type { DecisionView, OverrideView } from "../release/release-reading.ts";
import type { MeshView } from "../views/mesh-view.ts";
import type { NounItems } from "../views/nouns.ts";
import type { NowView } from "../views/now-view.ts";
import type { Page } from "../views/page.ts";
import type { AsOf } from "../views/site-view.ts";
import type { Problem } from "./problem.ts";
import type { KillReport } from "./services.ts";

type One<Item> = AsOf & { readonly item: Item };

export interface HealthAnswer {
  readonly status: "ok";
}

export interface ReadyAnswer {
  readonly status: "ready" | "unready";
  /** Why commands cannot be decided now. */
  readonly reasons: readonly string[];
}

export interface SiteAnswer extends AsOf {
  readonly name: string;
  /** Origin of the log, for which commands are signed. */
  readonly origin: string;
  readonly policyDigest: string;
  readonly policy: Policy;
  readonly scheduled: { readonly policy: Policy; readonly effectiveAt: number } | null;
  readonly leaves: number;
  readonly readOnly: boolean;
}

export interface PriceAnswer extends AsOf {
  readonly totalMicroCu: string;
  readonly parts: readonly { readonly part: string; readonly microCu: string }[];
}

export interface EvidenceAnswer extends AsOf {
  readonly status: ModelStatus;
}

export interface PlacedEntry {
  readonly index: number;
  readonly entry: Entry;
}

export interface ProofAnswer extends AsOf {
  readonly index: number;
  /** One for each leaf that the entry lies in. */
  readonly leaves: readonly {
    /** Base64 of the leaf's bytes. */
    readonly leaf: string;
    /** C2SP tlog-proof. */
    readonly proof: string;
  }[];
}

export interface ConsistencyAnswer extends AsOf {
  readonly from: number;
  readonly to: number;
  /** Base64 of the hashes (RFC 6962 §2.1.2). */
  readonly hashes: readonly string[];
}

export interface CodesAnswer {
  readonly items: readonly CodeView[];
}

export interface CodeView {
  readonly code: string;
  readonly kind: "refusal" | "power";
  readonly meaning: string;
  readonly remedy: string | null;
  readonly retryable: boolean;
}

export interface DecisionsAnswer extends AsOf {
  /** Null where the site has no release store. */
  readonly items: readonly DecisionView[] | null;
}

export interface OverridesAnswer extends AsOf {
  readonly items: readonly OverrideView[];
}

export interface PacksAnswer extends AsOf {
  readonly items: readonly string[];
}

export interface TokenAnswer {
  readonly token: string;
  /** C2SP tlog-proof of the debit that it rests on. */
  readonly proof: string;
}

/** Every JSON answer of the API by its name: the source of the schemas in the API's description. */
export interface Answers {
  readonly Health: HealthAnswer;
  readonly Ready: ReadyAnswer;
  readonly Site: SiteAnswer;
  readonly Now: NowView;
  readonly Evidence: EvidenceAnswer;
  readonly Price: PriceAnswer;
  readonly EntryPage: Page<PlacedEntry>;
  readonly EntryOne: One<PlacedEntry>;
  readonly Proof: ProofAnswer;
  readonly Consistency: ConsistencyAnswer;
  readonly Codes: CodesAnswer;
  readonly Mesh: MeshView;
  readonly Decisions: DecisionsAnswer;
  readonly Overrides: OverridesAnswer;
  readonly Packs: PacksAnswer;
  readonly Command: CommandAnswer;
  readonly Kill: KillReport;
  readonly Token: TokenAnswer;
  readonly Problem: Problem;
  readonly AffidavitPage: Page<NounItems["affidavits"]>;
  readonly AffidavitOne: One<NounItems["affidavits"]>;
  readonly AttestationPage: Page<NounItems["attestations"]>;
  readonly AttestationOne: One<NounItems["attestations"]>;
  readonly AuditPage: Page<NounItems["audits"]>;
  readonly AuditOne: One<NounItems["audits"]>;
  readonly CheckpointPage: Page<NounItems["checkpoints"]>;
  readonly CheckpointOne: One<NounItems["checkpoints"]>;
  readonly DatasetPage: Page<NounItems["datasets"]>;
  readonly DatasetOne: One<NounItems["datasets"]>;
  readonly DeploymentPage: Page<NounItems["deployments"]>;
  readonly DeploymentOne: One<NounItems["deployments"]>;
  readonly ExaminationPage: Page<NounItems["examinations"]>;
  readonly ExaminationOne: One<NounItems["examinations"]>;
  readonly KeyPage: Page<NounItems["keys"]>;
  readonly KeyOne: One<NounItems["keys"]>;
  readonly LabPage: Page<NounItems["labs"]>;
  readonly LabOne: One<NounItems["labs"]>;
  readonly LeasePage: Page<NounItems["leases"]>;
  readonly LeaseOne: One<NounItems["leases"]>;
  readonly LineagePage: Page<NounItems["lineages"]>;
  readonly LineageOne: One<NounItems["lineages"]>;
  readonly ReleasePage: Page<NounItems["releases"]>;
  readonly ReleaseOne: One<NounItems["releases"]>;
  readonly RunPage: Page<NounItems["runs"]>;
  readonly RunOne: One<NounItems["runs"]>;
  readonly WalletPage: Page<NounItems["wallets"]>;
  readonly WalletOne: One<NounItems["wallets"]>;
  readonly WindowSetPage: Page<NounItems["window-sets"]>;
  readonly WindowSetOne: One<NounItems["window-sets"]>;
}
export type AnswerName = keyof Answers;
