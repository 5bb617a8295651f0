// Written by scripts/write/clients.ts from the API's description; not edited by hand.
import type { Ask, AskOptions } from "../http/ask.ts";
import type { OperationSpec } from "../http/operation-spec.ts";
import { pagesFrom } from "../http/pages.ts";
import type {
  AffidavitOne,
  AffidavitPage,
  AttestationOne,
  AttestationPage,
  AuditOne,
  AuditPage,
  CheckpointOne,
  CheckpointPage,
  CodesAnswer,
  CommandAnswer,
  ConsistencyAnswer,
  DatasetOne,
  DatasetPage,
  DecisionsAnswer,
  DeploymentOne,
  DeploymentPage,
  EntryOne,
  EntryPage,
  Envelope,
  EvidenceAnswer,
  ExaminationOne,
  ExaminationPage,
  HealthAnswer,
  KeyOne,
  KeyPage,
  KillReport,
  LabOne,
  LabPage,
  LeaseOne,
  LeasePage,
  LineageOne,
  LineagePage,
  MeshView,
  NowView,
  OverridesAnswer,
  PacksAnswer,
  PriceAnswer,
  ProofAnswer,
  ReadyAnswer,
  ReleaseOne,
  ReleasePage,
  RunOne,
  RunPage,
  SiteAnswer,
  TokenAnswer,
  WalletOne,
  WalletPage,
  WindowSetOne,
  WindowSetPage,
} from "./types.ts";

