import type { HistoryLine } from "../history.ts";
import { cliRatios } from "./cli.ts";
import { evidenceRatios } from "./evidence.ts";
import { proxyRatios, tokenRatios, webhookRatios } from "./governor.ts";
import { kernelRatios } from "./kernel.ts";
import { ledgerRatios } from "./ledger.ts";
import { appendRatios, mergeRatios, swarmRatios } from "./mesh.ts";
import { isMeasured, type PeerRatio, type RatioReader } from "./peer-ratio.ts";
import { driftRatios, engineRatios } from "./prophet.ts";
import { scaleRatios } from "./scale.ts";
import { seaTrialRatios } from "./sea-trial.ts";
import { serverRatios } from "./server.ts";
import { clusterRatios, gardenerRatios, learnerRatios } from "./simulation.ts";
import { sovereigntyRatios } from "./sovereignty.ts";

/** Which package a bench belongs to, and how its lines are read. Benches without a peer are not here. */
const READERS: Readonly<Record<string, readonly [owner: string, read: RatioReader]>> = {
  kernel: ["kernel", kernelRatios],
  ledger: ["ledger", ledgerRatios],
  evidence: ["evidence", evidenceRatios],
  token: ["governor", tokenRatios],
  proxy: ["governor", proxyRatios],
  webhook: ["governor", webhookRatios],
  sovereignty: ["sovereignty", sovereigntyRatios],
  "simulation-cluster": ["simulation", clusterRatios],
  "simulation-gardener": ["simulation", gardenerRatios],
  "simulation-learner": ["simulation", learnerRatios],
  "prophet-engine": ["prophet", engineRatios],
  "prophet-drift": ["prophet", driftRatios],
  "mesh-append": ["mesh", appendRatios],
  "mesh-merge-peers": ["mesh", mergeRatios],
  "mesh-swarm": ["mesh", swarmRatios],
  server: ["server", serverRatios],
  cli: ["cli", cliRatios],
  "sea-trial": ["sea-trial", seaTrialRatios],
  scale: ["scale", scaleRatios],
};

/** The package that a bench belongs to; undefined where it has no peer. */
export const ownerOf = (bench: string): string | undefined => READERS[bench]?.[0];

/** What a line says of ours beside peers; nothing where its bench has none, or a peer was missing. */
export const ratiosOf = (line: HistoryLine): readonly PeerRatio[] =>
  (READERS[line.bench]?.[1](line) ?? []).filter(isMeasured);
