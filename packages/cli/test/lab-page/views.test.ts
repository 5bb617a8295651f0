import { readFileSync } from "node:fs";
import { clusterProfile, ClusterBatch, h1Policy, policyOnBatch, seedKey, trajectoryHash } from "@plimsoll/simulation";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OpenedLab, openLab, press, said } from "./opened-lab.ts";

let lab: OpenedLab;
beforeAll(async () => {
  lab = await openLab();
}, 60_000);
afterAll(() => lab[Symbol.asyncDispose]());

const LANE = '[data-lane="0"]';
const WAITING = { timeout: 15_000 };
const STEP = "#cluster [data-role=step]";
const vectors = JSON.parse(
  readFileSync(new URL("../../../../spec/vectors/simulation/policies.json", import.meta.url), "utf8"),
) as { readonly vectors: readonly { readonly policy: object }[] };
const policyText = JSON.stringify(vectors.vectors[0]!.policy);
const fileOf = (name: string, text: string) => ({ name, mimeType: "application/json", buffer: Buffer.from(text) });

/** One byte more than a policy may have; evaluated in the page. */
const CHOOSE_LARGE_FILE = `{
  const chosen = new DataTransfer();
  chosen.items.add(new File([new Uint8Array(2 ** 26 + 1)], "large.json"));
  const chooser = document.querySelector("#cluster-file");
  chooser.files = chosen.files;
  chooser.dispatchEvent(new Event("change"));
}`;

/** What H1 and the kernel come to in this process. */
function hashHere(steps: number, seed: number): string {
  const spec = clusterProfile("classic", { width: 8, height: 6 });
  const batch = new ClusterBatch(spec, 1, "next-step");
  batch.reset(seed);
  let hash = trajectoryHash(0, batch);
  const play = policyOnBatch(h1Policy(), () => seedKey(seed));
  for (let step = 0; step < steps; step += 1) {
    play(batch, step, batch.actions);
    batch.step();
    hash = trajectoryHash(hash, batch);
  }
  return hash.toString(16).padStart(8, "0");
}

describe("ClusterTensor in Chromium", () => {
  test("SIM-383 the same policy and seed come to the same bits as in Node", async () => {
    const page = await lab.open();
    await press(page, STEP, 150);
    expect(await said(page, LANE, "steps")).toBe("150");
    expect(await said(page, LANE, "hash")).toBe(hashHere(150, 3));
    await page.fill("#cluster-seed", "4");
    await page.keyboard.press("Tab");
    await press(page, STEP, 150);
    expect(await said(page, LANE, "hash")).toBe(hashHere(150, 4));
    expect(hashHere(150, 3)).not.toBe(hashHere(150, 4));
  });

  test("SIM-384 two policies on one seed: alike where they are the same, unlike where they are not", async () => {
    const page = await lab.open();
    await page.check("#cluster-compare");
    await page.selectOption("#cluster-rival", "0");
    await press(page, STEP, 60);
    const hashes = async () => [await said(page, LANE, "hash"), await said(page, '[data-lane="1"]', "hash")];
    const [one, same] = await hashes();
    expect(one).toBe(same);
    await page.selectOption("#cluster-rival", { label: "Never act" });
    await press(page, STEP, 60);
    const [again, other] = await hashes();
    expect(again).toBe(one);
    expect(other).not.toBe(one);
  });

  test("SIM-387 it runs at the speed of its slider, pauses, and steps by hand", async () => {
    const page = await lab.open();
    await page.fill("#cluster [data-role=speed]", "14");
    expect(await said(page, "#cluster", "speed")).toBe("Infinity");
    await page.click("#cluster [data-role=run]");
    await expect.poll(async () => Number(await said(page, LANE, "steps")), WAITING).toBeGreaterThan(3_000);
    expect(await said(page, "#cluster", "state")).toBe("running");
    await page.click("#cluster [data-role=run]");
    expect(await said(page, "#cluster", "state")).toBe("paused");
    const steps = Number(await said(page, LANE, "steps"));
    await press(page, STEP, 1);
    expect(await said(page, LANE, "steps")).toBe(String(steps + 1));
    await page.fill("#cluster [data-role=speed]", "2");
    expect(await page.textContent("#cluster [data-role=speed-shown]")).toBe("4 steps/s");
    await page.click("#cluster [data-role=restart]");
    expect(await said(page, LANE, "steps")).toBe("0");
  });

  test("SIM-389 sliders, profile and seed make another world; a seed that is none is said, and the world stays", async () => {
    const page = await lab.open();
    const start = await said(page, LANE, "hash");
    await page.locator("#cluster-width").fill("5");
    expect(await said(page, LANE, "cells")).toBe("5x6");
    expect(await said(page, LANE, "hash")).not.toBe(start);
    await page.locator("#cluster-width").fill("8");
    expect(await said(page, LANE, "hash")).toBe(start);
    await page.locator("#cluster-growth").fill("0.03");
    await page.selectOption("#cluster-policy", { label: "Never act" });
    await press(page, STEP, 60);
    expect(Number(await said(page, LANE, "episode"))).toBeGreaterThan(1);
    await page.selectOption("#cluster-profile", "bursty");
    expect(await page.textContent('label[for="cluster-growth"] output')).toBe("0.0050");
    const kept = await said(page, LANE, "hash");
    await page.fill("#cluster-seed", "1.5");
    await page.keyboard.press("Tab");
    expect(await page.textContent("#cluster [data-role=problem]")).toMatch(/^SEED_INVALID: /);
    expect(await said(page, LANE, "hash")).toBe(kept);
  });

  test("SIM-388 without autoreset a lane stops at the end of its episode", async () => {
    const page = await lab.open();
    await page.selectOption("#cluster-autoreset", "disabled");
    await page.selectOption("#cluster-policy", { label: "Never act" });
    await page.fill("#cluster [data-role=speed]", "14");
    await page.click("#cluster [data-role=run]");
    await page.waitForSelector('#cluster[data-state="paused"]');
    expect([await said(page, LANE, "ended"), await said(page, LANE, "episode")]).toEqual(["true", "1"]);
    expect(await page.textContent(`${LANE} .state`)).toBe("episode ended");
  });

  test("SIM-386 a learned policy from a file plays and shows its probabilities; a bad file is refused in so many words", async () => {
    const page = await lab.open();
    const before = await said(page, LANE, "brain");
    await page.setInputFiles("#cluster-file", fileOf("broken.json", policyText.replace('"seed":7', '"seed":8')));
    await page.waitForSelector('#cluster-file-said[data-state="failed"]');
    expect(await page.textContent("#cluster-file-said")).toMatch(
      /^broken\.json was not loaded\. POLICY_DIGEST: expected digest/,
    );
    expect(await said(page, LANE, "brain")).toBe(before);
    await page.evaluate(CHOOSE_LARGE_FILE);
    await expect
      .poll(() => page.textContent("#cluster-file-said"))
      .toMatch(/^large\.json was not loaded\. POLICY_FILE_SIZE: /);
    await page.setInputFiles("#cluster-file", fileOf("policy.json", policyText));
    await page.waitForSelector('#cluster-file-said[data-state="loaded"]');
    expect(await said(page, LANE, "brain")).toBe("Learned: policy.json");
    const odds = await page.locator(`${LANE} .actions b`).allTextContents();
    expect(odds.reduce((sum, odd) => sum + Number.parseInt(odd, 10), 0)).toBeGreaterThan(95);
    await press(page, STEP, 20);
    expect(await said(page, LANE, "steps")).toBe("20");
  });
});