/** Every operation by its id, but for the event stream. */
export const OPERATIONS = {
  "get-health": { method: "GET", path: "/healthz", slashed: [], query: [], statuses: [200], answer: "json" },
  "get-readiness": { method: "GET", path: "/readyz", slashed: [], query: [], statuses: [200, 503], answer: "json" },
  "get-jwks": { method: "GET", path: "/v1/jwks", slashed: [], query: [], statuses: [200], answer: "json" },
  "get-well-known-jwks": {
    method: "GET",
    path: "/.well-known/jwks.json",
    slashed: [],
    query: [],
    statuses: [200],
    answer: "json",
  },
  "get-withdrawals": {
    method: "GET",
    path: "/v1/withdrawals",
    slashed: [],
    query: [],
    statuses: [200],
    answer: "json",
  },
  "list-overrides": { method: "GET", path: "/v1/overrides", slashed: [], query: [], statuses: [200], answer: "json" },
  "list-packs": { method: "GET", path: "/v1/packs", slashed: [], query: [], statuses: [200], answer: "json" },
  "get-pack-file": {
    method: "GET",
    path: "/v1/packs/{pack}/{file}",
    slashed: ["file"],
    query: [],
    statuses: [200],
    answer: "bytes",
  },
  "list-decisions": { method: "GET", path: "/v1/decisions", slashed: [], query: [], statuses: [200], answer: "json" },
  "get-metrics": { method: "GET", path: "/metrics", slashed: [], query: [], statuses: [200], answer: "text" },
  "get-site": { method: "GET", path: "/v1/site", slashed: [], query: [], statuses: [200], answer: "json" },
  "get-now": { method: "GET", path: "/v1/now", slashed: [], query: [], statuses: [200], answer: "json" },
  "list-codes": { method: "GET", path: "/v1/codes", slashed: [], query: [], statuses: [200], answer: "json" },
  "get-mesh": { method: "GET", path: "/v1/mesh", slashed: [], query: [], statuses: [200], answer: "json" },
  "get-run-evidence": {
    method: "GET",
    path: "/v1/runs/{run}/evidence",
    slashed: [],
    query: [],
    statuses: [200],
    answer: "json",
  },
  "get-deployment-evidence": {
    method: "GET",
    path: "/v1/deployments/{deployment}/evidence",
    slashed: [],
    query: [],
    statuses: [200],
    answer: "json",
  },
  "get-deployment-price": {
    method: "GET",
    path: "/v1/deployments/{deployment}/price",
    slashed: [],
    query: [],
    statuses: [200],
    answer: "json",
  },
  "list-affidavits": {
    method: "GET",
    path: "/v1/affidavits",
    slashed: [],
    query: ["limit", "cursor"],
    statuses: [200],
    answer: "json",
  },
  "get-affidavit": {
    method: "GET",
    path: "/v1/affidavits/{name}",
    slashed: [],
    query: [],
    statuses: [200],
    answer: "json",
  },
  "list-attestations": {
    method: "GET",
    path: "/v1/attestations",
    slashed: [],
    query: ["limit", "cursor"],
    statuses: [200],
    answer: "json",
  },
  "get-attestation": {
    method: "GET",
    path: "/v1/attestations/{name}",
    slashed: [],
    query: [],
    statuses: [200],
    answer: "json",
  },
  "list-audits": {
    method: "GET",
    path: "/v1/audits",
    slashed: [],
    query: ["limit", "cursor"],
    statuses: [200],
    answer: "json",
  },
  "get-audit": { method: "GET", path: "/v1/audits/{name}", slashed: [], query: [], statuses: [200], answer: "json" },
  "list-checkpoints": {
    method: "GET",
    path: "/v1/checkpoints",
    slashed: [],
    query: ["limit", "cursor"],
    statuses: [200],
    answer: "json",
  },
  "get-checkpoint": {
    method: "GET",
    path: "/v1/checkpoints/{name}",
    slashed: [],
    query: [],
    statuses: [200],
    answer: "json",
  },
  "list-datasets": {
    method: "GET",
    path: "/v1/datasets",
    slashed: [],
    query: ["limit", "cursor"],
    statuses: [200],
    answer: "json",
  },
  "get-dataset": {
    method: "GET",
    path: "/v1/datasets/{name}",
    slashed: [],
    query: [],
    statuses: [200],
    answer: "json",
  },
  "list-deployments": {
    method: "GET",
    path: "/v1/deployments",
    slashed: [],
    query: ["limit", "cursor"],
    statuses: [200],
    answer: "json",
  },
  "get-deployment": {
    method: "GET",
    path: "/v1/deployments/{name}",
    slashed: [],
    query: [],
    statuses: [200],
    answer: "json",
  },
  "list-examinations": {
    method: "GET",
    path: "/v1/examinations",
    slashed: [],
    query: ["limit", "cursor"],
    statuses: [200],
    answer: "json",
  },
  "get-examination": {
    method: "GET",
    path: "/v1/examinations/{name}",
    slashed: [],
    query: [],
    statuses: [200],
    answer: "json",
  },
  "list-keys": {
    method: "GET",
    path: "/v1/keys",
    slashed: [],
    query: ["limit", "cursor"],
    statuses: [200],
    answer: "json",
  },
  "get-key": { method: "GET", path: "/v1/keys/{name}", slashed: [], query: [], statuses: [200], answer: "json" },
  "list-labs": {
    method: "GET",
    path: "/v1/labs",
    slashed: [],
    query: ["limit", "cursor"],
    statuses: [200],
    answer: "json",
  },
  "get-lab": { method: "GET", path: "/v1/labs/{name}", slashed: [], query: [], statuses: [200], answer: "json" },
  "list-leases": {
    method: "GET",
    path: "/v1/leases",
    slashed: [],
    query: ["limit", "cursor"],
    statuses: [200],
    answer: "json",
  },
  "get-lease": { method: "GET", path: "/v1/leases/{name}", slashed: [], query: [], statuses: [200], answer: "json" },
  "list-lineages": {
    method: "GET",
    path: "/v1/lineages",
    slashed: [],
    query: ["limit", "cursor"],
    statuses: [200],
    answer: "json",
  },
  "get-lineage": {
    method: "GET",
    path: "/v1/lineages/{name}",
    slashed: [],
    query: [],
    statuses: [200],
    answer: "json",
  },
  "list-releases": {
    method: "GET",
    path: "/v1/releases",
    slashed: [],
    query: ["limit", "cursor"],
    statuses: [200],
    answer: "json",
  },
  "get-release": {
    method: "GET",
    path: "/v1/releases/{name}",
    slashed: [],
    query: [],
    statuses: [200],
    answer: "json",
  },
  "list-runs": {
    method: "GET",
    path: "/v1/runs",
    slashed: [],
    query: ["limit", "cursor"],
    statuses: [200],
    answer: "json",
  },
  "get-run": { method: "GET", path: "/v1/runs/{name}", slashed: [], query: [], statuses: [200], answer: "json" },
  "list-wallets": {
    method: "GET",
    path: "/v1/wallets",
    slashed: [],
    query: ["limit", "cursor"],
    statuses: [200],
    answer: "json",
  },
  "get-wallet": { method: "GET", path: "/v1/wallets/{name}", slashed: [], query: [], statuses: [200], answer: "json" },
  "list-window-sets": {
    method: "GET",
    path: "/v1/window-sets",
    slashed: [],
    query: ["limit", "cursor"],
    statuses: [200],
    answer: "json",
  },
  "get-window-set": {
    method: "GET",
    path: "/v1/window-sets/{name}",
    slashed: [],
    query: [],
    statuses: [200],
    answer: "json",
  },
  "get-log-checkpoint": {
    method: "GET",
    path: "/v1/log/checkpoint",
    slashed: [],
    query: [],
    statuses: [200],
    answer: "text",
  },
  "get-vkey": { method: "GET", path: "/v1/log/vkey", slashed: [], query: [], statuses: [200], answer: "text" },
  "get-tile": {
    method: "GET",
    path: "/v1/log/tile/{tile}",
    slashed: ["tile"],
    query: [],
    statuses: [200],
    answer: "bytes",
  },
  "list-entries": {
    method: "GET",
    path: "/v1/entries",
    slashed: [],
    query: ["from", "limit"],
    statuses: [200],
    answer: "json",
  },
  "get-entry": { method: "GET", path: "/v1/entries/{index}", slashed: [], query: [], statuses: [200], answer: "json" },
  "get-proof": {
    method: "GET",
    path: "/v1/entries/{index}/proof",
    slashed: [],
    query: [],
    statuses: [200],
    answer: "json",
  },
  "get-consistency": {
    method: "GET",
    path: "/v1/consistency",
    slashed: [],
    query: ["from", "to"],
    statuses: [200],
    answer: "json",
  },
  "submit-command": { method: "POST", path: "/v1/commands", slashed: [], query: [], statuses: [200], answer: "json" },
  "request-token": { method: "POST", path: "/v1/tokens", slashed: [], query: [], statuses: [200], answer: "json" },
  "order-kill": { method: "POST", path: "/v1/kills", slashed: [], query: [], statuses: [200], answer: "json" },
  "get-openapi": { method: "GET", path: "/v1/openapi.json", slashed: [], query: [], statuses: [200], answer: "json" },
} as const satisfies Readonly<Record<string, OperationSpec>>;

