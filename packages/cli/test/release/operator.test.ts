import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readReleaseStore } from "@plimsoll/release/node";
import { Desk, type Told } from "./desk.ts";

const SLOW = { timeout: 90_000 };
const REASON = "The drill of the tide gate was moved by the harbour master for a storm. ".repeat(4);

type Role = "architect" | "independent" | "operator";

/** A key file, made and known to the site. */
async function keyOf(desk: Desk, name: string, role: Role, ...signing: readonly string[]): Promise<string> {
  const file = desk.path(`${name}.pem`);
  expect((await desk.release("key", "make", file)).code).toBe(0);
  const by = signing.flatMap((key) => ["--key", key]);
  expect(await desk.release("key", "add", name, "--role", role, "--public", `${file}.pub`, ...by)).toMatchObject({
    code: 0,
    summary: { ok: true },
  });
  return file;
}

const refused = (told: Told, code: string): void =>
  expect(told).toMatchObject({ code: 3, summary: { ok: false, code } });

interface PolicyText {
  version: string;
  previous: string | null;
  verification: { sourcesMin: number };
}

/** The policy in force with a change, in a file. */
async function candidate(desk: Desk, name: string, change: (policy: PolicyText) => void): Promise<string> {
  const shown = await desk.release("policy", "show");
  const policy = structuredClone(shown.summary["policy"]) as PolicyText;
  policy.previous = shown.summary["digest"] as string;
  change(policy);
  const file = desk.path(`${name}.json`);
  writeFileSync(file, JSON.stringify(policy));
  return file;
}

test("RS-400 a key is made for its owner alone, the first two are taken, and later ones take two", SLOW, async () => {
  using desk = new Desk();
  const ada = await keyOf(desk, "ada", "architect");
  expect(statSync(ada).mode & 0o777).toBe(0o600);
  expect((await desk.release("key", "make", ada)).summary["code"]).toBe("FILE_EXISTS");
  const bo = await keyOf(desk, "bo", "independent");
  const cy = desk.path("cy.pem");
  await desk.release("key", "make", cy);
  const add = (...more: readonly string[]) =>
    desk.release("key", "add", "cy", "--role", "operator", "--public", `${cy}.pub`, ...more);
  refused(await add(), "KEYS_NOT_SIGNED_BY_TWO");
  refused(await add("--key", ada), "KEYS_NOT_SIGNED_BY_TWO");
  refused(await add("--key", ada, "--key", ada), "KEYS_NOT_SIGNED_BY_TWO");
  refused(await add("--key", ada, "--key", cy), "KEYS_NOT_SIGNED_BY_TWO");
  expect((await add("--key", ada, "--key", bo)).code).toBe(0);
  // One name has one key, and a key is one person's.
  refused(
    await desk.release("key", "add", "di", "--role", "operator", "--public", `${cy}.pub`, "--key", ada, "--key", bo),
    "KEYS_MALFORMED",
  );
  const remove = (name: string, ...keys: readonly string[]) =>
    desk.release("key", "remove", name, "--why", "Left.", ...keys.flatMap((key) => ["--key", key]));
  refused(await remove("nobody", ada, bo), "KEY_NAME_UNKNOWN");
  refused(await remove("bo", ada), "KEYS_NOT_SIGNED_BY_TWO");
  expect((await remove("bo", ada, cy)).summary["keys"]).toMatchObject([{ name: "ada" }, { name: "cy" }]);
  refused(await remove("cy", ada, cy), "KEYS_TOO_FEW");
  const back = ["--role", "independent", "--public", `${bo}.pub`, "--key", ada, "--key", cy];
  expect((await desk.release("key", "add", "bo", ...back)).code).toBe(0);
  const listed = await desk.release("key", "list");
  expect(listed.summary["keys"]).toMatchObject([
    { name: "ada", role: "architect" },
    { name: "cy", role: "operator" },
    { name: "bo", role: "independent" },
  ]);
  const roles = JSON.parse(readFileSync(desk.path("data", "release", "roles.json"), "utf8")) as object;
  expect(Object.keys(roles)).toEqual(["ada", "cy", "bo"]);
});

