import { setInterval } from "node:timers";
import { openSite } from "@plimsoll/governor";

/** Opens the site of a folder, accredits a lab every 20 ms, and tells the name of each that was decided, until it is killed. */
const site = openSite(process.argv[2] ?? "");
let labs = 0;
setInterval(() => {
  const lab = `lab-${labs}`;
  site.accredit(lab, 1, 0);
  labs += 1;
  process.stdout.write(`${lab}\n`);
}, 20);