/** Every operation of the API as a method, but for the event stream. */
export class Operations {
  readonly #ask: Ask;
  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** The process answers. `GET /healthz` */
  getHealth(options: AskOptions = {}): Promise<HealthAnswer> {
    return this.#ask(OPERATIONS["get-health"], {}, options) as Promise<HealthAnswer>;
  }

  /** 200 when commands are decided and durable, else 503 with the reasons. `GET /readyz` */
  getReadiness(options: AskOptions = {}): Promise<ReadyAnswer> {
    return this.#ask(OPERATIONS["get-readiness"], {}, options) as Promise<ReadyAnswer>;
  }

  /** The key set of capability tokens (RFC 7517). `GET /v1/jwks` */
  getJwks(options: AskOptions = {}): Promise<unknown> {
    return this.#ask(OPERATIONS["get-jwks"], {}, options);
  }

  /** The key set of capability tokens (RFC 7517). `GET /.well-known/jwks.json` */
  getWellKnownJwks(options: AskOptions = {}): Promise<unknown> {
    return this.#ask(OPERATIONS["get-well-known-jwks"], {}, options);
  }

  /** The signed withdrawal feed, which gates follow. `GET /v1/withdrawals` */
  getWithdrawals(options: AskOptions = {}): Promise<unknown> {
    return this.#ask(OPERATIONS["get-withdrawals"], {}, options);
  }

  /** Overrides of release: public, signed, once. `GET /v1/overrides` */
  listOverrides(options: AskOptions = {}): Promise<OverridesAnswer> {
    return this.#ask(OPERATIONS["list-overrides"], {}, options) as Promise<OverridesAnswer>;
  }

  /** Transparency packs that the site published. `GET /v1/packs` */
  listPacks(options: AskOptions = {}): Promise<PacksAnswer> {
    return this.#ask(OPERATIONS["list-packs"], {}, options) as Promise<PacksAnswer>;
  }

