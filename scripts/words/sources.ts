// Everything that somebody may read of Plimsoll, as it stands in the repository or is made when it is asked for.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Source } from "./claims.ts";
import { sayings } from "./source-literals.ts";

const ROOT = new URL("../..", import.meta.url).pathname;

/** Pages for people. What `npm ci` or a build laid down is not ours. */
const PAGES = [
  "*.md",
  "NOTICE",
  "docs/**/*.md",
  "docs/**/*.svg",
  "spec/*.md",
  "scripts/README.md",
  "examples/**/*.md",
  "python/README.md",
  "packages/*/prompts/*.md",
];

/** Files that people or programs read as they are: charts, alerts, examples, schemas, policies, the Python packages. */
const DATA = [
  "deploy/**/*.{yaml,yml,json,txt,tpl,mjs,conf}",
  "deploy/Dockerfile",
  "examples/**/*.{yaml,yml,json,py,sh}",
  "spec/schemas/**/*.json",
  "packages/*/{policy,frameworks}/*.json",
  "packages/*/page/*.{html,css}",
  "python/src/**/*.py",
  "python/pyproject.toml",
];

/** Programs, of which only the texts are read. */
const PROGRAMS = [
  "packages/*/{src,page}/**/*.{ts,tsx}",
  "packages/*/bin/*.js",
  "scripts/**/*.{ts,js}",
  "bench/{,ratios/,scale/}*.ts",
];

/** A test's texts are its own, the scan has to name what it looks for, and pages of docstrings are in no repository. */
const NOT_READ = ["**/node_modules/**", "**/dist/**", "**/*.test.ts", "scripts/words/**", "docs/reference/api/**"];

export const pages = (): readonly Source[] => PAGES.flatMap(filesOf).map((name) => ({ name, text: textOf(name) }));

export const data = (): readonly Source[] => DATA.flatMap(filesOf).map((name) => ({ name, text: textOf(name) }));

/** What the programs can say: names of rooms and fields, messages, reports, help, the description of the API. */
export const programs = (): readonly Source[] =>
  PROGRAMS.flatMap(filesOf).map((name) => ({ name, text: sayings(name, textOf(name)) }));

const filesOf = (pattern: string): readonly string[] => globSync(pattern, { cwd: ROOT, exclude: NOT_READ }).toSorted();

const textOf = (name: string): string => readFileSync(join(ROOT, name), "utf8");
