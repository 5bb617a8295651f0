import type { RerootingMap } from "@plimsoll/foundation";
import type { KernelState } from "@plimsoll/kernel";
import { type DeploymentView, deploymentView } from "./deployment-view.ts";
import { type RunView, runView } from "./run-view.ts";
import type { SiteView } from "./site-view.ts";
import { type WalletView, walletView } from "./wallet-view.ts";

/** A record of the kernel's state, as it is. */
type RecordOf<Table extends keyof KernelState> =
  KernelState[Table] extends RerootingMap<infer _Key, infer Value> ? Value : never;

/** What each noun's items are. */
export interface NounItems {
  readonly affidavits: RecordOf<"affidavits">;
  readonly attestations: RecordOf<"attestations">;
  readonly audits: RecordOf<"audits">;
  readonly checkpoints: RecordOf<"checkpoints">;
  readonly datasets: RecordOf<"datasets">;
  readonly deployments: DeploymentView;
  readonly examinations: RecordOf<"examinations">;
  readonly keys: KeyView;
  readonly labs: RecordOf<"labs">;
  readonly leases: RecordOf<"leases">;
  readonly lineages: RecordOf<"lineages">;
  readonly releases: RecordOf<"releases">;
  readonly runs: RunView;
  readonly wallets: WalletView;
  readonly "window-sets": RecordOf<"windowSets">;
}
export type NounName = keyof NounItems;

export interface KeyView {
  readonly keyId: string;
  readonly role: string;
}

/** A kind of thing that a site knows: how its records are listed, and what of each is shown. */
export interface Noun<Name extends NounName = NounName> {
  readonly name: Name;
  /** One line for the API's description. */
  readonly summary: string;
  /** All of them in the order of their keys, each made only when it is shown. */
  rows(view: SiteView): readonly (readonly [string, () => NounItems[Name]])[];
}

function noun<Name extends NounName>(
  name: Name,
  summary: string,
  rows: (view: SiteView) => readonly (readonly [string, () => NounItems[Name]])[],
): Noun<Name> {
  return { name, summary, rows };
}

/** Records that are shown as they stand. */
const plain = <Value>(map: RerootingMap<string, Value>): readonly (readonly [string, () => Value])[] =>
  map.sorted().map(([key, value]) => [key, () => value] as const);

/** Every noun of the API, in the order of the alphabet (SVR-21). */
export const NOUNS: readonly Noun[] = [
  noun("affidavits", "Catastrophic Risk Affidavits: public, signed, not revocable", ({ state }) =>
    plain(state.affidavits),
  ),
  noun("attestations", "what registered roots attest of nodes, by the node's key", ({ state }) =>
    plain(state.attestations),
  ),
  noun("audits", "what meters say beside what was paid for, by lab", ({ state }) => plain(state.audits)),
  noun("checkpoints", "registered weights, by digest", ({ state }) => plain(state.checkpoints)),
  noun("datasets", "registered datasets, by digest", ({ state }) => plain(state.datasets)),
  noun("deployments", "deployed capability graphs with their power", (view) =>
    view.state.deployments.sorted().map(([key, each]) => [key, () => deploymentView(view, each)] as const),
  ),
  noun("examinations", "what was asked of oversight families", ({ state }) => plain(state.examinations)),
  noun("keys", "whose signature counts here, and for what", ({ state }) =>
    state.keys.sorted().map(([keyId, role]) => [keyId, () => ({ keyId, role })] as const),
  ),
  noun("labs", "accredited labs", ({ state }) => plain(state.labs)),
  noun("leases", "permissions to compute that live", ({ state }) => plain(state.leases)),
  noun("lineages", "all that descends from the same weights", ({ state }) => plain(state.lineages)),
  noun("releases", "what the release policy last said, by artifact", ({ state }) => plain(state.releases)),
  noun("runs", "training runs with their power and why", (view) =>
    view.state.runs.sorted().map(([key, run]) => [key, () => runView(view, run)] as const),
  ),
  noun("wallets", "compute units by lab and quarter", (view) =>
    view.state.wallets.sorted().map(([key, wallet]) => [key, () => walletView(view, key, wallet)] as const),
  ),
  noun("window-sets", "windows of trials, by set", ({ state }) => plain(state.windowSets)),
] as readonly Noun[];
