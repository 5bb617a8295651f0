import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { PermitQuestion, SiteFacts } from "./permit-question.ts";

/** One way of asking for the answer. What can be made before the clock starts is made in `prepare`. */
export interface Subject {
  readonly name: string;
  /** Questions asked in one round: fewer where each takes long. */
  readonly questionsPerRound: number;
  /** Rounds in which it takes part, when not in all. */
  readonly roundsMax?: number;
  /** Answers later, over a socket. */
  prepare(question: PermitQuestion): () => boolean | Promise<boolean>;
  /** Undoes what a permit changed, outside the measured time. */
  settle?(question: PermitQuestion): void;
}

/** A policy engine in the same run, its data loaded. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  readonly subjects: readonly Subject[];
  close(): void;
}

/** Opens a peer with the site's data, or answers null when scripts/install/bench-peers.js has not installed it. */
export type OpenPeer = (facts: SiteFacts) => Promise<Peer | null>;

const PEERS = new URL("../../../bench/peers/", import.meta.url);

export const peerFile = (path: string): string | null => {
  const file = fileURLToPath(new URL(path, PEERS));
  return existsSync(file) ? file : null;
};

const require = createRequire(new URL("package.json", PEERS));

/** A package of the peers' own folder: none of them is a dependency of the product. */
export const peerPackage = (name: string): unknown => require(name);

export function peerPackageVersion(name: string): string | null {
  const file = peerFile(`node_modules/${name}/package.json`);
  return file === null ? null : (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

export const policyText = (file: string): string => readFileSync(new URL(file, import.meta.url), "utf8");
