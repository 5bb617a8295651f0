import { expect, test } from "vitest";
import { TRIAL_POLICY } from "../trial/settings.ts";
import { TrialWorld } from "../world/world.ts";
import { SimulatedSite, type SiteSettings } from "./simulated-site.ts";

const SETTINGS: SiteSettings = {
  name: "site-0",
  place: 0,
  standing: "alone",
  operator: "honest",
  isMetered: false,
  epochMs: 1_795_305_600_000,
  driftPpm: 0,
  keySeed: "disk",
  signatures: "simulated",
};

/** A site that stands alone and has opened its ledger. */
function opened(): SimulatedSite {
  const world = new TrialWorld(1);
  const site = new SimulatedSite(SETTINGS, { world, tell: () => {}, mesh: null, onStarted: () => {} });
  site.start();
  site.life?.site.open("site-0", TRIAL_POLICY);
  return site;
}

const accredit = (site: SimulatedSite, lab: string): void =>
  site.life?.site.accredit(lab, 10, 0, { persons: [], hardwareRoots: [], meters: [] });

test("ST-6 a second bit that turns over behind the first is put back too", () => {
  const site = opened();
  site.flipBit(40, 1);
  accredit(site, "lab-1");
  const size = site.folder.log.size();
  const whole = Buffer.from(site.folder.log.durable());
  whole.writeUInt8(whole.readUInt8(40) ^ 2, 40);
  site.flipBit(size - 40, 3);
  site.kill();
  site.putBack();
  expect(Buffer.compare(site.folder.log.durable(), whole)).toBe(0);
  site.start();
  expect([site.life === null, site.refusedBy]).toEqual([false, null]);
});

test("ST-6 whatever the product says of a bit that turned over, the site waits for its mirror", () => {
  const site = opened();
  accredit(site, "lab-1");
  const size = site.folder.log.size();
  const refusals = new Set<string>();
  for (let offset = 0; offset < size; offset += 11) {
    site.kill();
    site.flipBit(offset, offset % 8);
    site.start();
    expect(site.life !== null || site.isDamaged).toBe(true);
    if (site.life === null) refusals.add(site.refusedBy?.split(":")[0] ?? "");
    site.kill();
    site.putBack();
    site.start();
    expect(site.life === null).toBe(false);
  }
  expect([...refusals]).toEqual(expect.arrayContaining(["LEDGER_DAMAGED", "LEDGER_KEY_MISMATCH"]));
});