  /** A file of a transparency pack. `GET /v1/packs/{pack}/{file}` */
  getPackFile(
    given: {
      /** Name of the pack. */
      readonly pack: string;
      /** Path inside the pack; its slashes stand as they are. */
      readonly file: string;
    },
    options: AskOptions = {},
  ): Promise<Uint8Array> {
    return this.#ask(OPERATIONS["get-pack-file"], { fields: given }, options) as Promise<Uint8Array>;
  }

  /** Decisions of release: colour, reasons, what would change them. `GET /v1/decisions` */
  listDecisions(options: AskOptions = {}): Promise<DecisionsAnswer> {
    return this.#ask(OPERATIONS["list-decisions"], {}, options) as Promise<DecisionsAnswer>;
  }

  /** OpenMetrics text. `GET /metrics` */
  getMetrics(options: AskOptions = {}): Promise<string> {
    return this.#ask(OPERATIONS["get-metrics"], {}, options) as Promise<string>;
  }

  /** The site, its log and its policy. `GET /v1/site` */
  getSite(options: AskOptions = {}): Promise<SiteAnswer> {
    return this.#ask(OPERATIONS["get-site"], {}, options) as Promise<SiteAnswer>;
  }

  /** Every run and deployment that lives, with its power and why. `GET /v1/now` */
  getNow(options: AskOptions = {}): Promise<NowView> {
    return this.#ask(OPERATIONS["get-now"], {}, options) as Promise<NowView>;
  }

  /** Every refusal and every reason for power, in plain words. `GET /v1/codes` */
  listCodes(options: AskOptions = {}): Promise<CodesAnswer> {
    return this.#ask(OPERATIONS["list-codes"], {}, options) as Promise<CodesAnswer>;
  }

  /** The mesh as this node sees it. `GET /v1/mesh` */
  getMesh(options: AskOptions = {}): Promise<MeshView> {
    return this.#ask(OPERATIONS["get-mesh"], {}, options) as Promise<MeshView>;
  }

  /** What is proven, what is missing, and how many trials more a claim needs. `GET /v1/runs/{run}/evidence` */
  getRunEvidence(
    given: {
      /** Name of the run. */
      readonly run: string;
    },
    options: AskOptions = {},
  ): Promise<EvidenceAnswer> {
    return this.#ask(OPERATIONS["get-run-evidence"], { fields: given }, options) as Promise<EvidenceAnswer>;
  }

  /** What is proven, what is missing, and how many trials more a claim needs. `GET /v1/deployments/{deployment}/evidence` */
  getDeploymentEvidence(
    given: {
      /** Name of the deployment. */
      readonly deployment: string;
    },
    options: AskOptions = {},
  ): Promise<EvidenceAnswer> {
    return this.#ask(OPERATIONS["get-deployment-evidence"], { fields: given }, options) as Promise<EvidenceAnswer>;
  }

  /** What the capability graph costs in a quarter, by part (ACB-K §7). `GET /v1/deployments/{deployment}/price` */
  getDeploymentPrice(
    given: {
      /** Name of the deployment. */
      readonly deployment: string;
    },
    options: AskOptions = {},
  ): Promise<PriceAnswer> {
    return this.#ask(OPERATIONS["get-deployment-price"], { fields: given }, options) as Promise<PriceAnswer>;
  }

  /** Catastrophic Risk Affidavits: public, signed, not revocable. `GET /v1/affidavits` */
  listAffidavits(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): Promise<AffidavitPage> {
    return this.#ask(OPERATIONS["list-affidavits"], { fields: given }, options) as Promise<AffidavitPage>;
  }

  /** Every item of `list-affidavits`, page by page, until the signal ends it. */
  allAffidavits(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): AsyncGenerator<AffidavitPage["items"][number], void, undefined> {
    return pagesFrom((next) => this.listAffidavits(next === null ? given : { ...given, cursor: next }, options));
  }

  /** One of: Catastrophic Risk Affidavits: public, signed, not revocable. `GET /v1/affidavits/{name}` */
  getAffidavit(
    given: {
      /** Its key in the list. */
      readonly name: string;
    },
    options: AskOptions = {},
  ): Promise<AffidavitOne> {
    return this.#ask(OPERATIONS["get-affidavit"], { fields: given }, options) as Promise<AffidavitOne>;
  }

