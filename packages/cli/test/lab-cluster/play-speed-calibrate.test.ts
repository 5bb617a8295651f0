import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  ClusterBatch,
  clusterProfile,
  h1Policy,
  playEpisodes,
  policyOnBatch,
  seedKey,
  slotView,
} from "@plimsoll/simulation";
import { frameLines } from "../../src/cluster-tools/play/frame.ts";
import { runCalibrate } from "../../src/cluster-tools/calibrate/run-calibrate.ts";
import { cluster, temporaryFolder } from "./lab-cluster.ts";

const folder = temporaryFolder();

describe("SIM-378 plimsoll lab cluster play", () => {
  test("SIM-378 --help says by name who acts", async () => {
    const { stdout } = await cluster(folder, "play", "--help");
    expect(stdout).toContain("(default: h1)");
    expect(stdout).not.toContain("{");
  });

  test("SIM-378 one line a step; the episode is the one that a batch plays", async () => {
    const { code, lines, summary } = await cluster(
      folder,
      "play",
      "--profile",
      "hard",
      "--seed",
      "4",
      "--json",
      "--record",
      "e.replay",
    );
    expect(code).toBe(0);
    const own = playEpisodes(
      clusterProfile("hard"),
      policyOnBatch(h1Policy(), (place) => seedKey(4 + place)),
      3,
      4,
    )[0]!;
    expect(summary).toMatchObject({
      policy: "h1",
      seed: 4,
      steps: own.steps,
      oomNodes: own.oomNodes,
      criticalOom: own.criticalOom,
    });
    expect(summary["episodeReturn"]).toBeCloseTo(own.episodeReturn, 9);
    const steps = lines.filter(({ type }) => type === "step");
    expect(steps.length).toBe(own.steps + 1);
    expect(steps.at(-1)).toMatchObject({ step: own.steps, terminated: own.terminated });
    const again = await cluster(folder, "play", "--replay", "e.replay", "--json");
    expect(again.code).toBe(0);
    expect(again.lines.slice(0, -1)).toEqual(lines.slice(0, -1));
    expect(again.summary).toMatchObject({
      steps: own.steps,
      episodeReturn: summary["episodeReturn"],
      ended: summary["ended"],
    });
  });

  test("SIM-378 a replay that was changed is refused; so is an option that it brings itself", async () => {
    await cluster(folder, "play", "--policy", "never-act", "--record", "n.replay");
    const bytes = readFileSync(join(folder, "n.replay"));
    bytes[bytes.length - 3] = 4;
    writeFileSync(join(folder, "changed.replay"), bytes);
    expect((await cluster(folder, "play", "--replay", "changed.replay", "--json")).summary).toMatchObject({
      code: "CLUSTER_REPLAY_INVALID",
    });
    const both = await cluster(folder, "play", "--replay", "n.replay", "--seed", "1");
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining("leave --seed out") as string });
  });

  test("SIM-378 frames are plain where nobody watches, and show what is dire", async () => {
    const { stdout } = await cluster(folder, "play", "--policy", "never-act");
    expect(stdout).not.toContain("\u001B");
    expect(stdout).toMatch(
      /^never-act on classic, seed 0: return −\d\.\d{3} in 1\d\d steps, ended by its rules, 1 out of memory/m,
    );
    const batch = new ClusterBatch(clusterProfile("classic"), 1, "next-step");
    batch.reset(0);
    const slot = batch.slot(0);
    const far = slot.y === 0 && slot.x === 0 ? 5 : 0;
    slot.setCell(far, { cpu: 655, memory: 65_535, priority: 65_535 });
    batch.refresh(0);
    const step = { step: 0, action: null, reward: 0, episodeReturn: 0 };
    const plain = frameLines(slotView(batch, 0), step, false).join("\n");
    expect(plain).toContain("  1/100!...");
    expect(plain.match(/\[/g)?.length).toBe(1);
    expect(frameLines(slotView(batch, 0), step, true).join("\n")).toContain("\u001B[31m");
  });
});

describe("SIM-379 plimsoll lab cluster speed and calibrate", () => {
  test("SIM-379 speed tells steps a second, the ratio to the twin and a hash that no thread changes", async () => {
    const args = ["speed", "--environments", "1024", "--grid", "4", "--seconds", "1", "--json"];
    const [one, two] = [await cluster(folder, ...args), await cluster(folder, ...args, "--threads", "2")];
    for (const { summary, code } of [one, two]) {
      expect(code).toBe(0);
      expect(summary["stepsPerSecond"]).toBeGreaterThan(10_000);
      expect(summary["ratioToTwin"]).toBeGreaterThan(1);
      expect(summary["hash"]).toMatch(/^[0-9a-f]{8}$/);
    }
    expect(two.summary["hash"]).toBe(one.summary["hash"]);
    expect(one.summary["stepsPerSecondOfWall"]).toBeNull();
    expect(two.summary["stepsPerSecondOfWall"]).toBeGreaterThan(0);
  });

  test("SIM-379 calibrate writes what every --policy takes, is a function of its plan, and does not overwrite", async () => {
    const args = [
      "calibrate",
      "--profile",
      "bursty",
      "--budget",
      "256",
      "--held-out",
      "16",
      "--out",
      "tuned.json",
      "--json",
    ];
    const first = await cluster(folder, ...args);
    expect(first.code).toBe(0);
    const plan = { profile: "bursty", budget: 256, seed: 1 };
    const again = runCalibrate({ ...plan, heldOut: 16 });
    expect(JSON.parse(readFileSync(join(folder, "tuned.json"), "utf8"))).toEqual(again);
    expect(first.summary).toMatchObject({ ...plan, ok: true, file: "tuned.json", heldOut: { episodes: 16 } });
    expect((await cluster(folder, ...args, "--seed", "2")).summary).toMatchObject({ code: "FILE_EXISTS" });
    expect((await cluster(folder, ...args)).code).toBe(0);
    const bench = await cluster(
      folder,
      "bench",
      "--profile",
      "bursty",
      "--episodes",
      "3",
      "--policy",
      "tuned.json",
      "--json",
    );
    expect(bench.summary["policies"]).toHaveProperty("tuned.digest", first.summary["digest"]);
  });
});
