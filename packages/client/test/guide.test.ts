import { spawnSync } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TestDaemon } from "./daemon.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const guide = readFileSync(join(root, "docs/guides/use-the-api.md"), "utf8");

interface Block {
  readonly language: string;
  readonly text: string;
  readonly place: number;
}

/** In the order of the page; python/tests/test_client_guide.py runs those in Python among them, on one site. */
const blocks: readonly Block[] = [...guide.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
  .map(([, language = "", text = ""], place) => ({ language, text, place }))
  .filter(({ language, text }) => ["sh", "ts"].includes(language) && !text.startsWith("npx plimsoll serve"));

/** How the page says that a block is run. */
const HOW = /^```console\n(npx node .*) block\.ts\n```$/m.exec(guide)?.[1] ?? "";

/** The daemon's folder is one below the reader's, by the name that the guide uses. */
let daemon: TestDaemon;
beforeAll(async () => {
  daemon = new TestDaemon(".plimsoll");
  // As the top of a checkout is.
  symlinkSync(join(root, "node_modules"), join(daemon.folder, "node_modules"));
  writeFileSync(join(daemon.folder, "package.json"), '{"type":"module"}');
});
afterAll(async () => await daemon[Symbol.asyncDispose]());

const told = (program: string, words: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync(program, words, {
    cwd: daemon.folder,
    encoding: "utf8",
    timeout: 60_000,
  });
  expect(status, stdout + stderr).toBe(0);
  return stdout;
};

/** As the guide says it, at the port where this daemon listens. */
const here = (text: string): string => text.replaceAll("http://127.0.0.1:7460", daemon.url || "http://127.0.0.1:7460");

const command = (line: string): string => {
  const program = `"${process.execPath}" "${join(root, "packages/cli/bin/plimsoll.js")}"`;
  return told("sh", ["-c", here(line).replace("npx plimsoll", program)]);
};

function script({ text, place }: Block): string {
  const file = `block-${place}.ts`;
  writeFileSync(join(daemon.folder, file), here(text));
  // No network: the Node that it names must be the checkout's.
  return told("sh", ["-c", `npm_config_offline=true ${HOW} ${file}`]);
}

describe("SVR-145 docs/guides/use-the-api.md", () => {
  test("SVR-145 has blocks of each kind, and says how they are run", () => {
    expect(HOW).toBe("npx node --conditions=@plimsoll/source");
    const count = (language: string): number => blocks.filter((block) => block.language === language).length;
    expect([count("sh"), count("ts")]).toEqual([3, 5]);
    expect(guide.match(/^```python$/gm)).toHaveLength(2);
  });

  test("SVR-130 its TypeScript holds under the strictest of our settings", () => {
    const scripts = blocks.filter(({ language }) => language === "ts");
    for (const { text, place } of scripts) writeFileSync(join(daemon.folder, `block-${place}.ts`), text);
    const settings = {
      extends: join(root, "tsconfig.base.json"),
      compilerOptions: { composite: false, noEmit: true, typeRoots: [join(root, "node_modules/@types")] },
      include: ["block-*.ts"],
    };
    writeFileSync(join(daemon.folder, "tsconfig.json"), JSON.stringify(settings));
    told(process.execPath, [join(root, "node_modules/tsgo/bin/tsc"), "-p", daemon.folder]);
  });

  test.each(blocks)("SVR-145 block $place: $language", async (block) => {
    if (block.language === "ts") {
      const printed = script(block);
      for (const [, word = ""] of block.text.matchAll(/console\.log\(.*\/\/ (\w+)$/gm)) expect(printed).toContain(word);
      if (block.text.includes("console.log(")) expect(printed).not.toBe("");
      if (block.text.includes("site.events(")) expect(printed).toMatch(/^1 \S+\n[^]*run\.started$/m);
      return;
    }
    for (const line of block.text.trimEnd().split("\n")) expect(command(line)).not.toBe("");
    if (daemon.url === "") await daemon.start();
  });
});