  /** What registered roots attest of nodes, by the node's key. `GET /v1/attestations` */
  listAttestations(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): Promise<AttestationPage> {
    return this.#ask(OPERATIONS["list-attestations"], { fields: given }, options) as Promise<AttestationPage>;
  }

  /** Every item of `list-attestations`, page by page, until the signal ends it. */
  allAttestations(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): AsyncGenerator<AttestationPage["items"][number], void, undefined> {
    return pagesFrom((next) => this.listAttestations(next === null ? given : { ...given, cursor: next }, options));
  }

  /** One of: what registered roots attest of nodes, by the node's key. `GET /v1/attestations/{name}` */
  getAttestation(
    given: {
      /** Its key in the list. */
      readonly name: string;
    },
    options: AskOptions = {},
  ): Promise<AttestationOne> {
    return this.#ask(OPERATIONS["get-attestation"], { fields: given }, options) as Promise<AttestationOne>;
  }

  /** What meters say beside what was paid for, by lab. `GET /v1/audits` */
  listAudits(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): Promise<AuditPage> {
    return this.#ask(OPERATIONS["list-audits"], { fields: given }, options) as Promise<AuditPage>;
  }

  /** Every item of `list-audits`, page by page, until the signal ends it. */
  allAudits(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): AsyncGenerator<AuditPage["items"][number], void, undefined> {
    return pagesFrom((next) => this.listAudits(next === null ? given : { ...given, cursor: next }, options));
  }

  /** One of: what meters say beside what was paid for, by lab. `GET /v1/audits/{name}` */
  getAudit(
    given: {
      /** Its key in the list. */
      readonly name: string;
    },
    options: AskOptions = {},
  ): Promise<AuditOne> {
    return this.#ask(OPERATIONS["get-audit"], { fields: given }, options) as Promise<AuditOne>;
  }

  /** Registered weights, by digest. `GET /v1/checkpoints` */
  listCheckpoints(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): Promise<CheckpointPage> {
    return this.#ask(OPERATIONS["list-checkpoints"], { fields: given }, options) as Promise<CheckpointPage>;
  }

  /** Every item of `list-checkpoints`, page by page, until the signal ends it. */
  allCheckpoints(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): AsyncGenerator<CheckpointPage["items"][number], void, undefined> {
    return pagesFrom((next) => this.listCheckpoints(next === null ? given : { ...given, cursor: next }, options));
  }

  /** One of: registered weights, by digest. `GET /v1/checkpoints/{name}` */
  getCheckpoint(
    given: {
      /** Its key in the list. */
      readonly name: string;
    },
    options: AskOptions = {},
  ): Promise<CheckpointOne> {
    return this.#ask(OPERATIONS["get-checkpoint"], { fields: given }, options) as Promise<CheckpointOne>;
  }

  /** Registered datasets, by digest. `GET /v1/datasets` */
  listDatasets(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): Promise<DatasetPage> {
    return this.#ask(OPERATIONS["list-datasets"], { fields: given }, options) as Promise<DatasetPage>;
  }

  /** Every item of `list-datasets`, page by page, until the signal ends it. */
  allDatasets(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): AsyncGenerator<DatasetPage["items"][number], void, undefined> {
    return pagesFrom((next) => this.listDatasets(next === null ? given : { ...given, cursor: next }, options));
  }

  /** One of: registered datasets, by digest. `GET /v1/datasets/{name}` */
  getDataset(
    given: {
      /** Its key in the list. */
      readonly name: string;
    },
    options: AskOptions = {},
  ): Promise<DatasetOne> {
    return this.#ask(OPERATIONS["get-dataset"], { fields: given }, options) as Promise<DatasetOne>;
  }

  /** Deployed capability graphs with their power. `GET /v1/deployments` */
  listDeployments(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): Promise<DeploymentPage> {
    return this.#ask(OPERATIONS["list-deployments"], { fields: given }, options) as Promise<DeploymentPage>;
  }

  /** Every item of `list-deployments`, page by page, until the signal ends it. */
  allDeployments(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): AsyncGenerator<DeploymentPage["items"][number], void, undefined> {
    return pagesFrom((next) => this.listDeployments(next === null ? given : { ...given, cursor: next }, options));
  }

