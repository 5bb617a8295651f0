import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { publishFeed, publishKeys } from "../../src/token/gate-files.ts";
import { issuerKeysIn } from "../../src/token/json-web-key-set.ts";
import { isAfter, openFeed } from "../../src/token/signed-feed.ts";
import { withdrawalFeedOf } from "../../src/token/withdrawal-feed-of.ts";
import type { Site } from "../../src/site/site.ts";
import { deploy, deployedSite, judge, ORIGIN, proveControl, WEIGHTS } from "./token-rig.ts";

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

  test("G-46 K-100 for outside users, a verdict that ended leaves nothing, though nobody entered anything", () => {
    const { site } = deployedSite("external");
    judge(site, "green", 3_600_000);
    const end = site.now() + 3_600_000;
    const levelAt = (nowMs: number) => feedOf(site, nowMs).deployments.map(({ levelPpm }) => levelPpm);
    expect([end - 1, end, end + 1].map(levelAt)).toEqual([[1_000_000], [0], [0]]);
    const inside = deployedSite("internal").site;
    judge(inside, "green", 1);
    expect(feedOf(inside, inside.now() + 1).deployments).toEqual([{ deployment: "chat", levelPpm: 1_000_000 }]);
  });

  test("G-46 K-100 for outside users, what nobody judged has nothing", () => {
    const { site } = deployedSite("external");
    const { state } = site;
    const unjudged = { ...state, releases: state.releases.delete(WEIGHTS) };
    const facts = { issuer: ORIGIN, repeat: 0, nowMs: site.now() };
    expect(withdrawalFeedOf(unjudged, facts).deployments).toEqual([{ deployment: "chat", levelPpm: 0 }]);
  });

  test("G-46 K-100 whatever was judged, time alone only takes a level away, and leaves none after the last end", () => {
    const verdicts = fc.array(
      fc.tuple(fc.constantFrom("green", "green", "yellow", "red"), fc.integer({ min: 1, max: 5_000 })),
      {
        minLength: 1,
        maxLength: 4,
      },
    );
    let powered = 0;
    fc.assert(
      fc.property(verdicts, fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 8 }), (told, waits) => {
        const { site, clock } = deployedSite("external");
        for (const [level, forMs] of told) {
          clock.pass(1);
          judge(site, level, forMs);
        }
        const [level, forMs] = told.at(-1) ?? ["red", 0];
        const end = level === "green" ? site.now() + forMs : -Infinity;
        let nowMs = site.now();
        for (const ms of waits) {
          nowMs += ms;
          const [each] = feedOf(site, nowMs).deployments;
          if (nowMs < end) powered += 1;
          expect(each?.levelPpm).toBe(nowMs < end ? 1_000_000 : 0);
        }
      }),
      { seed: 20_261_122, numRuns: 40 },
    );
    expect(powered).toBeGreaterThan(10);
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

  test("G-47 no other publisher writes between what one reads and what it writes", () => {
    const [ahead, behind, { withdrawals }] = [deployedSite(), deployedSite(), gateFolder()];
    publishFeed(behind.site, withdrawals);
    judge(ahead.site, "green");
    let interrupted: unknown = null;
    // Between the two, another process of the site knows more and would write it.
    const held = Object.create(behind.site, {
      now: {
        value: () => {
          try {
            publishFeed(ahead.site, withdrawals);
          } catch (cause) {
            interrupted = cause;
          }
          return behind.site.now();
        },
      },
      state: { get: () => behind.site.state },
      issuerKey: { get: () => behind.site.issuerKey },
      log: { get: () => behind.site.log },
    }) as Site;
    expect(publishFeed(held, withdrawals)).toBe(true);
    expect(interrupted).toMatchObject({ code: "SITE_BUSY" });
    expect(publishFeed(ahead.site, withdrawals)).toBe(true);
    expect(publishFeed(behind.site, withdrawals)).toBe(false);
    expect(readFeed(ahead.site, withdrawals)?.sequence.entries).toBe(ahead.site.state.entryCount);
  });

  test("G-47 a publisher waits for another that is at it", async () => {
    const [{ site }, { withdrawals }] = [deployedSite(), gateFolder()];
    publishFeed(site, withdrawals);
    const lock = JSON.stringify(new URL("../../src/site/file-lock.ts", import.meta.url).href);
    const program = `const lock = (await import(${lock})).takeFileLock(${JSON.stringify(withdrawals)}); console.log("held"); setTimeout(() => lock.close(), 300);`;
    const flags = ["--no-warnings", "--conditions=@plimsoll/source", "--input-type=module"];
    const other = spawn(process.execPath, [...flags, "-e", program]);
    onTestFinished(() => void other.kill("SIGKILL"));
    await once(other.stdout, "data");
    expect(publishFeed(site, withdrawals)).toBe(true);
    expect(readFeed(site, withdrawals)?.sequence.repeat).toBe(1);
  });

  test.each(["", "{", "null", '{"payloadType":"x"}'])("G-47 a file of %j is written anew", (text) => {
    const [{ site }, files] = [deployedSite(), gateFolder()];
    publishKeys(site, files.jwks);
    writeFileSync(files.withdrawals, text);
    expect(publishFeed(site, files.withdrawals)).toBe(true);
    expect(readFeed(site, files.withdrawals)).toMatchObject({ issuer: ORIGIN });
  });
});
