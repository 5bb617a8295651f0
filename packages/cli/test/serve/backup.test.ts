import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { RandomStream } from "@plimsoll/foundation";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AccreditedSite, siteTemplate } from "../faults/accredited-site.ts";
import { eventually, wait } from "../faults/eventually.ts";
import { killQuietly } from "../faults/governed-story.ts";
import { verified } from "../faults/kept-ledger.ts";
import { canMount, SmallDisk } from "../inputs/small-disk.ts";

const SLOW = { timeout: 180_000 };
const MIB = 1_048_576;
let template = "";
beforeAll(async () => {
  template = await siteTemplate();
}, 60_000);
afterAll(() => rmSync(template, { recursive: true, force: true }));

const BACKUP = ["backup", "--data", "site", "--json", "--to"];

async function urlOf(site: AccreditedSite, ...args: readonly string[]): Promise<{ url: string; pid: number }> {
  const daemon = site.start(["serve", ...args, "--port", "0", "--no-page", "--json"]);
  await eventually(() => daemon.line("listening") !== undefined || daemon.end !== null, 30_000);
  return { url: String(daemon.line("listening")?.["url"]), pid: daemon.pid };
}

test(
  "SVR-8 SVR-9 a backup of a site that is served and written to is restored, verifies and is served",
  SLOW,
  async () => {
    await using site = new AccreditedSite(template);
    const served = await urlOf(site, "--data", "site");
    const handedIn = await site.plimsoll("lab", "accredit", "while-served", "--data", "site");
    expect(handedIn.end?.code, handedIn.stderr).toBe(0);
    const known = site.entries();
    const made = await site.plimsoll(...BACKUP, "site.tar");
    expect(made.line("summary"), made.stderr).toMatchObject({ ok: true, withKeys: false });
    const { entries = 0 } = (made.line("summary")?.["ledger"] ?? {}) as { entries?: number };
    expect(entries).toBeGreaterThanOrEqual(known);
    expect(statSync(site.path("site.tar")).mode & 0o777).toBe(0o600);
    killQuietly(served.pid);
    const restored = await site.plimsoll("restore", "site.tar", "--data", "restored");
    expect(restored.end?.code, restored.stderr).toBe(0);
    expect(restored.stdout).toContain(`${entries} entries`);
    expect(restored.stdout).toMatch(/^checkpoint: \d+ leaves, root \S{44}$/mu);
    expect(restored.stdout).toContain("Witnesses that saw a later checkpoint will refuse this ledger");
    expect(await verified(site.path("restored", "ledger"))).toBe(entries);
    const { url } = await urlOf(site, "--data", "restored", "--read-only");
    const labs = (await (await fetch(`${url}/v1/labs`)).json()) as { items: readonly { lab: string }[] };
    expect(JSON.stringify(labs.items)).toContain("while-served");
  },
);

test("SVR-4 after kill -9 of the daemon a backup holds what it acknowledged", SLOW, async () => {
  await using site = new AccreditedSite(template);
  const served = await urlOf(site, "--data", "site");
  await site.plimsoll("lab", "accredit", "acknowledged", "--data", "site");
  killQuietly(served.pid);
  const made = await site.plimsoll(...BACKUP, "site.tar");
  expect(site.entries()).toBeGreaterThan(2);
  expect(made.line("summary"), made.stderr).toMatchObject({ ok: true, ledger: { entries: site.entries() } });
});

test("SVR-8 G-236 only with its keys does a restored site go on deciding", SLOW, async () => {
  await using site = new AccreditedSite(template);
  await site.plimsoll(...BACKUP, "reader.tar");
  await site.plimsoll(...BACKUP, "writer.tar", "--with-keys");
  for (const name of ["reader", "writer"]) await site.plimsoll("restore", `${name}.tar`, "--data", name, "--json");
  const refused = await site.plimsoll("lab", "accredit", "later", "--data", "reader");
  expect(refused.end?.code).not.toBe(0);
  expect(refused.stderr).toMatch(/^KEYS_MISSING: .*keys folder back/);
  expect(existsSync(site.path("reader", "keys", "ledger.pem")), "no key was made").toBe(false);
  cpSync(site.path("site", "keys"), site.path("reader", "keys"), { recursive: true, force: false });
  const back = await site.plimsoll("lab", "accredit", "with-keys-back", "--data", "reader");
  expect(back.end?.code, back.stderr).toBe(0);
  const decided = await site.plimsoll("lab", "accredit", "later", "--data", "writer");
  expect(decided.end?.code, decided.stderr).toBe(0);
  expect(await verified(site.path("writer", "ledger"))).toBe(3);
  expect(await verified(site.path("reader", "ledger"))).toBe(3);
});