  /** One of: deployed capability graphs with their power. `GET /v1/deployments/{name}` */
  getDeployment(
    given: {
      /** Its key in the list. */
      readonly name: string;
    },
    options: AskOptions = {},
  ): Promise<DeploymentOne> {
    return this.#ask(OPERATIONS["get-deployment"], { fields: given }, options) as Promise<DeploymentOne>;
  }

  /** What was asked of oversight families. `GET /v1/examinations` */
  listExaminations(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): Promise<ExaminationPage> {
    return this.#ask(OPERATIONS["list-examinations"], { fields: given }, options) as Promise<ExaminationPage>;
  }

  /** Every item of `list-examinations`, page by page, until the signal ends it. */
  allExaminations(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): AsyncGenerator<ExaminationPage["items"][number], void, undefined> {
    return pagesFrom((next) => this.listExaminations(next === null ? given : { ...given, cursor: next }, options));
  }

  /** One of: what was asked of oversight families. `GET /v1/examinations/{name}` */
  getExamination(
    given: {
      /** Its key in the list. */
      readonly name: string;
    },
    options: AskOptions = {},
  ): Promise<ExaminationOne> {
    return this.#ask(OPERATIONS["get-examination"], { fields: given }, options) as Promise<ExaminationOne>;
  }

  /** Whose signature counts here, and for what. `GET /v1/keys` */
  listKeys(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): Promise<KeyPage> {
    return this.#ask(OPERATIONS["list-keys"], { fields: given }, options) as Promise<KeyPage>;
  }

  /** Every item of `list-keys`, page by page, until the signal ends it. */
  allKeys(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): AsyncGenerator<KeyPage["items"][number], void, undefined> {
    return pagesFrom((next) => this.listKeys(next === null ? given : { ...given, cursor: next }, options));
  }

  /** One of: whose signature counts here, and for what. `GET /v1/keys/{name}` */
  getKey(
    given: {
      /** Its key in the list. */
      readonly name: string;
    },
    options: AskOptions = {},
  ): Promise<KeyOne> {
    return this.#ask(OPERATIONS["get-key"], { fields: given }, options) as Promise<KeyOne>;
  }

  /** Accredited labs. `GET /v1/labs` */
  listLabs(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): Promise<LabPage> {
    return this.#ask(OPERATIONS["list-labs"], { fields: given }, options) as Promise<LabPage>;
  }

  /** Every item of `list-labs`, page by page, until the signal ends it. */
  allLabs(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): AsyncGenerator<LabPage["items"][number], void, undefined> {
    return pagesFrom((next) => this.listLabs(next === null ? given : { ...given, cursor: next }, options));
  }

  /** One of: accredited labs. `GET /v1/labs/{name}` */
  getLab(
    given: {
      /** Its key in the list. */
      readonly name: string;
    },
    options: AskOptions = {},
  ): Promise<LabOne> {
    return this.#ask(OPERATIONS["get-lab"], { fields: given }, options) as Promise<LabOne>;
  }

  /** Permissions to compute that live. `GET /v1/leases` */
  listLeases(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): Promise<LeasePage> {
    return this.#ask(OPERATIONS["list-leases"], { fields: given }, options) as Promise<LeasePage>;
  }

  /** Every item of `list-leases`, page by page, until the signal ends it. */
  allLeases(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): AsyncGenerator<LeasePage["items"][number], void, undefined> {
    return pagesFrom((next) => this.listLeases(next === null ? given : { ...given, cursor: next }, options));
  }

  /** One of: permissions to compute that live. `GET /v1/leases/{name}` */
  getLease(
    given: {
      /** Its key in the list. */
      readonly name: string;
    },
    options: AskOptions = {},
  ): Promise<LeaseOne> {
    return this.#ask(OPERATIONS["get-lease"], { fields: given }, options) as Promise<LeaseOne>;
  }

  /** All that descends from the same weights. `GET /v1/lineages` */
  listLineages(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): Promise<LineagePage> {
    return this.#ask(OPERATIONS["list-lineages"], { fields: given }, options) as Promise<LineagePage>;
  }

  /** Every item of `list-lineages`, page by page, until the signal ends it. */
  allLineages(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): AsyncGenerator<LineagePage["items"][number], void, undefined> {
    return pagesFrom((next) => this.listLineages(next === null ? given : { ...given, cursor: next }, options));
  }

