import { type Figure, inverse, single } from "../figure.ts";
import type { HistoryLine } from "../history.ts";
import type { PeerRatio, RatioReader } from "./peer-ratio.ts";

interface TokenLine extends HistoryLine {
  readonly newToBare: Figure;
  readonly joseToNew: Figure;
}

interface ProxyRow {
  readonly name: string;
  readonly p50TimesNginx: Figure;
  readonly requestsTimesNginx: Figure;
}

interface ProxyLine extends HistoryLine {
  readonly peers: Readonly<Record<string, string>>;
  readonly fast: readonly ProxyRow[];
  readonly streaming: readonly ProxyRow[];
}

interface WebhookRow {
  readonly server: string;
  readonly tokens: string;
  readonly p99Ms: number;
  readonly p99LowestMs: number;
  readonly p99HighestMs: number;
  readonly cpuUsPerReview: number;
}

interface WebhookLine extends HistoryLine {
  readonly rows: readonly WebhookRow[];
}

export const tokenRatios: RatioReader = (line) => {
  const { newToBare, joseToNew, machine } = line as TokenLine;
  return [
    { figure: "a new token checked", peer: "jose, jwtVerify", version: null, times: joseToNew },
    { figure: "a new token checked", peer: "a bare Ed25519 check", version: machine.node, times: inverse(newToBare) },
  ];
};

export const proxyRatios: RatioReader = (line) => {
  const { peers, fast, streaming } = line as ProxyLine;
  const version = peers["nginx"] ?? null;
  return [...gateRatios("a fast server", fast, version), ...gateRatios("a model that streams", streaming, version)];
};

const gateRatios = (before: string, rows: readonly ProxyRow[], version: string | null): readonly PeerRatio[] =>
  rows
    .filter(({ name }) => name === "gate")
    .flatMap(({ p50TimesNginx, requestsTimesNginx }) => [
      { figure: `the proxy before ${before}, p50`, peer: "nginx", version, times: inverse(p50TimesNginx) },
      { figure: `the proxy before ${before}, requests a second`, peer: "nginx", version, times: requestsTimesNginx },
    ]);

export const webhookRatios: RatioReader = (line) => {
  const { rows } = line as WebhookLine;
  const own = rows.filter(({ server }) => server === "plimsoll");
  return own.flatMap((ours) => {
    const opa = rows.find(({ server, tokens }) => server === "OPA" && tokens === ours.tokens);
    return opa === undefined ? [] : reviewRatios(ours, opa);
  });
};

const reviewRatios = (ours: WebhookRow, opa: WebhookRow): readonly PeerRatio[] => {
  const kind = ours.tokens === "a hundred" ? "a hundred tokens" : "a token each";
  const peer = { peer: "OPA's webhook", version: null };
  const latency = {
    median: opa.p99Ms / ours.p99Ms,
    low: opa.p99LowestMs / ours.p99HighestMs,
    high: opa.p99HighestMs / ours.p99LowestMs,
  };
  const cpu = single(opa.cpuUsPerReview / ours.cpuUsPerReview);
  return [
    { figure: `a review with ${kind}, p99`, ...peer, times: latency },
    { figure: `a review with ${kind}, processor time`, ...peer, times: cpu },
  ];
};
