import { openSite } from "@plimsoll/governor";

/** Opens the site of a folder and accredits so many labs; `holder` and `sleeper` stay until they are killed. */
const [directory = "", name = "", labs = "0"] = process.argv.slice(2);
const site = openSite(directory);
process.stdout.write("open\n");
if (name === "holder") setInterval(() => {}, 1_000);
// The event loop stands still, as in a process that is stopped or computes without end.
else if (name === "sleeper") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
else {
  for (let lab = 0; lab < Number(labs); lab += 1) site.accredit(`${name}-${lab}`, 1, 0);
  site.close();
}
