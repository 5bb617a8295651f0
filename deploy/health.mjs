// Is what runs in this container well? Asks the address in PLIMSOLL_HEALTH_URL and wants 200; without an address it is a job, and Node
// answering is all that can be asked. Changes nothing. Exit 0 for yes, 1 for no.
const address = process.env["PLIMSOLL_HEALTH_URL"];
const isWell = address === undefined || address === "" ? true : await answers(address);
process.exit(isWell ? 0 : 1);

async function answers(url) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(10_000), redirect: "error" })).ok;
  } catch {
    return false;
  }
}
