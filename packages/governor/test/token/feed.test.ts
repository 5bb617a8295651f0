import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { publishFeed, publishKeys } from "../../src/token/gate-files.ts";
import { issuerKeysIn } from "../../src/token/json-web-key-set.ts";
import { isAfter, openFeed } from "../../src/token/signed-feed.ts";
import { withdrawalFeedOf } from "../../src/token/withdrawal-feed-of.ts";
import type { Site } from "../../src/site/site.ts";
import { deploy, deployedSite, judge, ORIGIN, proveControl } from "./token-rig.ts";

const feedOf = (site: Site, nowMs = site.now()) => withdrawalFeedOf(site.state, { issuer: ORIGIN, repeat: 0, nowMs });

function gateFolder() {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-gate-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { jwks: join(folder, "gate", "jwks.json"), withdrawals: join(folder, "gate", "withdrawals.json") };
}

describe("what a feed says", () => {
  test("G-46 every deployment that lives with its power, and every lineage with its kill epoch", () => {
    const { site } = deployedSite();
    deploy(site, "batch", "internal");
    expect(feedOf(site)).toEqual({
      issuer: ORIGIN,
      sequence: { entries: site.state.entryCount, repeat: 0 },
      at: site.now(),
      deployments: [
        { deployment: "batch", levelPpm: 1_000_000 },
        { deployment: "chat", levelPpm: 1_000_000 },
      ],
      lineages: [{ lineage: "line", killEpoch: 0 }],
    });
  });

  test("G-46 a deployment that ended is not in it", () => {
    const { site } = deployedSite();
    site.must("end", { type: "deployment.end", deployment: "chat" });
    expect(feedOf(site).deployments).toEqual([]);
  });

  test("G-46 evidence that grew stale leaves nothing, though nobody entered anything", () => {
    const { site } = deployedSite();
    expect(feedOf(site, site.now() + site.policy.evidenceTtlMs + 1).deployments).toEqual([
      { deployment: "chat", levelPpm: 0 },
    ]);
  });

  test("G-46 a kill takes the power and raises the epoch", () => {
    const { site } = deployedSite();
    proveControl(site, "chat", "lost", 340);
    expect(feedOf(site)).toMatchObject({
      deployments: [{ deployment: "chat", levelPpm: 0 }],
      lineages: [{ lineage: "line", killEpoch: 1 }],
    });
  });

  test("G-46 for outside users, a release that is no longer green leaves nothing", () => {
    const { site } = deployedSite("external");
    expect(feedOf(site).deployments).toEqual([{ deployment: "chat", levelPpm: 1_000_000 }]);
    judge(site, "yellow");
    expect(feedOf(site).deployments).toEqual([{ deployment: "chat", levelPpm: 0 }]);
  });
});

describe("the files for gates", () => {
  const readFeed = (site: Site, file: string) => {
    const { publicKey } = site.issuerKey;
    return openFeed(JSON.parse(readFileSync(file, "utf8")), (id) => (id === publicKey.keyId ? publicKey : undefined));
  };

  test("G-41 the key set is public, and is read back", () => {
    const [{ site }, files] = [deployedSite(), gateFolder()];
    publishKeys(site, files.jwks);
    const text = readFileSync(files.jwks, "utf8");
    expect([...issuerKeysIn(JSON.parse(text)).values()].map(({ publicKey }) => publicKey.keyId)).toEqual([
      site.issuerKey.keyId,
    ]);
    expect(text).not.toContain('"d"');
  });

  test("G-47 the sequence only grows, whatever happens between", () => {
    const [{ site, clock }, { withdrawals }] = [deployedSite(), gateFolder()];
    const sequences = Array.from({ length: 6 }, (_, place) => {
      if (place === 3) judge(site, "green");
      clock.pass(5_000);
      if (place === 4) clock.wall -= 3_600_000;
      expect(publishFeed(site, withdrawals)).toBe(true);
      return readFeed(site, withdrawals)!;
    });
    for (const [place, feed] of sequences.entries()) {
      const before = sequences[place - 1];
      if (before === undefined) continue;
      expect(isAfter(feed.sequence, before.sequence)).toBe(true);
      expect(isAfter(before.sequence, feed.sequence)).toBe(false);
      expect(feed.at).toBeGreaterThanOrEqual(before.at);
    }
    expect(sequences.map(({ sequence }) => sequence.repeat)).toEqual([0, 1, 2, 0, 1, 2]);
  });

  test("G-47 whoever knows fewer entries does not take the file back", () => {
    const [ahead, behind, { withdrawals }] = [deployedSite(), deployedSite(), gateFolder()];
    judge(ahead.site, "green");
    publishFeed(ahead.site, withdrawals);
    const text = readFileSync(withdrawals, "utf8");
    expect(publishFeed(behind.site, withdrawals)).toBe(false);
    expect(readFileSync(withdrawals, "utf8")).toBe(text);
  });

  test.each(["", "{", "null", '{"payloadType":"x"}'])("G-47 a file of %j is written anew", (text) => {
    const [{ site }, files] = [deployedSite(), gateFolder()];
    publishKeys(site, files.jwks);
    writeFileSync(files.withdrawals, text);
    expect(publishFeed(site, files.withdrawals)).toBe(true);
    expect(readFeed(site, files.withdrawals)).toMatchObject({ issuer: ORIGIN });
  });
});
