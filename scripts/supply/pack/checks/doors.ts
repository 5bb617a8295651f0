import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { doorsOf } from "../../workspace.ts";
import { type InstallationCheck, type Installation, runNode } from "./check.ts";

/** Doors that only a browser can load, and why. */
const BROWSER_ONLY: Readonly<Record<string, string>> = {
  "@plimsoll/simulation/threads/browser-worker": "the entry of a web worker: it listens to the worker's own scope",
};

/** Every door opens in plain Node, and has something behind it. */
export const doorsOpen: InstallationCheck = {
  name: "every door is imported by plain Node",
  async run({ folder, published }) {
    const doors = doorsIn(published).filter((door) => !Object.hasOwn(BROWSER_ONLY, door));
    const program = doors.map(
      (door) => `console.log(${JSON.stringify(door)}, Object.keys(await import(${JSON.stringify(door)})).length);`,
    );
    writeFileSync(join(folder, "doors.mjs"), `${program.join("\n")}\n`);
    const told = (await runNode(folder, ["doors.mjs"])).trim().split("\n");
    const empty = told.filter((line) => line.endsWith(" 0"));
    if (told.length !== doors.length || empty.length > 0) throw new Error(`doors without exports: ${empty.join(", ")}`);
    return `${doors.length} doors, and ${Object.keys(BROWSER_ONLY).length} for browsers alone`;
  },
};

/** The types of every door are found, in the two settings that people have. */
export const typesResolve: InstallationCheck = {
  name: "TypeScript finds the types of every door",
  async run({ folder, published }) {
    const doors = doorsIn(published);
    const imports = doors.map((door, place) => `import type * as door${place} from ${JSON.stringify(door)};`);
    const uses = doors.map((_, place) => `typeof door${place}`);
    writeFileSync(join(folder, "doors.ts"), `${imports.join("\n")}\nexport type Doors = [${uses.join(", ")}];\n`);
    for (const [name, options] of Object.entries(SETTINGS)) {
      writeFileSync(join(folder, `tsconfig.${name}.json`), JSON.stringify(typesConfig(options)));
      await runNode(folder, [join(MODULES, "tsgo/bin/tsc"), "--project", `tsconfig.${name}.json`]);
    }
    return `${doors.length} doors in ${Object.keys(SETTINGS).length} settings`;
  },
};

const MODULES = fileURLToPath(new URL("../../../../node_modules", import.meta.url));

const SETTINGS = {
  /** TypeScript's own libraries, those of a browser among them, and every declaration looked at. */
  plain: {},
  /** What @tsconfig/node24 sets: no browser, and declarations of others believed. */
  node: {
    lib: ["es2024", "esnext.array", "esnext.collection", "esnext.iterator", "esnext.promise"],
    skipLibCheck: true,
  },
} as const;

const typesConfig = (options: object): object => ({
  compilerOptions: {
    noEmit: true,
    strict: true,
    module: "nodenext",
    target: "es2024",
    types: ["node"],
    typeRoots: [join(MODULES, "@types")],
    ...options,
  },
  files: ["doors.ts"],
});

const doorsIn = (published: Installation["published"]): readonly string[] =>
  published.flatMap(({ manifest }) => doorsOf(manifest));
