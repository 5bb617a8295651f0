import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { afterAll, expect, test } from "vitest";
import { ROOT } from "./workspace.ts";

const work = mkdtempSync(join(tmpdir(), "plimsoll-bundles-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const gzipBytes = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + gzipSync(readFileSync(join(parentPath, name))).length, 0);

function built(page: string): string {
  const outDir = join(work, page.replaceAll("/", "-"));
  const vite = join(ROOT, "node_modules/vite/bin/vite.js");
  const words = ["build", join(ROOT, page), "--configLoader", "native", "--logLevel", "error", "--outDir", outDir];
  execFileSync(process.execPath, [vite, ...words], { cwd: ROOT, stdio: "ignore" });
  return outDir;
}

/** One module for a browser, with all that it imports. */
async function bundledModule(entry: string): Promise<string> {
  const outDir = join(work, entry.replaceAll("/", "-"));
  await build({
    configFile: false,
    root: ROOT,
    logLevel: "error",
    resolve: { conditions: ["@plimsoll/source", "module", "browser", "import", "default"] },
    build: {
      outDir,
      emptyOutDir: true,
      target: "es2024",
      lib: { entry: join(ROOT, entry), formats: ["es"], fileName: "bundle" },
    },
  });
  return outDir;
}

test.each([
  { page: "packages/dashboard/page", bytesMax: 90_000 },
  { page: "packages/simulation/page", bytesMax: 95_000 },
])("SC-17 $page crosses the wire in at most $bytesMax bytes", ({ page, bytesMax }) => {
  const bytes = gzipBytes(built(page));
  process.stderr.write(`${page}: ${bytes} bytes gzipped\n`);
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes).toBeLessThan(bytesMax);
});

test.each([
  { entry: "packages/verifier/src/browser/index.ts", bytesMax: 4_000 },
  { entry: "packages/client/src/index.ts", bytesMax: 10_000 },
])("SC-17 $entry, bundled, has at most $bytesMax bytes", async ({ entry, bytesMax }) => {
  const bytes = gzipBytes(await bundledModule(entry));
  process.stderr.write(`${entry}: ${bytes} bytes gzipped\n`);
  expect(bytes).toBeGreaterThan(1_000);
  expect(bytes).toBeLessThan(bytesMax);
});
