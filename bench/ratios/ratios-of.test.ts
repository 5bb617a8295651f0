import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { HistoryLine } from "../history.ts";
import { isMeasured, numbersOfRow } from "./peer-ratio.ts";
import { ownerOf, ratiosOf } from "./ratios-of.ts";

const lines = readFileSync(new URL("../history.jsonl", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as HistoryLine);
const newest = [...new Map(lines.map((line) => [line.bench, line])).values()];

describe("the ratios of recorded runs", () => {
  it.each([
    ["Cedar", "kernel"],
    ["OPA", "kernel"],
    ["OPA", "governor"],
    ["OPA", "server"],
    ["Tessera", "ledger"],
    ["Gymnasium", "evidence"],
    ["Gymnasium", "simulation"],
    ["PyTorch", "prophet"],
    ["Stable-Baselines3", "simulation"],
    ["NATS JetStream", "mesh"],
    ["Automerge", "mesh"],
    ["nginx", "governor"],
  ])("name %s as a peer of %s", (peer, owner) => {
    const ratios = newest.filter(({ bench }) => ownerOf(bench) === owner).flatMap(ratiosOf);
    expect(ratios.filter((ratio) => ratio.peer.includes(peer))).not.toEqual([]);
  });

  it("are finite, above zero and within their spread", () => {
    for (const { figure, peer, times } of newest.flatMap(ratiosOf)) {
      expect(times.median, `${figure} beside ${peer}`).toBeGreaterThan(0);
      expect(times.low).toBeLessThanOrEqual(times.median);
      expect(times.high).toBeGreaterThanOrEqual(times.median);
    }
  });

  it("name each figure beside each peer once a line", () => {
    for (const line of lines) {
      const names = ratiosOf(line).map(({ figure, peer }) => `${figure} beside ${peer}`);
      expect(new Set(names).size, line.bench).toBe(names.length);
    }
  });

  it("are above 1 where ours is faster, whether a figure is a rate or a cost", () => {
    const of = (bench: string, start: string) =>
      newest
        .filter((line) => line.bench === bench)
        .flatMap(ratiosOf)
        .find(({ figure, peer }) => `${figure} beside ${peer}`.startsWith(start))?.times.median ?? Number.NaN;
    // JetStream's median append takes longer than the journal's; nginx answers sooner than the gate.
    expect(of("mesh-append", "a durable append, p50 beside NATS")).toBeGreaterThan(1);
    expect(of("proxy", "the proxy before a fast server, p50")).toBeLessThan(1);
  });

  it("are none for a bench without peers", () => {
    expect(ratiosOf({ bench: "timing", date: "2026-01-01", machine: newest[0]!.machine })).toEqual([]);
    expect(ownerOf("timing")).toBeUndefined();
  });
});

describe("a table kept as text", () => {
  const printed = "| what | a | b |\n| --- | --: | --: |\n| ours (v1) | 1,234 | 5.5 ✗ |\n";

  it("gives the numbers of a row", () => expect(numbersOfRow(printed, "ours")).toEqual([1234, 5.5]));

  it("gives nothing of a row that is not there", () => expect(numbersOfRow(printed, "theirs")).toBeUndefined());

  it("knows a missing number as not measured", () => {
    const ratio = { figure: "f", peer: "p", version: null };
    const figure = (value: number) => ({ median: value, low: value, high: value });
    expect([1, 0, Number.NaN, Infinity].map((value) => isMeasured({ ...ratio, times: figure(value) }))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
