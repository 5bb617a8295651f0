import { RefusedError, type Site } from "../site/site.ts";

/** Leave of the release gate to serve, as whoever makes tokens holds it. Asked each time. */
export interface ReleaseLeave {
  holds(): boolean;
}

/**
 * On a site that requires a release nobody makes a token without leave, whichever program he is: throws `RefusedError` with
 * `RELEASE_REQUIRED` or, where leave was taken back, `RELEASE_NOT_ALLOWED`.
 */
export function requireLeave(site: Site, leave: ReleaseLeave | null): void {
  if (leave === null && site.isReleaseRequired)
    throw new RefusedError({
      code: "RELEASE_REQUIRED",
      expected: "a dossier with a Green decision for what is served",
      received: "none, and the site asks for one",
      fix: "evaluate one (plimsoll release evaluate DIR) and name it: --dossier DIR",
    });
  if (leave !== null && !leave.holds())
    throw new RefusedError({
      code: "RELEASE_NOT_ALLOWED",
      expected: "a Green decision in force on what is served",
      received: "leave that was taken back",
      fix: "see why: plimsoll release gate DIR",
    });
}