test("RS-402 a tighter policy takes one key, a looser one two people, and the gate follows", SLOW, async () => {
  using desk = new Desk();
  await desk.release("init", desk.path("heron"), "--example", "g1");
  expect((await desk.release("evaluate", desk.path("heron"), "--pack", desk.path("pack"))).code).toBe(0);
  const gate = async () => desk.release("gate", desk.path("heron"), "--pack", desk.path("pack"));
  expect((await gate()).code).toBe(0);
  const tighter = await candidate(desk, "tighter", (policy) => {
    policy.version = "1.1.0";
    policy.verification.sourcesMin = 41;
  });
  const adopt = (file: string, ...keys: readonly string[]) =>
    desk.release("policy", "adopt", file, "--why", "More sources.", ...keys.flatMap((key) => ["--key", key]));
  refused(await adopt(tighter), "KEYS_NOT_ADOPTED");
  const ada = await keyOf(desk, "ada", "architect");
  const bo = await keyOf(desk, "bo", "operator");
  const stranger = desk.path("stranger.pem");
  await desk.release("key", "make", stranger);
  refused(await adopt(tighter), "CHANGE_NOT_SIGNED");
  refused(await desk.release("policy", "adopt", tighter, "--why", "", "--key", bo), "CHANGE_REASON_MALFORMED");
  refused(await adopt(tighter, stranger), "CHANGE_NOT_SIGNED");
  expect(await desk.release("policy", "check", tighter)).toMatchObject({
    code: 0,
    summary: {
      direction: "tighter",
      signaturesNeeded: 1,
      changes: expect.arrayContaining([{ path: "/verification/sourcesMin", direction: "tighter" }]) as unknown,
    },
  });
  expect(await adopt(tighter, bo)).toMatchObject({ code: 0, summary: { direction: "tighter" } });
  // What was Green under the policy before is Green under none.
  const closed = await gate();
  expect(closed.code).toBe(3);
  expect(JSON.stringify(closed.summary["reasons"])).toMatch(/policy/i);
  expect((await desk.release("evaluate", desk.path("heron"))).summary["colour"]).toBe("YELLOW");
  refused(await adopt(tighter, bo), "POLICY_NOT_ITS_SUCCESSOR");
  const looser = await candidate(desk, "looser", (policy) => {
    policy.version = "1.2.0";
    policy.verification.sourcesMin = 40;
  });
  refused(await adopt(looser, ada), "CHANGE_NOT_SIGNED_BY_TWO");
  refused(await adopt(looser, ada, ada), "CHANGE_NOT_SIGNED_BY_TWO");
  refused(await adopt(looser, ada, stranger), "CHANGE_NOT_SIGNED_BY_TWO");
  expect((await desk.release("policy", "check", looser)).summary).toMatchObject({ signaturesNeeded: 2 });
  // One signs elsewhere, over the same reason; a signature for another one is none.
  const [right, wrong] = [desk.path("right.json"), desk.path("wrong.json")];
  const sign = (why: string, out: string) =>
    desk.release("policy", "sign", looser, "--why", why, "--key", bo, "--out", out);
  expect((await sign("More sources.", right)).code).toBe(0);
  expect((await sign("Fewer sources.", wrong)).code).toBe(0);
  refused(
    await desk.release("policy", "adopt", looser, "--why", "More sources.", "--key", ada, "--signature", wrong),
    "CHANGE_NOT_SIGNED_BY_TWO",
  );
  expect(
    await desk.release("policy", "adopt", looser, "--why", "More sources.", "--key", ada, "--signature", right),
  ).toMatchObject({ code: 0, summary: { direction: "looser" } });
  expect((await desk.release("policy", "adopt", looser, "--why", "x", "--signature", looser)).summary["code"]).toBe(
    "SIGNATURE_UNREADABLE",
  );
  // Signed as it must be, the change is no reason against anything.
  expect(await desk.release("evaluate", desk.path("heron"))).toMatchObject({ code: 0, summary: { colour: "GREEN" } });
  expect((await desk.release("replay", "evaluation-3")).summary).toMatchObject({ ok: true });
});

