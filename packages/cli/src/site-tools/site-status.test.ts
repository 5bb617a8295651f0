import { describe, expect, test } from "vitest";
import { DeployedSite } from "../../../kernel/test/deployments/deployed-site.ts";
import type { SiteRead } from "./read-site.ts";
import { siteStatus } from "./site-status.ts";
import { statusText } from "./status-text.ts";

function readNow(site: DeployedSite, laterMs = 0): SiteRead {
  const { state, at } = site;
  if (state.site === null) throw new Error("the test site is not open");
  return { state, site: state.site, nowMs: at + laterMs };
}

describe("status", () => {
  test("G-233 what lives stands with its power and the reason that binds, and what has ended does not", () => {
    const site = DeployedSite.started();
    site.deploy();
    const status = siteStatus(readNow(site));
    expect(status.subjects.map(({ kind, subject }) => `${kind} ${subject}`)).toContain("deployment dep");
    site.do({ type: "deployment.end", deployment: "dep" });
    expect(siteStatus(readNow(site)).subjects.map(({ subject }) => subject)).not.toContain("dep");
  });

  test("G-233 what has full power is told as held back by nothing, and what has less with its reason", () => {
    const site = DeployedSite.deployedInFull();
    const status = siteStatus(readNow(site));
    const deployed = status.subjects.find(({ subject }) => subject === "dep");
    expect(deployed).toMatchObject({ levelPpm: 1_000_000, reason: null });
    expect(statusText(status, "data")).toMatch(/deployment dep.*100 %.*nothing holds it back/u);
    const held = status.subjects.filter(({ levelPpm }) => levelPpm < 1_000_000);
    expect(held.length).toBeGreaterThan(0);
    for (const { reason } of held) expect(reason).not.toBeNull();
  });

  test("G-233 evidence that grows old in silence takes power away by the clock alone", () => {
    const site = DeployedSite.started();
    site.deploy();
    const [later] = siteStatus(readNow(site, 400 * 86_400_000)).subjects;
    expect(later).toMatchObject({ levelPpm: 0 });
    expect(later?.reason).not.toBeNull();
  });

  test("G-233 a wallet that no debit has opened yet is not shown as an empty one", () => {
    const site = DeployedSite.started();
    const text = statusText(siteStatus(readNow(site, 400 * 86_400_000)), "data");
    expect(text).toContain("not opened yet");
  });
});
