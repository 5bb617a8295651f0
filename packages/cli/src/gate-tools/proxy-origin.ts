/** The log of a site that lives in a data folder. */
export const ORIGIN_OF_A_SITE = "plimsoll.local/site";