test("RS-402 a candidate is made to follow, and one that is none is refused whole", SLOW, async () => {
  using desk = new Desk();
  await desk.release("stop", "--why", "To begin a log.");
  const next = await candidate(desk, "next", (policy) => {
    policy.previous = null;
    policy.version = "1.0.0";
  });
  refused(await desk.release("policy", "check", next), "POLICY_NOT_ITS_SUCCESSOR");
  const out = desk.path("candidate.json");
  refused(await desk.release("policy", "propose", next, "--out", out), "POLICY_VERSION_NOT_HIGHER");
  expect((await desk.release("policy", "propose", next, "--out", out)).summary["code"]).toBe("FILE_EXISTS");
  writeFileSync(next, "{}");
  expect((await desk.release("policy", "check", next)).summary["code"]).toBe("RELEASE_POLICY_INVALID");
  writeFileSync(next, "no");
  expect((await desk.release("policy", "check", next)).summary["code"]).toBe("RELEASE_FILE_NOT_JSON");
});

test("RS-404 A52 beyond ASL-5 a policy that makes a golden dossier greener finds no votes", SLOW, async () => {
  using desk = new Desk();
  await desk.release("init", desk.path("heron"), "--example", "g10");
  expect((await desk.release("evaluate", desk.path("heron"))).summary["level"]).toBe("BEYOND");
  const ada = await keyOf(desk, "ada", "architect");
  const bo = await keyOf(desk, "bo", "independent");
  const [out, both] = [desk.path("candidate.json"), ["--key", ada, "--key", bo]];
  const looser = await candidate(desk, "looser", (policy) => {
    policy.version = "1.1.0";
    policy.verification.sourcesMin = 39;
  });
  const proposed = await desk.release("policy", "propose", looser, "--out", out);
  expect(proposed).toMatchObject({ code: 3, summary: { code: "CHANGE_VOTE_NOT_GREEN", signaturesNeeded: 2 } });
  const votes = proposed.summary["votes"] as readonly { by: string; colour: string; reasons: string[] }[];
  expect(votes).toMatchObject([{ by: "L1", colour: "RED" }, { by: "L2", colour: "GREEN" }, { by: "arbitration" }]);
  expect(votes[0]?.reasons.join(" ")).toContain("g2-same-39-sources");
  refused(await desk.release("policy", "adopt", out, "--why", "Fewer sources.", ...both), "CHANGE_VOTE_NOT_GREEN");
  const tighter = await candidate(desk, "tighter", (policy) => {
    policy.version = "1.1.0";
    policy.verification.sourcesMin = 41;
  });
  expect(await desk.release("policy", "adopt", tighter, "--why", "More sources.", "--key", bo)).toMatchObject({
    code: 0,
    summary: { direction: "tighter" },
  });
});

interface Rule {
  id: string;
  status: string;
}

