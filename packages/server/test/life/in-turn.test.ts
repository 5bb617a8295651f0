import { mkdirSync, readdirSync, readlinkSync, truncateSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { noRelease } from "@plimsoll/server";
import { publishedPackFile } from "../../src/release/published-packs.ts";
import { ask } from "../kit/ask.ts";
import { startDaemon, type TestDaemon } from "../kit/daemon.ts";
import { eventually, wait } from "../kit/eventually.ts";
import { makePlainSite } from "../kit/plain-site.ts";
import { TemporaryFolder } from "../kit/temporary-folder.ts";

const folder = new TemporaryFolder();
const data = `${folder.path}/site`;
const pack = `${data}/packs/eval-1`;
const large = `${pack}/large.json`;
const STREAMS = 8;
let daemon: TestDaemon;

beforeAll(async () => {
  makePlainSite(data);
  mkdirSync(pack, { recursive: true });
  for (const name of ["manifest.json", "large.json"]) writeFileSync(`${pack}/${name}`, "{}");
  truncateSync(large, 32 * 1_048_576);
  const release = { ...noRelease, packFile: (name: string, file: string) => publishedPackFile(data, name, file) };
  daemon = await startDaemon(data, { streamsMax: STREAMS }, { release });
});

afterAll(async () => {
  await daemon.stop();
  folder[Symbol.dispose]();
});

/** Sends a request so many times without waiting for an answer, and takes nothing of what comes unless it is told to. */
function sentAtOnce(path: string, times: number): Socket {
  const { hostname, port } = new URL(daemon.url);
  const socket = connect(Number(port), hostname).on("error", () => {});
  socket.write(`GET ${path} HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`.repeat(times));
  return socket;
}

const streams = async (): Promise<string | undefined> =>
  /^plimsoll_event_streams (\d+)$/m.exec((await ask(daemon.url, "/metrics")).text)?.[1];

/** How often this process, in which the daemon is, has a file open. */
const timesOpen = (file: string): number =>
  readdirSync("/proc/self/fd").filter((descriptor) => linkOf(descriptor) === file).length;

function linkOf(descriptor: string): string | null {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return null;
  }
}

test("SVR-171 event streams that are asked for behind one another are one, and none is left when the connection ends", async () => {
  const socket = sentAtOnce("/v1/events", STREAMS);
  await eventually(async () => (await streams()) === "1");
  await wait(200);
  expect(await streams()).toBe("1");
  socket.destroy();
  await eventually(async () => (await streams()) === "0");
  const others = Array.from({ length: STREAMS }, () => sentAtOnce("/v1/events", 1));
  await eventually(async () => (await streams()) === String(STREAMS));
  for (const other of others) other.destroy();
  await eventually(async () => (await streams()) === "0");
});

test("SVR-171 files that are asked for behind one another are opened one at a time, and closed with the connection", async () => {
  const socket = sentAtOnce("/v1/packs/eval-1/large.json", 20);
  await eventually(() => timesOpen(large) === 1);
  await wait(200);
  expect(timesOpen(large)).toBe(1);
  socket.destroy();
  await eventually(() => timesOpen(large) === 0);
});

test("SVR-171 whoever takes his answers gets all of them, in the order in which he asked", async () => {
  const socket = sentAtOnce("/healthz", 30);
  let text = "";
  socket.setEncoding("utf8").on("data", (part: string) => (text += part));
  await eventually(() => text.split('{"status":"ok"}').length === 31);
  socket.destroy();
});

test("SVR-171 a connection with more than 64 requests that wait is ended", async () => {
  const socket = sentAtOnce("/v1/packs/eval-1/large.json", 100);
  socket.resume();
  await eventually(() => socket.closed);
  await eventually(() => timesOpen(large) === 0);
  expect((await ask(daemon.url, "/healthz")).status).toBe(200);
});