describe("Gardener in Chromium", () => {
  test("SIM-390 it runs, says its verdict, and the same seed comes to the same bits", async () => {
    const page = await lab.open("gardener");
    await press(page, "#gardener [data-role=step]", 40);
    const hash = await said(page, "#gardener", "hash");
    expect(await said(page, "#gardener", "generation")).toBe("40");
    expect(["creative", "bubble", "collapse"]).toContain(await said(page, "#gardener", "verdict"));
    await page.click("#gardener [data-role=restart]");
    await press(page, "#gardener [data-role=step]", 40);
    expect(await said(page, "#gardener", "hash")).toBe(hash);
    await page.fill("#gardener [data-role=speed]", "14");
    await page.click("#gardener [data-role=run]");
    await expect.poll(async () => Number(await said(page, "#gardener", "generation")), WAITING).toBeGreaterThan(300);
    await page.click("#gardener [data-role=run]");
    expect(Number(await said(page, "#gardener", "population"))).toBeGreaterThan(10);
  });

  test("SIM-391 bursts and storms disturb it: by button, by key, by a click on the field", async () => {
    const page = await lab.open("gardener");
    const seen = [await said(page, "#gardener", "hash")];
    for (const disturb of [
      () => page.click("#gardener [data-role=burst]"),
      () => page.keyboard.press("b"),
      () => page.click("#gardener [data-role=field]", { position: { x: 40, y: 40 } }),
      () => page.click("#gardener [data-role=storm]"),
    ]) {
      await disturb();
      const hash = await said(page, "#gardener", "hash");
      expect(seen).not.toContain(hash);
      seen.push(hash);
    }
    await press(page, "#gardener [data-role=step]", 1);
    expect(Number(await said(page, "#gardener", "dirt"))).toBeGreaterThan(0.25);
  });

  test("SIM-389 profile, brain, side and growth make another garden", async () => {
    const page = await lab.open("gardener");
    await page.locator("#gardener-side").fill("32");
    expect(await said(page, "#gardener", "side")).toBe("32");
    await page.locator("#gardener-growth").fill("0.03");
    await press(page, "#gardener [data-role=step]", 60);
    expect(Number(await said(page, "#gardener", "dirt"))).toBeGreaterThan(0.4);
    await page.selectOption("#gardener-policy", { label: "Random brains" });
    expect(await said(page, "#gardener", "generation")).toBe("0");
    await page.selectOption("#gardener-profile", "classic");
    expect(await said(page, "#gardener", "side")).toBe("60");
  });
});

test("SIM-394 in all of this no tab had anything to complain of", () => {
  expect(lab.complaints).toEqual([]);
});
