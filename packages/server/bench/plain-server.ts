/**
 * The peer of the command route: Fastify and SQLite alone, on the same route shape. It checks the form of an envelope and makes it
 * durable by itself, one sync each, or with `--group` one sync for all that came by one turn; it verifies and decides nothing.
 * Prints its port; ends with its standard input.
 */
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import Fastify from "fastify";
import { ENVELOPE_SCHEMA } from "../src/openapi/envelope-schema.ts";

const isGrouped = process.argv.includes("--group");
const folder = mkdtempSync(join(tmpdir(), "plimsoll-plain-bench-"));
const database = new DatabaseSync(join(folder, "plain.db"));
database.exec(
  "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE commands (place INTEGER PRIMARY KEY, text TEXT)",
);
const insert = database.prepare("INSERT INTO commands (text) VALUES (?)");

interface Waiting {
  readonly text: string;
  readonly settle: (place: number) => void;
}
let waiting: Waiting[] = [];

function flush(): void {
  const group = waiting;
  waiting = [];
  database.exec("BEGIN");
  const places = group.map(({ text }) => Number(insert.run(text).lastInsertRowid));
  database.exec("COMMIT");
  for (const [place, { settle }] of group.entries()) settle(places[place] as number);
}

const stored = (text: string): Promise<number> =>
  new Promise((settle) => {
    if (!isGrouped) return settle(Number(insert.run(text).lastInsertRowid));
    waiting.push({ text, settle });
    if (waiting.length === 1) setImmediate(flush);
  });

const app = Fastify({ bodyLimit: 1_048_576 });
app.route({
  method: "POST",
  url: "/v1/commands",
  schema: { body: ENVELOPE_SCHEMA },
  handler: async ({ body }) => ({ firstEntry: await stored(JSON.stringify(body)) }),
});
await app.listen({ host: "127.0.0.1", port: 0 });
process.stdout.write(`${(app.server.address() as AddressInfo).port}\n`);
process.stdin.resume().on("end", () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
