import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { dataFolder } from "@plimsoll/governor";
import { expect, test } from "vitest";
import { backup, restore } from "../backup/archive-kit.ts";
import { ask, post } from "../kit/ask.ts";
import { startDaemon } from "../kit/daemon.ts";
import { eventually, wait } from "../kit/eventually.ts";
import { makePlainSite } from "../kit/plain-site.ts";
import { judgement, JUDGES, Signer } from "../kit/signer.ts";
import { TemporaryFolder } from "../kit/temporary-folder.ts";

/** Of how many entries the gates of a site are told now; -1 before the first word. */
function entriesTold(data: string): number {
  const file = dataFolder(data).withdrawals;
  if (!existsSync(file)) return -1;
  const { payload } = JSON.parse(readFileSync(file, "utf8")) as { readonly payload: string };
  const feed = JSON.parse(Buffer.from(payload, "base64").toString()) as {
    readonly sequence: { readonly entries: number };
  };
  return feed.sequence.entries;
}

/** Lets a daemon decide, a judgement at a time. */
const deciding = (url: string, data: string) => {
  const signer = new Signer(data);
  return async (place: number) =>
    await post(url, "/v1/commands", signer.command(`judge-${place}`, judgement(place), JUDGES));
};

/** Serves a site, until gates were told of so many judgements more. */
async function served(data: string, judgements: number): Promise<void> {
  const before = entriesTold(data);
  const daemon = await startDaemon(data);
  for (let place = 0; place < judgements; place += 1) await deciding(daemon.url, data)(place);
  await eventually(() => entriesTold(data) > before + judgements - 1, 5_000, "a feed");
  await daemon.stop();
}

test("SVR-6 a feed that is ahead of the ledger is no feed: the daemon is not ready until it can publish its own", async () => {
  using folder = new TemporaryFolder();
  const [data, older] = [join(folder.path, "site"), join(folder.path, "older")];
  makePlainSite(data);
  await served(data, 0);
  cpSync(data, older, { recursive: true });
  await served(data, 4);
  cpSync(dataFolder(data).withdrawals, dataFolder(older).withdrawals);
  const told = entriesTold(older);

  const restored = await startDaemon(older);
  await eventually(async () => (await ask(restored.url, "/readyz")).status === 503, 5_000, "not ready");
  expect((await ask(restored.url, "/readyz")).json()).toMatchObject({ reasons: ["feed: FEED_AHEAD"] });
  expect(entriesTold(older)).toBe(told);
  for (const place of [11, 12, 13, 14, 15]) await deciding(restored.url, older)(place);
  await eventually(async () => (await ask(restored.url, "/readyz")).status === 200, 5_000, "ready");
  expect(entriesTold(older)).toBeGreaterThan(told);
  await restored.stop();
});

test("SVR-8 a backup's feed knows no more than its ledger: the restored daemon publishes at once", async () => {
  using folder = new TemporaryFolder();
  const [data, file, restored] = ["site", "site.tar", "restored"].map((name) => join(folder.path, name)) as [
    string,
    string,
    string,
  ];
  makePlainSite(data);
  const daemon = await startDaemon(data);
  const decide = deciding(daemon.url, data);
  const going = (async () => {
    for (let place = 0; place < 16; place += 1) {
      await decide(place);
      await wait(100);
    }
  })();
  await wait(300);
  // The backup waits until the checkpoint is published: the site decides and tells its gates meanwhile.
  const report = await backup(data, file, true);
  await going;
  await daemon.stop();
  await restore(file, restored);
  expect(entriesTold(restored)).toBeLessThanOrEqual(report.ledger.entries);
  const again = await startDaemon(restored);
  await eventually(() => entriesTold(restored) === report.ledger.entries, 3_000, "its own feed");
  expect((await ask(again.url, "/readyz")).status).toBe(200);
  await again.stop();
});
