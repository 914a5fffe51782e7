import type { JourneyFactory } from "../journey.ts";
import { httpKept } from "./http-kept.ts";
import { http } from "./http.ts";
import { newcomer } from "./newcomer.ts";
import { stream } from "./stream.ts";
import { tcp } from "./tcp.ts";
import { tlsHello } from "./tls-hello.ts";

/** The journeys that need to know no system; a system's own agent adds to these. */
export const genericJourneys = {
  tcp,
  newcomer,
  "tls-hello": tlsHello,
  http,
  "http-kept": httpKept,
  stream,
} satisfies Record<string, JourneyFactory>;