  /** One of: all that descends from the same weights. `GET /v1/lineages/{name}` */
  getLineage(
    given: {
      /** Its key in the list. */
      readonly name: string;
    },
    options: AskOptions = {},
  ): Promise<LineageOne> {
    return this.#ask(OPERATIONS["get-lineage"], { fields: given }, options) as Promise<LineageOne>;
  }

  /** What the release policy last said, by artifact. `GET /v1/releases` */
  listReleases(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): Promise<ReleasePage> {
    return this.#ask(OPERATIONS["list-releases"], { fields: given }, options) as Promise<ReleasePage>;
  }

  /** Every item of `list-releases`, page by page, until the signal ends it. */
  allReleases(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): AsyncGenerator<ReleasePage["items"][number], void, undefined> {
    return pagesFrom((next) => this.listReleases(next === null ? given : { ...given, cursor: next }, options));
  }

  /** One of: what the release policy last said, by artifact. `GET /v1/releases/{name}` */
  getRelease(
    given: {
      /** Its key in the list. */
      readonly name: string;
    },
    options: AskOptions = {},
  ): Promise<ReleaseOne> {
    return this.#ask(OPERATIONS["get-release"], { fields: given }, options) as Promise<ReleaseOne>;
  }

  /** Training runs with their power and why. `GET /v1/runs` */
  listRuns(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): Promise<RunPage> {
    return this.#ask(OPERATIONS["list-runs"], { fields: given }, options) as Promise<RunPage>;
  }

  /** Every item of `list-runs`, page by page, until the signal ends it. */
  allRuns(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): AsyncGenerator<RunPage["items"][number], void, undefined> {
    return pagesFrom((next) => this.listRuns(next === null ? given : { ...given, cursor: next }, options));
  }

  /** One of: training runs with their power and why. `GET /v1/runs/{name}` */
  getRun(
    given: {
      /** Its key in the list. */
      readonly name: string;
    },
    options: AskOptions = {},
  ): Promise<RunOne> {
    return this.#ask(OPERATIONS["get-run"], { fields: given }, options) as Promise<RunOne>;
  }

  /** Compute units by lab and quarter. `GET /v1/wallets` */
  listWallets(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): Promise<WalletPage> {
    return this.#ask(OPERATIONS["list-wallets"], { fields: given }, options) as Promise<WalletPage>;
  }

  /** Every item of `list-wallets`, page by page, until the signal ends it. */
  allWallets(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): AsyncGenerator<WalletPage["items"][number], void, undefined> {
    return pagesFrom((next) => this.listWallets(next === null ? given : { ...given, cursor: next }, options));
  }

  /** One of: compute units by lab and quarter. `GET /v1/wallets/{name}` */
  getWallet(
    given: {
      /** Its key in the list. */
      readonly name: string;
    },
    options: AskOptions = {},
  ): Promise<WalletOne> {
    return this.#ask(OPERATIONS["get-wallet"], { fields: given }, options) as Promise<WalletOne>;
  }

  /** Windows of trials, by set. `GET /v1/window-sets` */
  listWindowSets(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): Promise<WindowSetPage> {
    return this.#ask(OPERATIONS["list-window-sets"], { fields: given }, options) as Promise<WindowSetPage>;
  }

  /** Every item of `list-window-sets`, page by page, until the signal ends it. */
  allWindowSets(
    given: {
      /** Items on a page, 1 to 500 (default 100). */
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    } = {},
    options: AskOptions = {},
  ): AsyncGenerator<WindowSetPage["items"][number], void, undefined> {
    return pagesFrom((next) => this.listWindowSets(next === null ? given : { ...given, cursor: next }, options));
  }

  /** One of: windows of trials, by set. `GET /v1/window-sets/{name}` */
  getWindowSet(
    given: {
      /** Its key in the list. */
      readonly name: string;
    },
    options: AskOptions = {},
  ): Promise<WindowSetOne> {
    return this.#ask(OPERATIONS["get-window-set"], { fields: given }, options) as Promise<WindowSetOne>;
  }

  /** The newest checkpoint of the log (C2SP tlog-checkpoint). `GET /v1/log/checkpoint` */
  getLogCheckpoint(options: AskOptions = {}): Promise<string> {
    return this.#ask(OPERATIONS["get-log-checkpoint"], {}, options) as Promise<string>;
  }

