import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@plimsoll/foundation/node";
import { dataFolder, FileKeyRing, RefusedError, type Site, siteIn } from "@plimsoll/governor";
import { starterPolicy } from "@plimsoll/kernel";
import { afterAll, expect, test } from "vitest";
import { accreditLab, type AskedAccreditation } from "../../src/site-tools/accredit-lab.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-accreditation-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NO_BONDS: AskedAccreditation["bonds"] = { persons: [], hardwareRoots: [], meters: [] };
const people = (headcount: number, bonds = NO_BONDS): AskedAccreditation => ({ headcount, computeUnits: 0, bonds });

function opened(name: string): Site {
  const data = join(folder, name);
  const site = siteIn(data, new FileKeyRing(dataFolder(data).keys), systemClock);
  site.open("site", starterPolicy);
  return site;
}

const thrownBy = (call: () => unknown): unknown => {
  try {
    return call();
  } catch (fault) {
    return fault;
  }
};

test("G-237 an accreditation is answered with what the kernel opens the quarter with", () => {
  using site = opened("granted");
  const granted = accreditLab(site, "acme", people(20));
  expect(granted).toBe(starterPolicy.perHeadMicroCu * 20);
  expect(accreditLab(site, "acme", people(20)), "the same again is the first one").toBe(granted);
  expect(accreditLab(site, "birch", people(40))).toBe(2 * granted);
});

test("G-237 another accreditation of a lab is told with the figures that it has", () => {
  using site = opened("exists");
  accreditLab(site, "acme", people(20));
  for (const other of [people(50), people(20, { ...NO_BONDS, persons: ["ann"] })]) {
    const refused = thrownBy(() => accreditLab(site, "acme", other));
    expect(refused).toBeInstanceOf(RefusedError);
    expect((refused as RefusedError).refusal).toMatchObject({ code: "LAB_EXISTS" });
    expect((refused as RefusedError).refusal.expected).toContain("20 people, 0 compute units");
  }
  expect(site.state.labs.get("acme")?.headcount).toBe(20);
});

test("G-237 a name that no key can have is told as it was typed", () => {
  using site = opened("names");
  const fault = thrownBy(() => accreditLab(site, "nord licht", people(20)));
  expect(fault).toMatchObject({ code: "NAME_MALFORMED" });
  expect(String(fault)).toContain('"nord licht"');
  expect(String(fault)).not.toContain("lab-nord");
});
