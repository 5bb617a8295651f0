import { verifyLedger } from "@plimsoll/verifier";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, post } from "../kit/ask.ts";
import { EventReader } from "../kit/event-reader.ts";
import { eventually } from "../kit/eventually.ts";
import { Load } from "../kit/load.ts";
import { makePlainSite } from "../kit/plain-site.ts";
import { ServerProcess } from "../kit/server-process.ts";
import { judgement, JUDGES, Signer } from "../kit/signer.ts";
import { TemporaryFolder } from "../kit/temporary-folder.ts";

const folder = new TemporaryFolder();
const data = `${folder.path}/site`;

beforeAll(() => makePlainSite(data));
afterAll(() => folder[Symbol.dispose]());

describe("the process", () => {
  test("SVR-1 SVR-4 it says where it is, what it was, and SIGTERM ends it in order", async () => {
    const copy = folder.copyOf(data, "sigterm");
    await using server = new ServerProcess(copy);
    const url = await server.listening();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const signer = new Signer(copy);
    const answers = await Promise.all(
      Array.from(
        { length: 40 },
        async (_, place) => await post(url, "/v1/commands", signer.command(`c${place}`, judgement(place), JUDGES)),
      ),
    );
    const reader = new EventReader(url);
    await reader.opened;
    expect(await server.kill("SIGTERM")).toEqual({ code: 0, signal: null });
    expect(server.lines.at(-1)).toMatchObject({ type: "summary", ok: true });
    expect(server.lines.length).toBe(2);
    await eventually(() => reader.isEnded);
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(verifyLedger(`${copy}/ledger`)).toMatchObject({ ok: true, tornBytes: 0 });
  });

  test("SVR-4 SIGINT does the same", async () => {
    await using server = new ServerProcess(folder.copyOf(data, "sigint"));
    await server.listening();
    expect(await server.kill("SIGINT")).toEqual({ code: 0, signal: null });
    expect(server.lines.at(-1)).toMatchObject({ type: "summary", ok: true });
  });

  test("SVR-2 a second one over the same folder ends with DATA_IN_USE, and --read-only does not", async () => {
    const copy = folder.copyOf(data, "second");
    await using first = new ServerProcess(copy);
    await first.listening();
    await using second = new ServerProcess(copy);
    const { code } = await second.ended;
    expect(code).toBeGreaterThan(0);
    expect(`${second.stdout}${second.stderr}`).toContain("DATA_IN_USE");
    await using reader = new ServerProcess(copy, ["--read-only"]);
    expect((await ask(await reader.listening(), "/v1/site")).json()).toMatchObject({ readOnly: true });
  });

  test("SVR-3 beyond loopback without TLS it does not start", async () => {
    await using server = new ServerProcess(data, ["--host", "0.0.0.0"]);
    expect((await server.ended).code).toBeGreaterThan(0);
    expect(`${server.stdout}${server.stderr}`).toContain("TLS_MISSING");
  });
});

test(
  "SVR-4 SIGKILL under load, again and again: whatever was answered is in the log, which verifies",
  { timeout: 120_000 },
  async () => {
    const copy = folder.copyOf(data, "sigkill");
    const load = new Load(new Signer(copy));
    for (let round = 0; round < 4; round += 1) {
      await using server = new ServerProcess(copy);
      const url = await server.listening();
      await load.resubmitUnanswered(url);
      const before = load.acknowledged.size;
      const sending = load.run(url, 24);
      await eventually(() => load.acknowledged.size > before + 60 + 40 * round, 30_000, "commands that are answered");
      expect(await server.kill("SIGKILL")).toEqual({ code: null, signal: "SIGKILL" });
      load.stop();
      await sending;
    }
    await using last = new ServerProcess(copy);
    const url = await last.listening();
    await load.resubmitUnanswered(url);
    await load.assertNothingLost(url);
    expect(await last.kill("SIGTERM")).toEqual({ code: 0, signal: null });
    expect(verifyLedger(`${copy}/ledger`)).toMatchObject({ ok: true });
    expect(load.acknowledged.size).toBeGreaterThan(400);
  },
);
