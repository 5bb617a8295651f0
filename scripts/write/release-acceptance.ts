// Writes docs/reference/release-acceptance.md.
import { writeFileSync } from "node:fs";
import { acceptanceTable, shownStatements } from "../tables/release-acceptance.ts";

writeFileSync(
  new URL("../../docs/reference/release-acceptance.md", import.meta.url),
  acceptanceTable(shownStatements()),
);
