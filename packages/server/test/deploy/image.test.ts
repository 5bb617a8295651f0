import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dockerfileSteps, ignoredBy } from "../../../../scripts/image/dockerfile.ts";
import { filesIn, sourceOf, textOf } from "./trees.ts";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const lines = textOf("Dockerfile").split("\n");
const steps = dockerfileSteps(textOf("Dockerfile"));
const stepsOf = (word: string): readonly string[] => steps.filter((step) => step.word === word).map(({ rest }) => rest);

test("SVR-100 there is one image, and its arguments say what it is", () => {
  const others = ["release", "mesh", "server", "kubernetes", "monitoring", "helm"].flatMap(filesIn);
  expect(others.filter((file) => /Dockerfile/u.test(file))).toEqual([]);
  expect(stepsOf("ENTRYPOINT")).toEqual(['["plimsoll"]']);
  expect(stepsOf("CMD")).toEqual(['["--help"]']);
});

test("SVR-100 it is built of a full version of Node's LTS line, with dependencies as locked and no install scripts", () => {
  const argument = lines.find((line) => line.startsWith("ARG NODE_IMAGE="));
  expect(argument).toMatch(/=docker\.io\/library\/node:24\.\d+\.\d+-[a-z]+-slim$/u);
  expect(lines.filter((line) => line.startsWith("FROM "))).toEqual(["FROM ${NODE_IMAGE} AS build", "FROM scratch"]);
  expect(stepsOf("RUN")).toContain("npm ci --ignore-scripts");
  expect(lines.filter((line) => /^(?:ADD|EXPOSE|VOLUME)\b|curl |wget |apt-get/u.test(line))).toEqual([]);
});

test("SVR-100 it runs as user 65532, and has neither a shell nor npm", () => {
  expect(stepsOf("USER")).toEqual(["65532:65532"]);
  const copied = stepsOf("RUN").find((command) => command.includes("/image/usr/local/bin/node")) ?? "";
  expect(copied).not.toMatch(/cp [^&]*\b(?:sh|bash|npm)\b/u);
  // Without a shell or env nothing finds Node for the program.
  expect(copied).toContain("'1s|.*|#!/usr/local/bin/node|'");
  expect(sourceOf("packages/cli/bin/plimsoll.js").split("\n", 1)).toEqual(["#!/usr/bin/env node"]);
});

test("SVR-101 what is copied is there and not left out, and of the rest nothing is sent", () => {
  const ignored = ignoredBy(textOf("Dockerfile.dockerignore"));
  const sources = stepsOf("COPY")
    .filter((rest) => !rest.startsWith("--from"))
    .flatMap((rest) => rest.split(" ").slice(0, -1));
  expect(sources.length).toBeGreaterThan(6);
  for (const source of sources)
    expect([source, existsSync(`${ROOT}${source}`), ignored(source)]).toEqual([source, true, false]);
  for (const path of [
    ".git/config",
    ".plimsoll/keys/ledger.pem",
    "docs/x.md",
    "packages/cli/node_modules/x",
    "packages/cli/.plimsoll/a",
  ])
    expect([path, ignored(path)]).toEqual([path, true]);
  // A comment behind a pattern would be part of the pattern.
  const patterns = textOf("Dockerfile.dockerignore").split("\n");
  expect(patterns.filter((line) => line.includes("#") && !line.startsWith("#"))).toEqual([]);
});

test("SVR-101 what `npm run build` reads of this repository is sent", () => {
  const ignored = ignoredBy(textOf("Dockerfile.dockerignore"));
  const { scripts } = JSON.parse(sourceOf("package.json")) as { readonly scripts: { readonly build: string } };
  for (const [folder] of scripts.build.matchAll(/packages\/[\w/-]+/gu)) expect(ignored(folder)).toBe(false);
  expect(ignored("spec/vectors/simulation/trajectories.json")).toBe(false);
});

describe("SVR-102 the health check", () => {
  const server = createServer((request, response) => {
    response.writeHead(request.url === "/healthz" ? 200 : request.url === "/moved" ? 302 : 503, {
      location: "/healthz",
    });
    response.end();
  });
  const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const isWell = async (url: string | undefined): Promise<boolean> => {
    const { spawn } = await import("node:child_process");
    const env = { PATH: process.env["PATH"] ?? "", ...(url === undefined ? {} : { PLIMSOLL_HEALTH_URL: url }) };
    const child = spawn(process.execPath, [`${ROOT}deploy/health.mjs`], { env, stdio: "ignore" });
    return await new Promise((resolve) => child.once("exit", (code) => resolve(code === 0)));
  };
  beforeAll(async () => await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
  afterAll(() => server.close());

  test("SVR-102 a daemon is well while its address answers 200, and a job while its program runs", async () => {
    expect(stepsOf("HEALTHCHECK")).toEqual([expect.stringMatching(/CMD \["node", "\/app\/health\.mjs"\]$/u)]);
    expect(await isWell(`${origin()}/healthz`)).toBe(true);
    expect(await isWell(`${origin()}/readyz`)).toBe(false);
    expect(await isWell(`${origin()}/moved`)).toBe(false);
    expect(await isWell("http://127.0.0.1:9/healthz")).toBe(false);
    expect(await isWell("no address")).toBe(false);
    expect(await isWell(undefined)).toBe(true);
  });
});

describe("the scripts", () => {
  test.each(["build-image", "test-in-image"])("SVR-103 %s is strict, and says that there is no engine", (name) => {
    const text = sourceOf(`scripts/${name}`).split("\n");
    expect(text[0]).toBe("#!/usr/bin/env bash");
    expect(text).toContain("set -euo pipefail");
    const env = { PATH: process.env["PATH"] ?? "", DOCKER_HOST: "tcp://127.0.0.1:9" };
    const run = spawnSync("bash", [`${ROOT}scripts/${name}`, "plimsoll:0.1.0"], { env, encoding: "utf8" });
    expect([run.status, run.stderr.slice(0, 19)]).toEqual([2, "NO_CONTAINER_ENGINE"]);
  });

  test.each([[[]], [["plimsoll"]], [["plimsoll:latest"]]])(
    "SVR-103 an image is built under a full name: not %s",
    (args) => {
      const run = spawnSync("bash", [`${ROOT}scripts/build-image`, ...args], { encoding: "utf8" });
      expect([run.status, run.stderr.slice(0, 10)]).toEqual([2, "IMAGE_NAME"]);
    },
  );

  test("SVR-103 tests in a container count for nothing when none of them ran", () => {
    expect(sourceOf("scripts/test-in-image")).toContain('grep -Eq "Tests +[1-9][0-9]* passed"');
    expect(existsSync(`${ROOT}packages/cli/test/examples/readme.test.ts`)).toBe(true);
  });
});

describe("the reader of the Dockerfile", () => {
  test("SVR-104 continued lines are one, arguments are put in, comments are none", () => {
    const text = "# a\nARG BASE=node:1\nFROM ${BASE} AS build\nRUN a \\\n  && b\n";
    expect(dockerfileSteps(text)).toEqual([
      { word: "FROM", rest: "node:1 AS build" },
      { word: "RUN", rest: "a && b" },
    ]);
  });

  test("SVR-104 a line that it does not know is no line that it passes over", () => {
    expect(() => dockerfileSteps("FROM a\nONBUILD RUN b\n")).toThrow(/not known here/u);
  });

  test("SVR-104 the last pattern that fits decides", () => {
    const ignored = ignoredBy("*\n!packages\n**/dist\n!packages/a/dist/kept\n");
    expect(["packages/a/x", "packages/a/dist/y", "packages/a/dist/kept", "other"].map(ignored)).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });
});