test("RS-405 a provisional safeguard is confirmed by a key, and one that is gone takes two people", SLOW, async () => {
  using desk = new Desk();
  await desk.release("init", desk.path("heron"), "--example", "g9");
  await desk.release("evaluate", desk.path("heron"));
  const ada = await keyOf(desk, "ada", "architect");
  const bo = await keyOf(desk, "bo", "operator");
  const rules = async () => (await desk.release("safeguards", "show")).summary["safeguards"] as readonly Rule[];
  const made = (await rules()).find(({ status }) => status === "provisional")?.id ?? "none";
  const confirm = (id: string, ...keys: readonly string[]) =>
    desk.release("safeguards", "confirm", id, ...keys.flatMap((key) => ["--key", key]));
  refused(await confirm("nothing", ada), "SAFEGUARD_UNKNOWN");
  refused(await confirm(made), "CHANGE_NOT_SIGNED");
  expect(await confirm(made, bo)).toMatchObject({ code: 0, summary: { changed: [made] } });
  refused(await confirm(made, bo), "SAFEGUARD_CONFIRMED_ALREADY");
  const fewer = desk.path("fewer.json");
  const kept = (await rules()).filter(({ id }) => id !== made);
  writeFileSync(fewer, JSON.stringify({ format: "plimsoll release safeguards 1", safeguards: kept }));
  const adopt = (...keys: readonly string[]) =>
    desk.release("safeguards", "adopt", fewer, "--why", "Told twice.", ...keys.flatMap((key) => ["--key", key]));
  refused(await adopt(ada), "CHANGE_NOT_SIGNED_BY_TWO");
  expect(await adopt(ada, bo)).toMatchObject({ code: 0, summary: { direction: "looser", changed: [made] } });
  expect((await rules()).map(({ id }) => id)).not.toContain(made);
  const judged = await desk.release("evaluate", desk.path("heron"));
  expect(JSON.stringify(judged.summary)).not.toContain("VIOLATION_SELF_CHANGE_UNLOCKED");
});

test("RS-408 a stop takes one key of any role once the site has keys, and none before", SLOW, async () => {
  using desk = new Desk();
  expect(await desk.release("stop", "--why", "Smoke.")).toMatchObject({ code: 0, summary: { by: "operator" } });
  const ada = await keyOf(desk, "ada", "operator");
  const stranger = desk.path("stranger.pem");
  await desk.release("key", "make", stranger);
  refused(await desk.release("stop", "--why", "Smoke."), "STOP_NOT_SIGNED");
  refused(await desk.release("stop", "--why", "Smoke.", "--key", stranger), "STOP_NOT_SIGNED");
  expect(await desk.release("stop", "--why", "Smoke.", "--key", ada)).toMatchObject({
    code: 0,
    summary: { by: "ada" },
  });
  refused(await desk.release("stop", "--why", "", "--key", ada), "STOP_MALFORMED");
  const bad = desk.path("bad.pem");
  writeFileSync(bad, "no key");
  expect((await desk.release("stop", "--why", "Smoke.", "--key", bad)).summary["code"]).toBe("KEY_MALFORMED");
});

