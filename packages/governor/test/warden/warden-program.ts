import { runWarden, systemWardenPorts } from "../../src/warden/index.ts";

/** What the CLI's hidden subcommand does. */
process.exit(await runWarden(process.stdin, process.stdout, systemWardenPorts()));
