import { type Figure, over, single } from "../figure.ts";
import type { HistoryLine } from "../history.ts";
import type { PeerRatio, RatioReader } from "./peer-ratio.ts";

interface ClusterLine extends HistoryLine {
  readonly compiler: string | null;
  readonly python: Readonly<Record<string, string>> | null;
  readonly subjects: readonly { readonly name: string; readonly kernelTimes: Figure }[];
}

interface GardenerLine extends HistoryLine {
  readonly figures: readonly { readonly name: string; readonly ratioToTwin: number }[];
}

interface LearnerLine extends HistoryLine {
  readonly product: { readonly ratio: number };
  readonly trainings: readonly [Training, ...Training[]];
  readonly peers: readonly { readonly name: string; readonly peer: string; readonly stepsPerSecond: number }[];
  readonly peer: { readonly peer: string; readonly ratio: number } | null;
}

interface Training {
  readonly stepsPerSecond: number;
  readonly low: number;
  readonly high: number;
}

export const clusterRatios: RatioReader = (line) => {
  const { subjects, compiler, python } = line as ClusterLine;
  const others = subjects.slice(1);
  return others.map(({ name, kernelTimes }) => ({
    figure: "ClusterTensor, steps a second",
    peer: name,
    version: versionOf(name, compiler, python),
    times: kernelTimes,
  }));
};

function versionOf(name: string, compiler: string | null, python: ClusterLine["python"]): string | null {
  if (name.endsWith("in C")) return compiler?.split(" -")[0] ?? null;
  if (!name.startsWith("NumPy")) return null;
  return `NumPy ${python?.["numpy"] ?? "?"}, Gymnasium ${python?.["gymnasium"] ?? "?"}`;
}

export const gardenerRatios: RatioReader = (line) =>
  (line as GardenerLine).figures.map(({ name, ratioToTwin }) => ({
    figure: `Gardener, ${name}, generations a second`,
    peer: "plain TypeScript twin",
    version: null,
    times: single(ratioToTwin),
  }));

export const learnerRatios: RatioReader = (line) => {
  const { trainings, peers, peer } = line as LearnerLine;
  const [{ stepsPerSecond: median, low, high }] = trainings;
  const trained = peers.map((other) => ({
    figure: "PPO on ClusterTensor, steps a second",
    peer: other.name,
    version: other.peer,
    times: over({ median, low, high }, single(other.stepsPerSecond)),
  }));
  return peer === null ? trained : [...trained, cartPole(peer.peer, peer.ratio)];
};

const cartPole = (version: string, ratio: number): PeerRatio => ({
  figure: "PPO on CartPole-v1, steps a second",
  peer: "Stable-Baselines3",
  version,
  times: single(ratio),
});