test("restore believes a key from elsewhere more than the archive's own", SLOW, async () => {
  await using site = new AccreditedSite(template);
  await using other = new AccreditedSite(template);
  await site.plimsoll(...BACKUP, "site.tar");
  const stranger = await other.plimsoll("init", "--data", "stranger");
  expect(stranger.end?.code).toBe(0);
  const key = other.path("stranger", "ledger", "ledger.pub.pem");
  const refused = await site.plimsoll("restore", "site.tar", "--data", "restored", "--key", key, "--json");
  expect(refused.end?.code).toBe(1);
  expect(refused.stdout + refused.stderr).toContain("RESTORE_REFUSED");
  expect(existsSync(site.path("restored"))).toBe(false);
  const own = site.path("site", "ledger", "ledger.vkey");
  const restored = await site.plimsoll("restore", "site.tar", "--data", "restored", "--key", own, "--json");
  expect(restored.line("summary")).toMatchObject({ ok: true, entries: 2 });
});

/** So large that a kill falls into its copying. */
function enlarge(site: AccreditedSite): void {
  mkdirSync(site.path("site", "evidence", "e-1"), { recursive: true });
  for (let part = 0; part < 24; part += 1)
    writeFileSync(site.path("site", "evidence", "e-1", `${part}.jsonl`), Buffer.alloc(4 * MIB, `trial ${part}\n`));
}

test("SVR-8 kill -9 during a backup leaves no archive, or a whole one", SLOW, async () => {
  await using site = new AccreditedSite(template);
  enlarge(site);
  const random = RandomStream.from(3, "killed backup");
  let cut = 0;
  for (let round = 0; round < 8; round += 1) {
    const backup = site.start([...BACKUP, `${round}.tar`]);
    await eventually(() => backup.end !== null || draftsIn(site.directory).length > 0, 30_000);
    await wait(random.below(120));
    killQuietly(backup.pid);
    await backup.ended;
    rmSync(site.path(...draftsIn(site.directory).slice(0, 1)), { force: true });
    if (!existsSync(site.path(`${round}.tar`))) cut += 1;
    else await restoredWhole(site, `${round}.tar`, `restored-${round}`);
  }
  expect(cut).toBeGreaterThan(0);
});

test(
  "SVR-8 kill -9 during a restore leaves no folder, or a verified one; the next restore is not in its way",
  SLOW,
  async () => {
    await using site = new AccreditedSite(template);
    enlarge(site);
    await site.plimsoll(...BACKUP, "site.tar");
    const random = RandomStream.from(4, "killed restore");
    let cut = 0;
    for (let round = 0; round < 8; round += 1) {
      const restore = site.start(["restore", "site.tar", "--data", `restored-${round}`, "--json"]);
      await eventually(() => restore.end !== null || draftsIn(site.directory).length > 0, 30_000);
      await wait(random.below(300));
      killQuietly(restore.pid);
      await restore.ended;
      for (const draft of draftsIn(site.directory)) rmSync(site.path(draft), { recursive: true });
      if (existsSync(site.path(`restored-${round}`))) await verified(site.path(`restored-${round}`, "ledger"));
      else cut += 1;
    }
    expect(cut).toBeGreaterThan(0);
    await restoredWhole(site, "site.tar", "at-last");
  },
);

const draftsIn = (folder: string): readonly string[] => readdirSync(folder).filter((name) => name.endsWith(".tmp"));

async function restoredWhole(site: AccreditedSite, file: string, data: string): Promise<void> {
  const restored = await site.plimsoll("restore", file, "--data", data, "--json");
  expect(restored.line("summary"), restored.stderr).toMatchObject({ ok: true, entries: 2 });
  expect(readdirSync(site.path(data, "evidence", "e-1"))).toHaveLength(24);
}

test.skipIf(!canMount)(
  "a full disk ends a backup and a restore with DISK_FULL, and nothing is left",
  SLOW,
  async () => {
    await using site = new AccreditedSite(template);
    enlarge(site);
    await site.plimsoll(...BACKUP, "site.tar");
    using disk = new SmallDisk(2_048);
    const refused = [
      await site.plimsoll(...BACKUP, `${disk.directory}/site.tar`),
      await site.plimsoll("restore", "site.tar", "--data", `${disk.directory}/restored`, "--json"),
    ];
    for (const { end, stdout, stderr } of refused) {
      expect(end?.code).toBe(1);
      expect(stdout + stderr).toContain("DISK_FULL");
    }
    expect(readdirSync(disk.directory)).toEqual([]);
  },
);

test("every wrong input is one line with a code", SLOW, async () => {
  await using site = new AccreditedSite(template);
  site.write("noise", "no archive");
  mkdirSync(site.path("there"));
  await site.plimsoll(...BACKUP, "site.tar");
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [[...BACKUP, "site.tar"], "BACKUP_EXISTS"],
    [["backup", "--data", "nowhere", "--to", "x.tar"], "SITE_NOT_FOUND"],
    [[...BACKUP, "no-folder/x.tar"], "BACKUP_FAILED"],
    [["restore", "noise", "--data", "x"], "ARCHIVE_DAMAGED"],
    [["restore", "missing", "--data", "x"], "ARCHIVE_NOT_FOUND"],
    [["restore", "site.tar", "--data", "there"], "DATA_EXISTS"],
  ];
  for (const [args, code] of wrong) {
    const ended = await site.plimsoll(...args);
    expect(ended.end?.code, args.join(" ")).toBe(1);
    expect(ended.stdout + ended.stderr).toContain(code);
    expect(ended.stderr).not.toContain("    at ");
  }
  expect(existsSync(site.path("x"))).toBe(false);
});
