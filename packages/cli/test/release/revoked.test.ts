import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { digestOfValue } from "@plimsoll/foundation";
import { openSite } from "@plimsoll/governor";
import { expect, test } from "vitest";
import { Desk } from "./desk.ts";

const SLOW = { timeout: 180_000 };
const SUBJECT = "tidal-works/heron-2";
const WEIGHTS = digestOfValue("weights that are served");
const EARLIER = digestOfValue("weights of an earlier dossier");

function withArtifacts(desk: Desk, artifacts: readonly string[]): void {
  const file = desk.path("heron", "dossier.json");
  const dossier = JSON.parse(readFileSync(file, "utf8")) as { readonly subject: object };
  writeFileSync(file, JSON.stringify({ ...dossier, subject: { ...dossier.subject, artifacts } }));
}

/** A site whose kernel was told Green of a dossier. */
async function judged(desk: Desk): Promise<void> {
  await desk.init();
  await desk.release("init", desk.path("heron"), "--example", "g1");
  withArtifacts(desk, [EARLIER]);
  await desk.release("evaluate", desk.path("heron"));
  withArtifacts(desk, [WEIGHTS]);
  await desk.release("evaluate", desk.path("heron"));
  await desk.release("pack", "evaluation-2", "--out", desk.path("pack"));
  expect(await desk.release("judge", "evaluation-2")).toMatchObject({ code: 0, summary: { level: "green" } });
}

const levels = (desk: Desk): readonly (string | undefined)[] => {
  using site = openSite(desk.path("data"));
  return [WEIGHTS, EARLIER].map((artifact) => site.state.releases.get(artifact)?.level);
};

/** As an attacker would: the word of before, once more. */
function greenAgain(desk: Desk, id: string): void {
  using site = openSite(desk.path("data"));
  const expiresAt = site.now() + 86_400_000;
  for (const artifact of [WEIGHTS, EARLIER])
    site.must(`${id}:${artifact.slice(-8)}`, {
      type: "release.judge",
      artifact,
      level: "green",
      pack: artifact,
      expiresAt,
    });
}

test(
  "RS-500 incident, pause, stop, withdrawal and an evaluation that is not Green take back what a kernel was told",
  SLOW,
  async () => {
    using desk = new Desk();
    await judged(desk);
    expect(levels(desk)).toEqual(["green", undefined]);
    const why = ["--why", "A test."];
    const events: readonly (readonly string[])[] = [
      ["incident", SUBJECT, "i-1", ...why],
      ["pause", SUBJECT, ...why],
      ["evaluate", desk.path("heron")],
      ["withdraw", "evaluation-2", ...why],
      ["stop", ...why],
    ];
    for (const [place, event] of events.entries()) {
      greenAgain(desk, `green-${place}`);
      const told = await desk.release(...event);
      expect(told.summary, event.join(" ")).toMatchObject({ kernel: { level: "red", artifacts: 2 } });
      expect(levels(desk), event.join(" ")).toEqual(["red", "red"]);
    }
    greenAgain(desk, "green-again");
    const again = await desk.release("judge", "evaluation-2");
    expect(again).toMatchObject({ code: 3, summary: { level: "red" } });
    expect(again.summary["reasons"]).toMatchObject([
      { detail: "It is no longer the one that stands: evaluation-3 is." },
    ]);
    expect(levels(desk)).toEqual(["red", "red"]);
    // The same word twice is one command, and no fault.
    expect((await desk.release("judge", "evaluation-2")).code).toBe(3);
  },
);

test(
  "RS-501 a kernel that cannot be told does not undo the record, and the command says so and fails",
  SLOW,
  async () => {
    using desk = new Desk();
    await judged(desk);
    renameSync(desk.path("data", "ledger"), desk.path("gone"));
    const told = await desk.release("incident", SUBJECT, "i-1", "--why", "A test.");
    expect(told).toMatchObject({ code: 1, summary: { ok: false, recorded: true, kernel: { code: "SITE_NOT_FOUND" } } });
    // Neither the gate nor an evaluation goes on without the kernel.
    const gate = ["gate", desk.path("heron"), "--pack", desk.path("pack")];
    expect((await desk.release(...gate)).summary["code"]).toBe("SITE_NOT_FOUND");
    for (const trace of ["keys", "hand-in", "release-required.json", "gate"])
      rmSync(desk.path("data", trace), { recursive: true, force: true });
    expect(JSON.stringify((await desk.release(...gate)).summary)).toContain("no answer of the kernel");
    expect((await desk.release("evaluate", desk.path("heron"))).summary["code"]).toBe("RELEASE_KERNEL_GONE");
  },
);

test("RS-501 nothing is told of a subject without weights, and what is done twice is recorded once", SLOW, async () => {
  using desk = new Desk();
  await desk.init();
  await desk.release("init", desk.path("heron"), "--example", "g1");
  withArtifacts(desk, []);
  await desk.release("evaluate", desk.path("heron"));
  await desk.release("pack", "evaluation-1", "--out", desk.path("pack"));
  expect((await desk.release("judge", "evaluation-1")).summary["code"]).toBe("RELEASE_ARTIFACTS_NONE");
  await desk.release("withdraw", "evaluation-1", "--why", "A test.");
  const twice = await desk.release("withdraw", "evaluation-1", "--why", "A test.");
  expect(twice).toMatchObject({ code: 3, summary: { code: "RELEASE_ALREADY_WITHDRAWN" } });
});
