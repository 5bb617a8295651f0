import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { killByOrder } from "../../src/serve-tools/kill-by-order.ts";
import { AccreditedSite, siteTemplate } from "../faults/accredited-site.ts";

let template = "";
beforeAll(async () => {
  template = await siteTemplate();
}, 60_000);
afterAll(() => rmSync(template, { recursive: true, force: true }));

test.each(["--tls-cert", "--tls-key"])(
  "SVR-159 %s without the other is refused, and nothing is served",
  async (flag) => {
    await using site = new AccreditedSite(template);
    site.write("file.pem", "");
    const { end, stdout, stderr } = await site.plimsoll(
      ...["serve", "--data", "site", "--port", "0", "--no-page", "--json", flag, "file.pem"],
    );
    expect(end?.code).toBe(1);
    expect(stderr).toContain("SERVE_OPTIONS");
    expect(stdout).not.toContain("listening");
  },
  30_000,
);

const childProcesses = (): number => process.getActiveResourcesInfo().filter((each) => each === "ProcessWrap").length;

test("SVR-156 however many orders come for a run, one process kills it, and a later order begins another", async () => {
  await using site = new AccreditedSite(template);
  const order = async (run: string): Promise<unknown> =>
    await killByOrder({ run, envelope: {}, data: site.path("site") }).catch(
      ({ code }: { readonly code: string }) => code,
    );
  const before = childProcesses();
  const many = Array.from({ length: 20 }, async () => await order("run-1"));
  expect(childProcesses() - before).toBe(1);
  const other = order("run-2");
  expect(childProcesses() - before).toBe(2);
  expect(new Set(await Promise.all([...many, other]))).toEqual(new Set(["RUN_UNKNOWN"]));
  const ended = childProcesses();
  const later = order("run-1");
  expect(childProcesses() - ended).toBe(1);
  expect(await later).toBe("RUN_UNKNOWN");
}, 60_000);
