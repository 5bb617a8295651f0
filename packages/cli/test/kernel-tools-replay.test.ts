import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RerootingMap, utf8 } from "@plimsoll/foundation";
import { apply, emptyState, type Entry, REFUSAL_CODES, stateDigest } from "@plimsoll/kernel";
import { Replay, type ReplayAnswer, type ReplaySummary } from "../src/kernel-tools/replay.ts";
import { WorkProgress } from "../src/output/work-progress.ts";
import { replayRow } from "../src/kernel-tools/replay-table.ts";
import { textLines } from "../src/kernel-tools/text-lines.ts";

const PROGRAM = fileURLToPath(new URL("../bin/plimsoll.js", import.meta.url));
const EXAMPLE = fileURLToPath(new URL("../../../examples/kernel/first-commands.jsonl", import.meta.url));
const example = readFileSync(EXAMPLE);
const [openLine = ""] = example.toString("utf8").split("\n");

interface Told {
  readonly answers: readonly ReplayAnswer[];
  readonly summary: ReplaySummary;
}

async function replayed(chunks: readonly Uint8Array[], lineBytesMax?: number): Promise<Told> {
  const replay = new Replay();
  const answers: ReplayAnswer[] = [];
  for await (const lines of textLines(streamOf(chunks), lineBytesMax))
    answers.push(...lines.flatMap((line) => replay.submit(line)));
  return { answers, summary: replay.summary() };
}