  /** The verifier key of the log (C2SP signed-note); whoever verifies pins it from somewhere else. `GET /v1/log/vkey` */
  getVkey(options: AskOptions = {}): Promise<string> {
    return this.#ask(OPERATIONS["get-vkey"], {}, options) as Promise<string>;
  }

  /** A tile or a bundle of entries (C2SP tlog-tiles), partial ones with .p/WIDTH. `GET /v1/log/tile/{tile}` */
  getTile(
    given: {
      /** Level and index, as the standard writes them; its slashes stand as they are. */
      readonly tile: string;
    },
    options: AskOptions = {},
  ): Promise<Uint8Array> {
    return this.#ask(OPERATIONS["get-tile"], { fields: given }, options) as Promise<Uint8Array>;
  }

  /** Entries in the order of the log. `GET /v1/entries` */
  listEntries(
    given: {
      /** Index of the first (default 0). */
      readonly from?: number;
      /** How many, 1 to 500 (default 100). */
      readonly limit?: number;
    } = {},
    options: AskOptions = {},
  ): Promise<EntryPage> {
    return this.#ask(OPERATIONS["list-entries"], { fields: given }, options) as Promise<EntryPage>;
  }

  /** Every item of `list-entries`, page by page, until the signal ends it. */
  allEntries(
    given: {
      /** Index of the first (default 0). */
      readonly from?: number;
      /** How many, 1 to 500 (default 100). */
      readonly limit?: number;
    } = {},
    options: AskOptions = {},
  ): AsyncGenerator<EntryPage["items"][number], void, undefined> {
    return pagesFrom((next) => this.listEntries(next === null ? given : { ...given, from: Number(next) }, options));
  }

  /** One entry. `GET /v1/entries/{index}` */
  getEntry(
    given: {
      /** Index of the entry, from 0. */
      readonly index: number;
    },
    options: AskOptions = {},
  ): Promise<EntryOne> {
    return this.#ask(OPERATIONS["get-entry"], { fields: given }, options) as Promise<EntryOne>;
  }

  /** The proof that an entry is in the log: a C2SP tlog-proof for each leaf that it lies in. `GET /v1/entries/{index}/proof` */
  getProof(
    given: {
      /** Index of the entry, from 0. */
      readonly index: number;
    },
    options: AskOptions = {},
  ): Promise<ProofAnswer> {
    return this.#ask(OPERATIONS["get-proof"], { fields: given }, options) as Promise<ProofAnswer>;
  }

  /** That the log of one size begins with the log of a smaller one (RFC 6962 §2.1.2); sizes count leaves. `GET /v1/consistency` */
  getConsistency(
    given: {
      /** The smaller size, at least 1. */
      readonly from?: number;
      /** The larger size (default: now). */
      readonly to?: number;
    } = {},
    options: AskOptions = {},
  ): Promise<ConsistencyAnswer> {
    return this.#ask(OPERATIONS["get-consistency"], { fields: given }, options) as Promise<ConsistencyAnswer>;
  }

  /** A signed command, decided and durable before it is answered. `POST /v1/commands` */
  submitCommand(envelope: Envelope, options: AskOptions = {}): Promise<CommandAnswer> {
    return this.#ask(OPERATIONS["submit-command"], { body: envelope }, options) as Promise<CommandAnswer>;
  }

  /** A signed token.request, decided; and where it is granted, the capability token itself. `POST /v1/tokens` */
  requestToken(envelope: Envelope, options: AskOptions = {}): Promise<TokenAnswer> {
    return this.#ask(OPERATIONS["request-token"], { body: envelope }, options) as Promise<TokenAnswer>;
  }

  /** A signed order to kill a run of this machine; again, it changes nothing. `POST /v1/kills` */
  orderKill(envelope: Envelope, options: AskOptions = {}): Promise<KillReport> {
    return this.#ask(OPERATIONS["order-kill"], { body: envelope }, options) as Promise<KillReport>;
  }

  /** This document. `GET /v1/openapi.json` */
  getOpenapi(options: AskOptions = {}): Promise<unknown> {
    return this.#ask(OPERATIONS["get-openapi"], {}, options);
  }
}