test(
  "RS-406 A54 A55 an override is drafted, signed by two, public, used once, and makes nothing Green",
  SLOW,
  async () => {
    using desk = new Desk();
    const [heron, file] = [desk.path("heron"), desk.path("override.json")];
    const draft = (reason = REASON, out = file) =>
      desk.release("override", "draft", heron, "--scope", "GRANT_T_VALUE", "--reason", reason, "--out", out);
    await desk.release("init", heron, "--example", "g9");
    await desk.release("stop", "--why", "To begin a log.");
    refused(await draft(), "OVERRIDE_NOT_EVALUATED");
    await desk.release("evaluate", heron);
    const ada = await keyOf(desk, "ada", "architect");
    const bo = await keyOf(desk, "bo", "independent");
    const cy = await keyOf(desk, "cy", "operator", ada, bo);
    refused(await draft("Because."), "OVERRIDE_MALFORMED");
    expect(existsSync(file)).toBe(false);
    expect((await draft()).code).toBe(0);
    const publish = (of = file) => desk.release("override", "publish", of);
    refused(await publish(), "OVERRIDE_NOT_SIGNED");
    for (const key of [ada, cy]) expect((await desk.release("override", "sign", file, "--key", key)).code).toBe(0);
    refused(await publish(), "OVERRIDE_NOT_SIGNED");
    await desk.release("override", "sign", file, "--key", bo);
    const signed = readFileSync(file, "utf8");
    writeFileSync(file, signed.replace("GRANT_T_VALUE", "EXTEND_EVIDENCE_AGE"));
    refused(await publish(), "OVERRIDE_NOT_SIGNED");
    writeFileSync(file, signed);
    expect(await publish()).toMatchObject({ code: 0, summary: { id: "override-1" } });
    refused(await publish(), "OVERRIDE_PUBLISHED_ALREADY");
    expect((await desk.release("gate", heron)).code).toBe(3);
    const { text } = await desk.text("evaluate", heron, "--pack", desk.path("pack"));
    expect(text.split("\n")[0]).toMatch(/^YELLOW, reached with an override \(override-1\)/);
    const report = readFileSync(desk.path("pack", "risk-report.html"), "utf8");
    expect(report).toContain("YELLOW, reached with an override (override-1)");
    expect((await desk.release("replay", "evaluation-2")).summary).toMatchObject({ ok: true });
    expect((await desk.release("gate", heron, "--pack", desk.path("pack"))).code).toBe(3);
    expect((await desk.release("evaluate", heron)).summary["overrides"]).toEqual([]);
    const second = desk.path("second.json");
    await draft(REASON, second);
    for (const key of [ada, bo]) await desk.release("override", "sign", second, "--key", key);
    expect((await publish(second)).code).toBe(0);
    refused(await desk.release("override", "end", "override-9", "--key", cy), "OVERRIDE_NOT_PUBLISHED");
    expect((await desk.release("override", "end", "override-2", "--key", cy)).code).toBe(0);
    refused(await desk.release("override", "end", "override-2", "--key", cy), "OVERRIDE_ENDED");
    expect((await desk.release("evaluate", heron)).summary["overrides"]).toEqual([]);
  },
);

test("RS-406 A54 below ASL-5 no override is drafted or published", SLOW, async () => {
  using desk = new Desk();
  await desk.release("init", desk.path("heron"), "--example", "g1");
  await desk.release("evaluate", desk.path("heron"));
  const out = desk.path("override.json");
  const asked = ["--scope", "GRANT_T_VALUE", "--reason", REASON, "--out", out];
  refused(await desk.release("override", "draft", desk.path("heron"), ...asked), "OVERRIDE_BELOW_ASL_5");
  writeFileSync(out, "{}");
  expect((await desk.release("override", "publish", out)).summary["code"]).toBe("OVERRIDE_UNREADABLE");
});

const SETTINGS = ["RSP_LLM_BASE_URL", "RSP_LLM_API_KEY", "RSP_LLM_MODEL"];

test(
  "RS-409 a language model is asked where the environment names one whole, and half a one is a usage error",
  SLOW,
  async () => {
    using desk = new Desk();
    await desk.release("init", desk.path("heron"), "--example", "g1");
    const server = await modelThatFails();
    try {
      process.env["RSP_LLM_BASE_URL"] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
      expect(await desk.release("evaluate", desk.path("heron"))).toMatchObject({
        code: 2,
        summary: { code: "LLM_SETTINGS_INVALID" },
      });
      process.env["RSP_LLM_MODEL"] = "example-1";
      // Whatever becomes of it, the answer is what it was.
      expect(await desk.release("evaluate", desk.path("heron"))).toMatchObject({
        code: 0,
        summary: { colour: "GREEN" },
      });
      using reader = readReleaseStore(join(desk.path("data"), "release"));
      const consulted = reader.records().filter(({ kind }) => kind === "model.consulted");
      expect(consulted.map((record) => reader.kept(record).body)).toMatchObject([
        { answers: 0, failures: expect.arrayContaining(["HTTP_500"]) as unknown },
      ]);
    } finally {
      for (const name of SETTINGS) delete process.env[name];
      await new Promise((resolve) => server.close(resolve));
    }
  },
);

async function modelThatFails(): Promise<Server> {
  const server = createServer((_, response) => {
    response.statusCode = 500;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
