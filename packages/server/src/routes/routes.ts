import type { Route } from "../http/route.ts";
import { logRoutes } from "./log-routes.ts";
import { nounRoutes } from "./noun-routes.ts";
import { publicRoutes } from "./public-routes.ts";
import { signedRoutes } from "./signed-routes.ts";
import { siteRoutes } from "./site-routes.ts";

/** Everything that the API answers, but for event streams, its own description and the page. */
export const ROUTES: readonly Route[] = [...publicRoutes, ...siteRoutes, ...nounRoutes, ...logRoutes, ...signedRoutes];