async function* streamOf(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

const replayedText = (text: string) => replayed([utf8(text)]);

function chunksOf(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}

const { FORCE_COLOR: _, ...env } = process.env;
const plimsoll = (args: readonly string[], input?: Uint8Array) =>
  spawnSync(process.execPath, [PROGRAM, "kernel", "replay", ...args], { input, env, encoding: "utf8" });

const lastLine = (text: string): unknown => JSON.parse(text.trimEnd().split("\n").at(-1) ?? "");

describe("K-90 the example", () => {
  test("K-90 every command gets one kind of answer, and the summary counts them", async () => {
    const { answers, summary } = await replayed([example]);
    const count = (type: ReplayAnswer["type"]) => answers.filter((answer) => answer.type === type).length;
    expect(summary).toMatchObject({
      commands: example.toString("utf8").trimEnd().split("\n").length,
      entries: count("entry"),
      refusals: count("refusal"),
      repeated: count("repeated"),
      conservation: true,
    });
    expect(answers.flatMap((answer) => (answer.type === "refusal" ? [answer.code] : []))).toEqual([
      "SIGNER_NOT_ALLOWED",
      "RESERVE_CLASS",
      "NO_POWER",
      "LINEAGE_HOLD",
    ]);
  });

  test("K-90 the printed entries alone rebuild the state of the summary", async () => {
    const { answers, summary } = await replayed([example]);
    const entries = answers.flatMap((answer) => {
      if (answer.type !== "entry") return [];
      const { type, ...entry } = JSON.parse(JSON.stringify(answer)) as typeof answer;
      return type === "entry" ? [entry as Entry] : [];
    });
    expect(stateDigest(entries.reduce(apply, emptyState()))).toBe(summary.stateDigest);
  });

  test.each([1, 7, 4096])("K-90 chunks of %i bytes change nothing", async (size) => {
    expect(await replayed(chunksOf(example, size))).toEqual(await replayed([example]));
  });

  test("K-90 a repeated command is told where its first answer is", async () => {
    const { answers } = await replayedText(`${openLine}\n${openLine}\n`);
    expect(answers.at(-1)).toEqual({ type: "repeated", command: "open", line: 2, firstEntry: 0, entries: 1 });
  });

  test("K-90 the same id with another body is another digest", async () => {
    const { answers } = await replayedText(`${openLine}\n${openLine.replace('"first-site"', '"second-site"')}\n`);
    expect(answers.at(-1)).toMatchObject({ type: "refusal", command: "open", code: "ID_REUSED" });
  });

  test("K-90 white space and the order of fields do not make another body", async () => {
    const { id, at, signers, body } = JSON.parse(openLine) as Record<string, object>;
    const turned = Object.fromEntries(Object.entries(body ?? {}).toReversed());
    const { answers } = await replayedText(`${openLine}\n${JSON.stringify({ body: turned, signers, at, id })}\r\n`);
    expect(answers.at(-1)).toMatchObject({ type: "repeated", command: "open" });
  });
});

const command = (fields: object) => JSON.stringify({ id: "c", at: 1, signers: [], body: { type: "tick" }, ...fields });

const bytesOf = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const nested = "[".repeat(200_000) + "]".repeat(200_000);

/** What comes, whose id can be told, and what was expected or received. */
const MALFORMED: readonly (readonly [string, Uint8Array, string | null, RegExp])[] = [
  ["text that is no JSON", utf8("no json"), null, /text that is no JSON/],
  ["a cut-off object", utf8('{"id":"c"'), null, /text that is no JSON/],
  ["a list", utf8("[]"), null, /a list/],
  ["null", utf8("null"), null, /no object/],
  ["a field too many", utf8(openLine.replace("{", '{"digest":"sha256:00",')), "open", /"digest", "id"/],
  ["a field too few", utf8(openLine.replace(/"at":\d+,/, "")), "open", /"id", "signers", "body"$/],
  ["signers that are no list", utf8(command({ signers: "aaaaaaaaaaaaaaaa" })), "c", /the fields/],
  ["a signer that is no key id", utf8(command({ signers: [{ keyId: "aaaaaaaaaaaaaaaa" }] })), "c", /a key id/],
  ["an id that is none", utf8(command({ id: "\u001B[2J" })), null, /an identifier/],
  ["a time that is none", utf8(command({ at: 1.5 })), "c", /1\.5/],
  ["a body with a fraction", utf8(command({ body: { holders: [0.5] } })), "c", /such as a fraction/],
  ["a body of an unknown type", utf8(command({ body: { type: "rule.the.world" } })), "c", /rule\.the\.world/],
  ["a body nested beyond the stack", utf8(command({}).replace(/"body":.*/, `"body":${nested}}`)), "c", /too deep/],
  ["bytes that are not UTF-8", bytesOf(openLine.replace("first-site", "\u00FF")), null, /not UTF-8/],
];

describe("K-90 hostile lines", () => {
  test.each(MALFORMED)("K-90 %s is COMMAND_MALFORMED, and the replay goes on", async (_, bytes, id, why) => {
    const { answers, summary } = await replayed([bytes, utf8(`\n\n${openLine}\n`)]);
    expect(answers[0]).toMatchObject({ type: "refusal", command: id, line: 1, code: "COMMAND_MALFORMED" });
    const { expected, received } = answers[0] as { expected: string; received: string };
    expect(`${expected}, got ${received}`).toMatch(why);
    expect(answers[1]).toMatchObject({ type: "entry", kind: "site.opened" });
    expect(summary).toMatchObject({ commands: 2, entries: 1, refusals: 1 });
  });

  test("K-90 a line longer than a command can be is counted and not kept", async () => {
    const { answers } = await replayed(chunksOf(utf8(`${"x".repeat(5_000)}\n${openLine}\n`), 100), 4_000);
    expect(answers[0]).toMatchObject({ code: "COMMAND_MALFORMED", line: 1, received: "5000 bytes" });
    expect(answers[1]).toMatchObject({ kind: "site.opened" });
  });

  test("K-90 no bytes throw, and every line that is not blank is answered", async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.json().map(utf8),
      fc
        .record({ id: fc.anything(), at: fc.anything(), signers: fc.array(fc.anything()), body: fc.anything() })
        .map((line) => utf8(JSON.stringify(line, (_, value: unknown) => (typeof value === "bigint" ? null : value)))),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(bytes, { maxLength: 5 }), async (lines) => {
        const { answers, summary } = await replayed(lines.flatMap((line) => [line, utf8("\n")]));
        expect(answers.length).toBe(summary.commands);
        expect(answers.every((answer) => answer.type === "refusal" && answer.code in REFUSAL_CODES)).toBe(true);
      }),
    );
  });

  test("K-90 what a hostile line says cannot steer a terminal", async () => {
    const { answers } = await replayedText(
      `${command({ "\u001B[2J\u202E\n": 1 })}\n${command({ body: { type: "tick", "\u009B31m": 1 } })}\n`,
    );
    expect(answers).toHaveLength(2);
    expect(answers.map(replayRow).join("")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe("K-90 the check of conservation", () => {
  const holding = (reserved: number) => {
    const wallet = { granted: 2, available: 1, reserved, posted: 0, spent: 0, overdraft: 0 };
    return { ...emptyState(), wallets: RerootingMap.of([["acme/2026Q3" as const, wallet]]) };
  };

  test("K-90 objects to a wallet out of which something vanished", () => {
    expect(new Replay(holding(0)).summary().conservation).toBe(false);
    expect(new Replay(holding(1)).summary().conservation).toBe(true);
  });
});

describe("K-90 plimsoll kernel replay", () => {
  test("K-90 file and standard input give the same bytes, twice, and exit code 0 with refusals", () => {
    const fromFile = plimsoll([EXAMPLE, "--json"]);
    expect({ status: fromFile.status, stderr: fromFile.stderr }).toEqual({ status: 0, stderr: "" });
    expect(plimsoll(["-", "--json"], example).stdout).toBe(fromFile.stdout);
    expect(plimsoll([EXAMPLE, "--json"]).stdout).toBe(fromFile.stdout);
    expect(lastLine(fromFile.stdout)).toMatchObject({ type: "summary", refusals: 4, conservation: true });
  });

  test("K-90 the table ends with the digest of the state, and has no colours in a pipe", () => {
    const table = plimsoll([EXAMPLE]).stdout;
    expect(table.trimEnd().split("\n").at(-1)).toMatch(/^state sha256:[0-9a-f]{64}$/);
    expect(table).toContain("20 % research (CONTROL_BELOW_FULL)");
    expect(table).not.toContain("\u001B");
  });

  test("K-90 an empty file is the empty state", () => {
    const told = plimsoll(["-", "--json"], utf8(""));
    expect(lastLine(told.stdout)).toMatchObject({ commands: 0, entries: 0, stateDigest: stateDigest(emptyState()) });
    expect(told.status).toBe(0);
  });

  test.each([
    ["no-such-file.jsonl", "FILE_NOT_FOUND"],
    [tmpdir(), "FILE_NOT_READABLE"],
  ])("K-90 %s is one clear line and exit code 1", (file, code) => {
    const told = plimsoll([file, "--json"]);
    expect(told.stderr).toMatch(new RegExp(String.raw`^${code}: [^\n]+\n$`));
    expect(lastLine(told.stdout)).toMatchObject({ type: "summary", ok: false, code });
    expect(told.status).toBe(1);
  });

  test("K-90 no file is wrong usage", () => {
    expect(plimsoll([]).status).toBe(2);
  });
});

describe("K-90 progress", () => {
  const shownBy = (isTTY: boolean): string => {
    let text = "";
    let nowMs = 0;
    const stream = { isTTY, write: (part: string) => (text += part) !== "" };
    using progress = new WorkProgress("commands", stream as never, () => nowMs);
    for (nowMs = 0; nowMs <= 1_400; nowMs += 100) progress.show(nowMs);
    return text;
  };

  test("K-90 is shown on a terminal, after a second, five times a second", () => {
    expect(shownBy(true).match(/\d+ commands/g)).toEqual(["1000 commands", "1200 commands", "1400 commands"]);
  });

  test("K-90 is not shown anywhere else", () => {
    expect(shownBy(false)).toBe("");
  });
});
